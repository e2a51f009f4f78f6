package org.systole.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;

class JsonTest {
    private static Object parse(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesShortestNumbersAndKeepsOrder() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", 1.0);
        map.put("a", 0.1);
        map.put("nan", Double.NaN);
        map.put("list", Arrays.asList(1L, null, true));
        assertEquals("{\"b\":1,\"a\":0.1,\"nan\":null,\"list\":[1,null,true]}", Json.compact(map));
    }

    @Test
    void prettyTextBreaksNestedValuesOnly() {
        assertEquals(
                """
                {
                  "short": {"x": 1, "y": 2},
                  "rows": [
                    [1, 2],
                    []
                  ]
                }
                """,
                Json.pretty(
                        orderedOf("short", orderedOf("x", 1L, "y", 2L), "rows", List.of(List.of(1L, 2L), List.of()))));
    }

    private static Map<String, Object> orderedOf(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i].toString(), pairs[i + 1]);
        return map;
    }

    @Test
    void anyTreeReadsBackAsItself() {
        long seed = Long.getLong("test.seed", 7);
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object tree = tree(random, 4);
            assertEquals(tree, parse(Json.compact(tree)), "seed " + seed);
            assertEquals(tree, parse(Json.pretty(tree)), "seed " + seed);
        }
    }

    private static Object tree(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> null;
            case 1 -> random.nextLong();
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(30) - 20);
            case 3 -> text(random);
            case 4 -> random.nextBoolean();
            case 5 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(5); i > 0; i--) list.add(tree(random, depth - 1));
                yield list;
            }
            default -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(5); i > 0; i--) map.put(text(random), tree(random, depth - 1));
                yield map;
            }
        };
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        String some = "a\"\\\n\t\r\0\u001f\u2028\u007f<>&'é漢😀/=\ud800";
        for (int i = random.nextInt(12); i > 0; i--) text.append(some.charAt(random.nextInt(some.length())));
        // Lone surrogates have no UTF-8; see the test of their own.
        return text.toString().replaceAll("[\\ud800-\\udfff]", "");
    }

    @Test
    void loneSurrogatesBecomeTheReplacementCharacter() {
        assertEquals("a\ufffdb😀\ufffd", parse(Json.compact("a\ud800b😀\ude00")));
    }

    @Test
    void refusesWhatIsNotJsonWithItsPlace() {
        for (String text : List.of("", "{", "{\"a\":1,}", "[1 2]", "{\"a\":1,\"a\":2}", "1 2", "nul", "\"\u0001\""))
            assertThrows(IllegalArgumentException.class, () -> parse(text), text);
        var failure = assertThrows(IllegalArgumentException.class, () -> parse("{\n \"a\": x}"));
        assertTrue(failure.getMessage().startsWith("line 2, column "), failure.getMessage());
    }

    @Test
    void readerNamesThePathOfWhatIsWrong() {
        var reader = JsonReader.of("f.json", "{\"a\":[{\"b\":1}]}".getBytes(StandardCharsets.UTF_8));
        var failure = assertThrows(
                SystoleException.class,
                () -> reader.get("a").list(item -> item.get("b").text()));
        assertEquals(
                "error[E9104]: expected text, found '1'\n  --> f.json  a[0].b\n  fix: run the command that wrote it again",
                failure.getMessage());
    }
}
