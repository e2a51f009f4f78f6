package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.systole.problem.SystoleException;

/** Files made to cost time or stack are refused like any others. The time-out only ends a test that would hang. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileAcceleratorsTest {
    private static final String HEADER = "systole: accelerator/1\n";
    private static final int LARGEST = 1_000_000;

    /** What is repeated up to a megabyte, and the code that it ends with. */
    enum Hostile {
        UNKNOWN_KEYS("E2002", HEADER, i -> "k" + i + ": 1\n"),
        KEYS_WITH_UNITS("E2002", HEADER, i -> "k" + i + "_mhz: 1\n"),
        NAMELESS_ITEMS("E2002", HEADER + "memories:\n", _ -> "- {nam: 1}\n"),
        NAMED_ITEMS("E2002", HEADER + "extends: gemmini-16\nmemories:\n", i -> "- {name: m" + i + "}\n"),
        EMPTY_LISTS("E2002", HEADER + "x: [", _ -> "[],"),
        ANCHORS("E2002", "a: [", _ -> "&a x,"),
        COLONS("E2015", HEADER + "clock_mhz: 1", _ -> ":1"),
        DIGITS("E2015", HEADER + "clock_mhz: ", _ -> "1"),
        UNDERSCORES("E2015", HEADER + "clock_mhz: 1", _ -> "_1"),
        UNITS("E2015", HEADER + "clock_mhz: 1", _ -> " a %"),
        WORDS("E2015", HEADER + "title: a", _ -> " a"),
        FORMATS("E2015", HEADER + "name: x\nformats: {input: ", _ -> "int8"),
        OPEN_FLOWS("E2006", "a: ", _ -> "{a: "),
        DASHES("E2006", "", _ -> "- "),
        QUESTIONS("E2006", "", _ -> "? "),
        DOCUMENTS("E2007", "", _ -> "--- a\n"),
        LINES("E2008", "", _ -> "\n"),
        RETURNS("E2008", "", _ -> "\r"),
        COMMENTS("E2008", "", _ -> "# x\n"),
        LONG_KEY("E2004", HEADER + "'", _ -> "k"),
        PLAIN_LINES("E2014", "", _ -> "a b c\n");

        private final String code;
        private final String start;
        private final IntFunction<String> more;

        Hostile(String code, String start, IntFunction<String> more) {
            this.code = code;
            this.start = start;
            this.more = more;
        }

        byte[] bytes() {
            var text = new StringBuilder(start);
            for (int i = 0; text.length() < LARGEST; i++) text.append(more.apply(i));
            if (this == FORMATS) text.append("}\n");
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefused(Hostile hostile) {
        var refused = assertThrows(
                SystoleException.class,
                () -> new AcceleratorReader(Accelerators.SOURCES).read("hostile.yaml", hostile.bytes()));
        assertEquals(
                hostile.code,
                refused.problems().stream()
                        .map(p -> p.code().code())
                        .filter(hostile.code::equals)
                        .findFirst()
                        .orElse(refused.getMessage()));
        assertEquals(3, refused.status().code());
    }
}
