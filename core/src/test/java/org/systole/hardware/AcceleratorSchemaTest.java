package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.systole.problem.SystoleException;
import org.systole.yaml.FileFormat;
import org.systole.yaml.JsonSchema;
import org.systole.yaml.ReferencePage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published JSON Schema and reference page say what the reader does. */
class AcceleratorSchemaTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hardware");
    private static final Path REFERENCE = Path.of("../docs/reference");
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Refused by the reader, and a JSON Schema cannot say so: what is no plain data any more once another reader has
     * read the file (its size, tags, aliases, duplicate keys, notations), names that are used twice, and E21xx as a whole.
     */
    private static final Set<String> BEYOND_A_SCHEMA =
            Set.of("E2002", "E2006", "E2007", "E2009", "E2010", "E2011", "E2017", "E2024", "E2026", "E2027", "E2028");

    private static final Schema SCHEMA = schema(AcceleratorFormat.FORMAT);
    private static final Schema EXPECTED = schema(ExpectedFigure.FORMAT);

    static Stream<String> names() {
        return Accelerators.names().stream();
    }

    static Stream<FileFormat> formats() {
        return Stream.of(AcceleratorFormat.FORMAT, ExpectedFigure.FORMAT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyShippedFileIsValid(String name) {
        Schema schema = SCHEMA;
        String text = Accelerators.text(name, "accelerator.yaml").orElseThrow();
        assertEquals(List.of(), schema.validate(json(text).orElseThrow()));
        assertEquals(
                List.of(),
                schema.validate(
                        json(AcceleratorWriter.yaml(Accelerators.load(name))).orElseThrow()));
        String expected = Accelerators.text(name, "expected.yaml").orElseThrow();
        assertEquals(List.of(), EXPECTED.validate(json(expected).orElseThrow()));
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() throws IOException {
        Schema schema = SCHEMA;
        String base = Files.readString(GOLDEN.resolve("tiny.yaml"));
        assertEquals(List.of(), schema.validate(json(base).orElseThrow()));
        var accepted = new ArrayList<String>();
        int judged = 0;
        for (BadFiles.Case bad : BadFiles.parse(Files.readAllLines(GOLDEN.resolve("bad-accelerators.txt")))) {
            byte[] bytes = bad.bytes(base);
            String code = code(bytes);
            if (code.startsWith("E21") || BEYOND_A_SCHEMA.contains(code)) continue;
            Optional<JsonNode> data = json(new String(bytes, StandardCharsets.UTF_8));
            if (data.isEmpty()) continue;
            judged++;
            if (schema.validate(data.get()).isEmpty()) accepted.add(bad.title() + " " + code);
        }
        assertEquals(List.of(), accepted);
        assertTrue(judged > 70, "only " + judged + " cases were judged");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theSchemaIsItselfValid(FileFormat format) {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertEquals(List.of(), meta.validate(JSON.readTree(JsonSchema.text(format))));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theReferencePageIsThatOfTheFormat(FileFormat format) throws IOException {
        golden(REFERENCE.resolve(format.kind() + "-yaml.md"), ReferencePage.of(format));
        golden(
                REFERENCE.resolve("schema/" + format.kind() + "-" + format.version() + ".json"),
                JsonSchema.text(format));
    }

    @Test
    void thePageOfShippedAcceleratorsIsUpToDate() throws IOException {
        golden(REFERENCE.resolve("accelerators.md"), AcceleratorsPage.text());
    }

    private static void golden(Path file, String text) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertTrue(Files.exists(file), file + " is missing; -Dgolden.update=true writes it");
        assertEquals(text, Files.readString(file), file + " is not up to date; -Dgolden.update=true writes it");
    }

    private static Schema schema(FileFormat format) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonSchema.of(format));
    }

    private static Optional<JsonNode> json(String yaml) {
        try {
            Object data = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            return data == null ? Optional.empty() : Optional.of(JSON.valueToTree(data));
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static String code(byte[] bytes) {
        try {
            Accelerator read = new AcceleratorReader(Accelerators.SOURCES).read("tiny.yaml", bytes);
            assertFalse(true, "accepted: " + read);
            return "";
        } catch (SystoleException refused) {
            return refused.problems().getFirst().code().code();
        }
    }
}
