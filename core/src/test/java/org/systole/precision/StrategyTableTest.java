package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.formats.Formats;
import org.systole.formats.Product;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.units.Certainty;

class StrategyTableTest {
    /** The whole table on the network and the clips that the project ships. */
    @Test
    void spokenDigits() {
        var graph = OnnxReader.read(Shared.repositoryPath("models/fsdd_dscnn/model.onnx"))
                .graph();
        DataSet data = DataReader.read(Shared.repositoryPath("models/fsdd_dscnn/data.yaml"));
        int[] indices = IntStream.range(0, 100).toArray();
        Trial trial = Trial.of(graph, data, indices, 50, 2);
        var rows = StrategyTable.of(trial, Strategy.ALL, 2, _ -> {});
        assertEquals(Strategy.ALL.size(), rows.size());
        double floats = rows.getFirst().score().value();
        assertTrue(floats >= 0.99);
        for (StrategyTable.Row row : rows) {
            assertEquals(row.score().value() - floats, row.change().value(), 1e-9);
            int bits = row.strategy().weights().storedBits();
            if (bits >= 4 && row.strategy().activations().storedBits() >= 8)
                assertTrue(row.score().value() >= floats - 0.03, row.toString());
        }
        assertTrue(rows.getLast().weightBits() * 8 < rows.getFirst().weightBits());
    }

    /** Horowitz, ISSCC 2014, table of operations at 45 nm: 8-bit multiplication 0.2 pJ, 282 um2; binary32 3.7 pJ, binary16 1.1 pJ. */
    @Test
    void costsAreThoseOfTheTables() {
        var costs = CostTables.read().products("cmos-45nm", 200);
        var eight = costs.of(product("int8", "int8"));
        assertEquals(0.2, eight.energyPj().value(), 1e-9);
        assertEquals(282, eight.areaUm2().value(), 1e-9);
        assertEquals(Certainty.TABULATED, eight.energyPj().certainty());
        assertEquals(3.7, costs.of(product("fp32", "fp32")).energyPj().value(), 1e-9);
        assertEquals(1.1, costs.of(product("fp16", "fp16")).energyPj().value(), 1e-9);
        var one = costs.of(product("int8", "pot4"));
        assertTrue(one.energyPj().value() < eight.energyPj().value(), "a shifter costs less than a multiplier");
        var two = costs.of(product("int8", "pot4x2"));
        double adder = costs.adder(15).energyPj().value();
        assertEquals(2 * one.energyPj().value() + adder, two.energyPj().value(), 1e-9);
        assertTrue(costs.of(product("int8", "ternary")).energyPj().value()
                < one.energyPj().value());
    }

    private static Product product(String activation, String weight) {
        return Product.of(Formats.parse(activation), Formats.parse(weight));
    }

    @Test
    void sumsOfFewLevels() {
        Trial trial = Trials.of("kws_dscnn_mlperf_fp32", "kws01", 100);
        var exact = Strategy.of("int8:channel", "int8:asymmetric");
        var rows = StrategyTable.of(
                trial,
                List.of(exact, exact.sums(Formats.parse("int8")), exact.sums(Formats.parse("levels15"))),
                2,
                _ -> {});
        assertTrue(rows.get(1).score().value() >= rows.get(0).score().value() - 0.05, rows.toString());
        assertTrue(rows.get(2).score().value() < rows.get(1).score().value(), rows.toString());
    }
}
