package org.systole.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.Group;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.MapOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Truth;
import org.systole.yaml.YamlType.Whole;

/** Reading by declaration, on a format that uses every type. */
class FormatReaderTest {
    private static final ObjectOf PART = ObjectOf.of(
            "part",
            Key.required("name", Text.NAME, "unique"),
            Key.optional("rows", new Whole(1, 1024, true), "64", "a power of two"));
    private static final FileFormat FORMAT = new FileFormat(
            "thing",
            2,
            "Thing",
            "A thing.",
            false,
            new ObjectOf(
                    "thing",
                    List.of(
                            Key.required("name", Text.NAME, "its name"),
                            Key.optional("weight_mw", new Real(0, false, 10), "a quantity"),
                            Key.optional("weight_w", Real.positive(10), "the quantity in another unit"),
                            Key.optional("small", new Truth(), "true", "a truth value"),
                            Key.optional(
                                    "colours", new ListOf(new Choice(List.of("red", "blue")), 0, 4, false), "a list"),
                            Key.optional("parts", ListOf.distinct(PART, 0, 9), "[]", "a list of mappings"),
                            Key.optional("rates", new MapOf(Text.NAME, "part", Real.positive(1e9), 9), "a mapping")),
                    List.of(new Group("the weight", List.of("weight_mw", "weight_w"), false))));

    @Test
    void valuesHaveTheirTypes() {
        YamlObject thing = good("""
                systole: thing/2
                name: it
                weight_mw: 1.5e-1
                small: false
                colours: [red, blue, red]
                parts: [{name: a, rows: 128}, {name: b}]
                rates: {b: 2, a: 0.5}
                """);
        assertEquals("it", thing.text("name"));
        assertEquals(0.15, thing.real("weight_mw"));
        assertTrue(Double.isNaN(thing.realOrNan("weight_w")));
        assertFalse(thing.truth("small"));
        assertEquals(List.of("red", "blue", "red"), thing.texts("colours"));
        assertEquals(128, thing.objects("parts").get(0).count("rows"));
        assertEquals(64, thing.objects("parts").get(1).count("rows"), "the documented value of an absent key");
        assertEquals("parts.b", thing.objects("parts").get(1).path());
        assertEquals(Map.of("a", 0.5, "b", 2.0), thing.map("rates", Double.class));
        assertEquals(
                List.of("b", "a"), List.copyOf(thing.map("rates", Double.class).keySet()), "in the file's order");
        assertEquals("thing.yaml:3:12  weight_mw", thing.place("weight_mw").toString());
        assertThrows(IllegalStateException.class, () -> thing.real("weight_w"), "an absent key has no value");
    }

    @Test
    void olderVersionsOpen() {
        assertEquals("it", good("systole: thing/1\nname: it\n").text("name"));
    }

    @Test
    void windowsLineEndsAndByteOrderMarksAreNoProblem() {
        YamlObject thing = good("\uFEFFsystole: thing/2\r\nname: it\r\nweight_w: 3\r\n");
        assertEquals("thing.yaml:3:11  weight_w", thing.place("weight_w").toString());
    }

    @Test
    void anAliasStandsForItsValue() {
        YamlObject thing = good("""
                systole: thing/2
                name: it
                parts: [{name: a, rows: &r 32}, {name: b, rows: *r}]
                """);
        assertEquals(32, thing.objects("parts").get(1).count("rows"));
    }

    @Test
    void jsonIsYaml() {
        assertEquals("it", good("{\"systole\": \"thing/2\", \"name\": \"it\"}").text("name"));
    }

    @Test
    void aNumberThatIsNoPowerOfTwoIsRefusedWithItsNeighbours() {
        Problem problem = bad("systole: thing/2\nname: it\nparts: [{name: a, rows: 100}]\n");
        assertEquals("parts.a.rows: expected a power of two from 1 to 1024, found 100", problem.message());
        assertEquals("write 64 or 128", problem.fix());
    }

    @Test
    void theTwoUnitsExcludeEachOther() {
        assertEquals(
                "'weight_mw' and 'weight_w' both give the weight",
                bad("systole: thing/2\nname: it\nweight_mw: 1\nweight_w: 1\n").message());
        assertEquals(
                "unit missing in key 'weight': write weight_mw or weight_w",
                bad("systole: thing/2\nname: it\nweight: 1\n").message());
    }

    @Test
    void aKeyThatWasMisspeltIsNotMissingAsWell() {
        var problems = new Problems();
        read("systole: thing/2\nnmae: it\n", problems);
        assertEquals(1, problems.count(), problems.found().toString());
        assertEquals(YamlCode.UNKNOWN_KEY, problems.found().getFirst().code());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var odd = Map.of("name", "it", "weight_w", 1e-7, "colours", List.of("red"));
        YamlObject thing = good(YamlWriter.document("thing/2", odd));
        assertEquals(1e-7, thing.real("weight_w"));
        for (String text :
                List.of("yes", "1e3", "a: b", "- x", "#", " x", "\"", "\\", "ein Ä", "null", "~", "1:30", "x\ny")) {
            String yaml = YamlWriter.document("x/1", Map.of("key", text));
            var root = (YamlNode.Mapping) YamlParser.parse("x", yaml.getBytes(StandardCharsets.UTF_8), new Problems())
                    .orElseThrow();
            assertEquals(text, ((YamlNode.Scalar) root.get("key").orElseThrow()).text(), yaml);
        }
    }

    @Test
    void declarationsAreChecked() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ObjectOf.of("x", Key.required("a", new Truth(), ""), Key.required("a", new Truth(), "")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ObjectOf("x", List.of(), List.of(new Group("g", List.of("a"), true))));
        assertThrows(IllegalArgumentException.class, () -> new MapOf(new Truth(), "x", new Truth(), 1));
    }

    private static YamlObject good(String text) {
        var problems = new Problems();
        YamlObject object = read(text, problems);
        problems.throwIfAny();
        return object;
    }

    private static Problem bad(String text) {
        var problems = new Problems();
        read(text, problems);
        return problems.found().getFirst();
    }

    private static YamlObject read(String text, Problems problems) {
        return new FormatReader(FORMAT, Sources.NONE)
                .read("thing.yaml", text.getBytes(StandardCharsets.UTF_8), problems)
                .orElse(null);
    }
}
