package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Memory;
import org.systole.house.Shared;
import org.systole.tensor.NumberFormat;
import org.systole.units.Certainty;
import org.systole.workload.Precision;

/** Arithmetic units and registers against the tables, and how they order by width, format and node. */
class LogicTest {
    private static final NumberFormat FP8 = new NumberFormat(NumberFormat.Kind.FLOAT, 8);

    private final CostTables tables = CostTables.read();
    private final Scaling scaling = new Scaling();

    private Logic logic(String technology, double clockMhz) {
        Technology found = tables.technologies().named(technology);
        return new Logic(
                found,
                new Medium.Gaps().logic(found),
                clockMhz,
                new Logic.Units(new Horowitz(), new Aladdin(), scaling));
    }

    @Test
    void horowitzsRowsAreReproduced() {
        Csv golden = Csv.parse("horowitz", Shared.text("golden/technology/horowitz.csv"));
        Logic logic = logic("cmos-45nm", 1000);
        int rows = 0;
        for (int i = 0; i < golden.size(); i++) {
            int bits = (int) golden.number(i, "bits");
            FloatShape shape = bits == 16 ? FloatShape.HALF : FloatShape.SINGLE;
            Component found = switch (golden.text(i, "operation")) {
                case "int_add" -> logic.adder(bits);
                case "int_mult" -> logic.multiplier(bits, bits);
                case "fp_add" -> logic.floatAdder(shape);
                case "fp_mult" -> logic.floatMultiplier(shape);
                default -> null;
            };
            if (found == null) continue;
            rows++;
            assertEquals(golden.number(i, "energy_pj"), found.energyPj().value(), 1e-12);
            assertEquals(golden.number(i, "area_um2"), found.areaUm2().value(), 1e-9);
            assertEquals(Certainty.TABULATED, found.energyPj().certainty());
            assertTrue(found.leakageMw().value() > 0);
        }
        assertEquals(9, rows);
    }

    /** The rows that Accelergy's plug-in derives by its rules: widths, multiply-accumulators, floats. */
    @Test
    void accelergysDerivedUnitsAreReproduced() {
        Csv golden = Csv.parse("components", Shared.text("golden/technology/components.csv"));
        int rows = 0;
        for (int i = 0; i < golden.size(); i++) {
            String attributes = golden.text(i, "attributes");
            if (!attributes.contains("derived=1") || !attributes.contains("latency_ns")) continue;
            double latency = Double.parseDouble(attributes.replaceFirst(".*latency_ns=(\\d+).*", "$1"));
            int bits = (int) golden.number(i, "bits");
            Component found = derived(golden.text(i, "component"), attributes, bits, 1e3 / latency);
            assertEquals(golden.number(i, "energy_pj"), found.energyPj().value(), 1e-4, attributes);
            assertEquals(golden.number(i, "area_um2"), found.areaUm2().value(), 1e-2, attributes);
            rows++;
        }
        assertEquals(54, rows);
    }

    private Component derived(String component, String attributes, int bits, double clockMhz) {
        Logic logic = logic("accelergy-45nm", clockMhz);
        var shape = new FloatShape(bits, 0);
        return switch (component) {
            case "int_adder" -> logic.adder(bits);
            case "int_multiplier" -> logic.multiplier(bits, bits);
            case "int_mac" -> {
                int sum = Integer.parseInt(attributes.replaceFirst(".*adder_bits=(\\d+).*", "$1"));
                yield logic.multiplier(bits, bits).plus(logic.adder(sum));
            }
            case "fp_mac" -> logic.floatMultiplier(shape).plus(logic.floatAdder(shape));
            default -> throw new AssertionError(component);
        };
    }

    @Test
    void flipFlopMemoriesHaveTheShapeOfAccelergysRegisterFile() {
        Csv golden = Csv.parse("regfile", Shared.text("golden/cacti/regfile.csv"));
        for (int i = 0; i < golden.size(); i++) {
            boolean addressed = golden.text(i, "model").equals("flip_flop_plus_address_match");
            int width = (int) golden.number(i, "width_bits");
            Memory plain = TestAccelerators.memory(
                    "r", Memory.Kind.REGISTER, (long) golden.number(i, "size_bytes") * 8, width, 1, List.of(), false);
            Memory memory = TestAccelerators.withComponent(plain, addressed ? "register-file" : "registers");
            MemoryCosts costs = tables.costs(TestAccelerators.accelerator(
                            "a",
                            "accelergy-45nm",
                            Precision.INT8,
                            TestAccelerators.array(4),
                            List.of(memory),
                            TestAccelerators.units(4)))
                    .memory("r");
            String row = "row " + (i + 2);
            assertClose(golden.number(i, "read_pj"), costs.readPj().value(), row);
            assertClose(golden.number(i, "area_mm2"), costs.areaMm2().value(), row);
            assertClose(golden.number(i, "leakage_mw"), costs.leakageMw().value(), row);
        }
        assertEquals(56, golden.size());
    }

    /** The comparator of those rows is the one for 2 ns, ours that for the clock of 700 MHz: 2 % apart. */
    private static void assertClose(double expected, double found, String what) {
        assertEquals(expected, found, 0.02 * expected, what);
    }

    private double mac(String technology, NumberFormat input, NumberFormat weight, NumberFormat sum) {
        return Arithmetic.mac(logic(technology, 500), new Precision(input, weight, input, sum))
                .energyPj()
                .value();
    }

    @Test
    void formatsOrderByWhatTheyNeed() {
        for (String technology : List.of("cmos-45nm", "cmos-28nm", "accelergy-45nm", "fpga-16nm")) {
            var ternary = new NumberFormat(NumberFormat.Kind.TERNARY, 2);
            var power = new NumberFormat(NumberFormat.Kind.POWER_OF_TWO, 4);
            var int4 = new NumberFormat(NumberFormat.Kind.SIGNED, 4);
            NumberFormat int32 = NumberFormat.INT32;
            double[] rising = {
                mac(technology, NumberFormat.INT8, ternary, int32),
                mac(technology, NumberFormat.INT8, power, int32),
                mac(technology, NumberFormat.INT8, NumberFormat.INT8, int32),
                mac(technology, NumberFormat.INT16, NumberFormat.INT16, int32),
                mac(technology, NumberFormat.FLOAT16, NumberFormat.FLOAT16, NumberFormat.FLOAT32),
                mac(technology, NumberFormat.FLOAT32, NumberFormat.FLOAT32, NumberFormat.FLOAT32)
            };
            for (int i = 1; i < rising.length; i++)
                assertTrue(rising[i] > rising[i - 1], technology + ": " + rising[i - 1] + ", " + rising[i]);
            double small = mac(technology, int4, int4, int32);
            assertTrue(small < rising[2] && small > rising[0], technology);
        }
    }

    @Test
    void narrowFloatsLieBelowTheRowsAndAreMarked() {
        Logic logic = logic("cmos-45nm", 500);
        Component fp8 = logic.floatMultiplier(FloatShape.of(FP8));
        Component bf16 = logic.floatMultiplier(FloatShape.of(NumberFormat.BFLOAT16));
        Component fp16 = logic.floatMultiplier(FloatShape.of(NumberFormat.FLOAT16));
        assertTrue(fp8.energyPj().value() < bf16.energyPj().value());
        assertTrue(bf16.energyPj().value() < fp16.energyPj().value());
        assertTrue(bf16.energyPj().value() > logic.multiplier(8, 8).energyPj().value());
        assertEquals(Certainty.EXTRAPOLATED, bf16.energyPj().certainty());
        assertTrue(logic.floatAdder(FloatShape.of(FP8)).energyPj().value() > 0);
    }

    @Test
    void energyAndAreaRiseWithTheWidth() {
        var random = new Random(3);
        for (String technology : List.of("cmos-45nm", "accelergy-45nm", "cmos-7nm")) {
            Logic logic = logic(technology, 800);
            for (int i = 0; i < 500; i++) {
                int a = 1 + random.nextInt(63);
                int b = 1 + random.nextInt(63);
                rises(logic.multiplier(a, b), logic.multiplier(a + 1, b));
                rises(logic.adder(a), logic.adder(a + 1));
                rises(logic.shifter(a), logic.shifter(a + 1));
                rises(logic.comparator(a), logic.comparator(a + 1));
                assertEquals(
                        logic.multiplier(a, b).energyPj().value(),
                        logic.multiplier(b, a).energyPj().value(),
                        1e-15);
            }
        }
    }

    private static void rises(Component narrow, Component wide) {
        assertTrue(narrow.energyPj().value() > 0);
        assertTrue(wide.energyPj().value() > narrow.energyPj().value());
        assertTrue(wide.areaUm2().value() > narrow.areaUm2().value());
    }

    @Test
    void aSmallerNodeCostsLess() {
        int[] nodes = {180, 130, 90, 65, 55, 45, 40, 32, 28, 22, 16, 14, 12, 10, 7, 5};
        for (int i = 1; i < nodes.length; i++) {
            Scaling.Factor older = scaling.factor(45, nodes[i - 1]);
            Scaling.Factor newer = scaling.factor(45, nodes[i]);
            assertTrue(newer.energy() < older.energy(), nodes[i] + " nm");
            assertTrue(newer.area() < older.area(), nodes[i] + " nm");
        }
        assertEquals(0.5308, scaling.factor(45, 32).energy(), 1e-12);
        assertEquals(Certainty.TABULATED, scaling.factor(45, 32).certainty());
        assertEquals(Certainty.INTERPOLATED, scaling.factor(45, 28).certainty());
        assertEquals(Certainty.EXTRAPOLATED, scaling.factor(45, 5).certainty());
    }

    /** There and back again, over rows that are rounded to four digits and areas to two. */
    @Test
    void scalingComposes() {
        int[] nodes = {65, 45, 40, 32, 28, 22, 16, 7};
        for (int from : nodes)
            for (int to : nodes) {
                Scaling.Factor there = scaling.factor(from, to);
                Scaling.Factor back = scaling.factor(to, from);
                assertEquals(1, there.energy() * back.energy(), 0.01, from + " to " + to);
                assertEquals(1, there.area() * back.area(), 0.1, from + " to " + to);
            }
    }

    @Test
    void anInstructionOfTheHostAgreesWithAMeasuredCore() {
        Csv table = Csv.read("processor.csv");
        Technology node = tables.technologies().named("cmos-22nm");
        double scaled = new Processor().instructionPj(node, scaling).value();
        assertEquals(table.number(1, "energy_pj"), scaled, 0.3 * scaled);
    }
}
