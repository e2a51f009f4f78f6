package org.systole.cost;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.hardware.Accelerator;
import org.systole.hardware.VectorUnit;
import org.systole.tensor.NumberFormat;
import org.systole.units.Certainty;
import org.systole.workload.VectorWork.Kind;

/**
 * What one elementary operation of vector, pooling and activation units costs, and what the units occupy.
 *
 * <p>Every kind of work is a list of components with a count for one elementary operation; see {@link Parts}. Work on
 * the host costs instructions instead.
 */
final class VectorModel {
    private final Accelerator accelerator;
    private final Map<Kind, List<Use>> recipes = new EnumMap<>(Kind.class);
    private final Cost instructionPj;

    /** A component and how often one elementary operation uses it; a unit's lanes share components of one name. */
    record Use(String name, Component component, double count) {}

    VectorModel(Parts parts, Accelerator accelerator, Cost instructionPj) {
        this.accelerator = accelerator;
        this.instructionPj = instructionPj;
        for (Kind kind : Kind.values()) recipes.put(kind, parts.recipe(kind));
    }

    /** Returns the energy of one elementary operation of each kind on the first unit that can do it. */
    Map<Kind, Cost> energies() {
        var costs = new EnumMap<Kind, Cost>(Kind.class);
        for (Kind kind : Kind.values()) costs.put(kind, energy(kind));
        return costs;
    }

    private Cost energy(Kind kind) {
        for (VectorUnit unit : accelerator.units()) {
            Double rate = unit.operationsPerCycle().get(kind);
            if (rate == null) continue;
            if (unit.host()) return onHost(rate);
            return recipes.get(kind).stream()
                    .map(use -> use.component().energyPj().times(use.count()))
                    .reduce(Cost::plus)
                    .orElseThrow();
        }
        return Cost.unknown("no unit of " + accelerator.name() + " does " + kind);
    }

    /** A simple core issues an instruction a cycle: the energy of the cycles that the operation takes. */
    private Cost onHost(double rate) {
        double cycles = rate >= 1 ? 1 / rate : Math.ceil(1 / rate - 1e-9);
        return instructionPj.times(cycles).atBest(Certainty.EXTRAPOLATED, "one instruction a cycle");
    }

    /** Returns what the units occupy, hosts excluded: the lanes of a unit share equal components between kinds. */
    List<AreaPart> areas() {
        var parts = new ArrayList<AreaPart>();
        for (VectorUnit unit : accelerator.units()) {
            if (unit.host() || unit.operationsPerCycle().isEmpty()) continue;
            Component all = area(unit);
            parts.add(new AreaPart(unit.name(), 1, all.areaMm2(), all.leakageMw()));
        }
        return parts;
    }

    private Component area(VectorUnit unit) {
        var most = new TreeMap<String, Double>();
        var components = new TreeMap<String, Component>();
        unit.operationsPerCycle().forEach((kind, rate) -> {
            for (Use use : recipes.get(kind)) {
                components.put(use.name(), use.component());
                most.merge(use.name(), rate * Math.max(1, use.count()), Math::max);
            }
        });
        Component all = Component.NOTHING;
        for (var entry : most.entrySet())
            all = all.plus(components.get(entry.getKey()).times(Math.ceil(entry.getValue())));
        return all;
    }

    /** The decomposition of each kind at the accelerator's number formats. */
    record Parts(Logic logic, NumberFormat sum, NumberFormat operand, Component table) {
        /** Width of the fixed-point factor of a requantization (Jacob et al., arXiv:1712.05877, section 2.2). */
        private static final NumberFormat FACTOR = NumberFormat.INT32;

        List<Use> recipe(Kind kind) {
            return switch (kind) {
                case BIAS, ADD, AVERAGE_POOL, REDUCE -> List.of(add(1));
                case CLAMP, COMPARE, MAX_POOL -> List.of(compare(1));
                case SCALE, RESIZE -> List.of(multiply(1), add(1));
                case MULTIPLY -> List.of(multiply(1));
                case CONVERT -> convert();
                case FUNCTION -> function(1);
                case SOFTMAX -> softmax();
                case NORMALIZE -> List.of(multiply(0.5), add(0.5));
                case MOVE -> List.of(use("register", logic.register(operand.bits()), 1));
            };
        }

        private Use add(double count) {
            return use("adder", Arithmetic.adder(logic, sum), count);
        }

        private Use multiply(double count) {
            return use("multiplier", Arithmetic.multiplier(logic, operand, operand), count);
        }

        private Use compare(double count) {
            return use("comparator", logic.comparator(operand.bits()), count);
        }

        private List<Use> convert() {
            if (sum.isFloat()) return List.of(add(1));
            return List.of(
                    use("wide multiplier", logic.multiplier(sum.bits(), FACTOR.bits()), 1),
                    use("shifter", logic.shifter(sum.bits()), 1),
                    add(1),
                    compare(2));
        }

        /** Eight bits and fewer: a table with an entry for each value. Wider: slope and offset from a table. */
        private List<Use> function(double count) {
            Use look = use("table", table, count);
            if (!operand.isFloat() && operand.bits() <= 8) return List.of(look);
            return List.of(look, multiply(count), add(count));
        }

        /** A fifth each of maximum, subtraction, exponential, sum and multiplication by the reciprocal of the sum. */
        private List<Use> softmax() {
            var uses = new ArrayList<>(List.of(compare(0.2)));
            boolean table = !operand.isFloat() && operand.bits() <= 8;
            uses.add(use("table", this.table, 0.2));
            uses.add(add(table ? 0.4 : 0.6));
            uses.add(multiply(table ? 0.2 : 0.4));
            return uses;
        }

        private static Use use(String name, Component component, double count) {
            return new Use(name, component, count);
        }
    }
}
