package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.tensor.Window;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/**
 * Exercises 00 to 05 of Timeloop's tutorial: the same mapping and the same energies of components, evaluated by the general
 * model, beside the reference outputs. Their problems, mappings and figures lie in {@code src/test/resources/timeloop}
 * (source: Accelergy-Project/timeloop-accelergy-exercises@2d5510807128,
 * workspace/tutorial_exercises/01_accelergy_timeloop_2020_ispass/timeloop, ref-output/timeloop-*.stats.txt).
 */
class TimeloopExercisesTest {
    private static final String FOLDER = "core/src/test/resources/timeloop/";

    /** What the model says of one exercise and what the tool said, by component. */
    private record Compared(String exercise, Map<String, double[]> energies, double[] cycles) {}

    /** A figure of the reference output. */
    private record Figure(
            String exercise, String component, String operand, long reads, long fills, long updates, double value) {}

    @Test
    void countsCyclesAndEnergiesAreTheReferences() {
        var all = new ArrayList<Compared>();
        for (String exercise : exercises()) {
            Accelerator accelerator = accelerator(exercise);
            MacLayer layer = layer(exercise, accelerator);
            Mapping mapping = MappingText.parse(exercise, text(exercise + ".mapping"));
            var costs = CostTables.read().costs(accelerator);
            LayerCost ours = new AnalyticalEvaluator().evaluate(layer, accelerator, costs, mapping);
            all.add(compare(exercise, ours));
            Bounds.hold(layer, accelerator, ours, true);
            fastModelAgrees(layer, accelerator, mapping, ours);
        }
        assertEquals(12, all.size());
        Generated.block("docs/models/witnesses.md", "timeloop-exercises", page(all));
    }

    /** Exercise 05 without constraints: the tool's exhaustive search found 46.49 nJ (leakage left out) at 1536 cycles. */
    @Test
    void ourMapperFindsNoWorseMappingsForExercise05() {
        Accelerator accelerator = accelerator("05");
        Workload workload = Peers.alone(layer("05", accelerator));
        for (Objective objective : List.of(Objective.EDP, Objective.ENERGY)) {
            NetworkCost ours = Peers.evaluate(workload, accelerator, objective, 50_000, 1);
            Bounds.hold(workload, accelerator, ours, true);
            double best = figures().stream()
                    .filter(f -> f.exercise.equals("05-freebypass") && !f.component.equals("cycles"))
                    .mapToDouble(Figure::value)
                    .sum();
            assertTrue(Peers.dynamicPj(ours) <= best * 1.0001, objective + ": " + Peers.dynamicPj(ours) + " > " + best);
        }
    }

    private static Compared compare(String exercise, LayerCost ours) {
        var energies = new LinkedHashMap<String, double[]>();
        var cycles = new double[2];
        for (Figure f : figures()) {
            if (!f.exercise.equals(exercise)) continue;
            String where = exercise + " " + f.component + " " + f.operand;
            if (f.component.equals("cycles")) {
                cycles[0] = f.value;
                cycles[1] = ours.cycles().compute();
                assertEquals(f.value, ours.cycles().compute(), where);
                // The way in and out takes the microseconds of ports a million bits wide.
                assertEquals(f.value, ours.cycles().total(), 0.01 * f.value, where);
                continue;
            }
            double energy = f.component.equals("macs") ? Peers.componentPj(ours, "macs") : memory(ours, f, where);
            // Reference energies are rounded to hundredths of a pJ.
            assertEquals(f.value, energy, 0.005 + 0.003 * f.value, where);
            energies.merge(f.component, new double[] {f.value, energy}, TimeloopExercisesTest::sum);
        }
        energies.forEach((name, pair) -> assertEquals(pair[0], pair[1], 0.01 * pair[0], exercise + " " + name));
        // No component that the reference does not have: leakage aside, the sum is that of its components.
        double theirs = energies.values().stream().mapToDouble(p -> p[0]).sum();
        assertEquals(theirs, Peers.dynamicPj(ours), 0.01 * theirs, exercise);
        return new Compared(exercise, energies, cycles);
    }

    private static double[] sum(double[] a, double[] b) {
        return new double[] {a[0] + b[0], a[1] + b[1]};
    }

    private static double memory(LayerCost ours, Figure f, String where) {
        MemoryUse use = ours.memories().stream()
                .filter(u -> u.memory().equals(f.component))
                .filter(u -> u.operand().toString().equals(f.operand))
                .findFirst()
                .orElseThrow(() -> new AssertionError(where));
        Accesses a = use.accesses();
        assertEquals(f.reads, a.reads(), where + " reads");
        assertEquals(f.fills, f.operand.equals("output") ? a.refills() : a.fills(), where + " fills");
        assertEquals(f.updates, a.updates(), where + " updates");
        return use.energyPj().value();
    }

    private static void fastModelAgrees(MacLayer layer, Accelerator accelerator, Mapping mapping, LayerCost ours) {
        var binding = new Binding(
                layer, accelerator, CostTables.read().costs(accelerator), layer.precision(), Situation.ALONE);
        var flat = FlatMapping.of(mapping);
        var evaluator = new MappingEvaluator(binding, mapping.spatial(), flat.chains());
        assertTrue(evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts()));
        assertEquals(ours.cycles().total(), evaluator.cycles(), 1e-9 * evaluator.cycles());
        assertEquals(ours.energyPj().value(), evaluator.energyPj(), 1e-9 * evaluator.energyPj());
    }

    private static String page(List<Compared> all) {
        var text = new StringBuilder("| exercise | cycles, theirs | ours | energy, pJ: component | theirs | ours |\n");
        text.append("|---|---:|---:|---|---:|---:|\n");
        for (Compared c : all) {
            String first = String.format(Locale.ROOT, "| %s | %,.0f | %,.0f |", c.exercise, c.cycles[0], c.cycles[1]);
            for (var part : c.energies.entrySet()) {
                double[] pair = part.getValue();
                text.append(String.format(
                        Locale.ROOT, "%s %s | %,.2f | %,.2f |%n", first, part.getKey(), pair[0], pair[1]));
                first = "| | | |";
            }
        }
        return text.toString();
    }

    private static Accelerator accelerator(String exercise) {
        String name = switch (exercise.substring(0, 2)) {
            case "00" -> "level-1";
            case "01", "02" -> "level-2";
            case "03", "05" -> "level-3";
            default -> "level-3-spatial";
        };
        return Accelerators.load(Shared.repositoryPath(FOLDER + name + ".yaml").toString());
    }

    /** Returns a row of 16 outputs of three taps: one channel in 00 and 01, then 32 output channels, in 04 also 32 inputs. */
    private static MacLayer layer(String exercise, Accelerator accelerator) {
        int number = Integer.parseInt(exercise.substring(0, 2));
        int k = number < 2 ? 1 : 32;
        int c = number == 4 ? 32 : 1;
        var nest = LoopNest.of(1, 1, k, c, 1, 16, 1, 3, Window.of(1, 18));
        return Peers.layer(exercise, nest, accelerator.precision());
    }

    private static List<String> exercises() {
        return figures().stream().map(Figure::exercise).distinct().toList();
    }

    private static List<Figure> figures() {
        return text("figures.csv")
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .map(c -> new Figure(c[0], c[1], c[2], count(c[3]), count(c[4]), count(c[5]), Double.parseDouble(c[6])))
                .toList();
    }

    private static long count(String cell) {
        return cell.isEmpty() ? 0 : Long.parseLong(cell);
    }

    private static String text(String name) {
        return Shared.repositoryText(FOLDER + name);
    }
}
