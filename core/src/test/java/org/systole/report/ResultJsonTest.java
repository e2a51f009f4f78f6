package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.problem.SystoleException;
import org.systole.units.Certainty;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ResultJsonTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static Schema schema(String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemmini-16", "eyeriss-v1", "dpu-b1152", "tpu-v1", "edge-tpu"})
    void everyResultIsOfItsSchemaAndReadsBack(String accelerator) {
        Result result = SampleNetwork.result(5, "", accelerator);
        byte[] json = ResultJson.bytes(result);
        assertEquals(List.of(), schema(ResultSchema.result()).validate(MAPPER.readTree(json)));
        Result read = ResultJson.parse("result.json", json);
        assertEquals(result, read);
        assertArrayEquals(json, ResultJson.bytes(read));
    }

    @Test
    void theSchemaIsStrict() {
        Schema schema = schema(ResultSchema.result());
        ObjectNode tree = (ObjectNode) MAPPER.readTree(ResultJson.bytes(SampleNetwork.result(1, "", "gemmini-16")));
        tree.put("surprise", 1);
        assertFalse(schema.validate(tree).isEmpty(), "an unknown key");
        tree.remove("surprise");
        ((ObjectNode) tree.get("totals").get("cycles")).remove("witness");
        assertFalse(schema.validate(tree).isEmpty(), "a figure without its witness");
    }

    @Test
    void everyFigureOfEveryLayerCarriesUnitWitnessAndCertainty() {
        var tree = MAPPER.readTree(ResultJson.bytes(SampleNetwork.result(2, "", "gemmini-16")));
        for (var layer : tree.get("layers")) {
            for (String key :
                    List.of("macs", "operations", "cycles", "energy", "utilization", "dram_read", "dram_write"))
                for (String part : List.of("value", "unit", "witness", "certainty"))
                    assertEquals(true, layer.get(key).has(part), () -> layer.get("name") + " " + key + " " + part);
        }
    }

    @Test
    void theRunRecordIsOfItsSchema() {
        var tree = MAPPER.readTree(SampleNetwork.run().json());
        assertEquals(List.of(), schema(ResultSchema.run()).validate(tree));
    }

    @Test
    void laterVersionsAndOtherFilesAreRefused() {
        for (var pair : List.of(
                List.of("{\"schema\": \"systole-result/2\"}", "E9106"),
                List.of("{\"schema\": \"systole-run/1\"}", "E9104"),
                List.of("{\"schema\": \"systole-result/1\"}", "E9104"),
                List.of("[]", "E9104"),
                List.of("not JSON", "E9104"))) {
            var failure = assertThrows(
                    SystoleException.class,
                    () -> ResultJson.parse("x.json", pair.getFirst().getBytes(StandardCharsets.UTF_8)));
            assertEquals(pair.getLast(), failure.problems().getFirst().code().code(), pair::getFirst);
        }
    }

    @Test
    void partsAddUpToTheTotals() {
        for (String accelerator : List.of("gemmini-16", "nvdla-full", "eyeriss-v1")) {
            Result result = SampleNetwork.result(4, "", accelerator);
            double cycles = result.layers().stream()
                    .mapToDouble(l -> l.cycles().total())
                    .sum();
            assertEquals(result.total(Kpi.CYCLES).value(), cycles, 1e-9 * cycles);
            assertEquals(cycles, result.cycles().total(), 1e-9 * cycles);
            if (result.energy().certainty() == Certainty.UNKNOWN) continue;
            double energy = result.layers().stream()
                    .mapToDouble(l -> l.energy().total())
                    .sum();
            assertEquals(result.total(Kpi.ENERGY).value(), energy, 1e-9 * energy);
            assertEquals(energy, result.energy().total(), 1e-9 * energy);
        }
    }
}
