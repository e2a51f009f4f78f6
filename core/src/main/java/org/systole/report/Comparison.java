package org.systole.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.systole.mapping.CycleParts;
import org.systole.report.Listing.Column;
import org.systole.report.Listing.Shown;
import org.systole.units.Figure;
import org.systole.units.Unit;

/**
 * The difference of two results: totals, parts, and layers of the same name.
 *
 * @param a the first result, which differences refer to
 * @param b the second result
 * @param layers pairs of layers in the order of the first result; then those that only the second has
 */
public record Comparison(Result a, Result b, List<Pair> layers) {
    /**
     * A layer in both results, or in one of them.
     *
     * @param name the layer's name
     * @param a the layer in the first result, if it is there
     * @param b the layer in the second result, if it is there
     */
    public record Pair(String name, Optional<LayerResult> a, Optional<LayerResult> b) {
        /** Checks that no part is missing. */
        public Pair {
            Objects.requireNonNull(name);
            Objects.requireNonNull(a);
            Objects.requireNonNull(b);
        }

        double cyclesA() {
            return a.map(l -> l.cycles().total()).orElse(0.0);
        }

        double cyclesB() {
            return b.map(l -> l.cycles().total()).orElse(0.0);
        }

        double energyA() {
            return a.map(l -> l.energy().total()).orElse(0.0);
        }

        double energyB() {
            return b.map(l -> l.energy().total()).orElse(0.0);
        }
    }

    /** Copies the list. */
    public Comparison {
        Objects.requireNonNull(a);
        Objects.requireNonNull(b);
        layers = List.copyOf(layers);
    }

    /** Compares two results. */
    public static Comparison of(Result a, Result b) {
        Map<String, LayerResult> second = new HashMap<>();
        b.layers().forEach(layer -> second.put(layer.name(), layer));
        var pairs = new ArrayList<Pair>();
        Set<String> seen = new LinkedHashSet<>();
        for (LayerResult layer : a.layers()) {
            seen.add(layer.name());
            pairs.add(new Pair(layer.name(), Optional.of(layer), Optional.ofNullable(second.get(layer.name()))));
        }
        for (LayerResult layer : b.layers())
            if (!seen.contains(layer.name())) pairs.add(new Pair(layer.name(), Optional.empty(), Optional.of(layer)));
        return new Comparison(a, b, pairs);
    }

    /** Returns whether any layer is in both. */
    public boolean sharesLayers() {
        return layers.stream().anyMatch(pair -> pair.a().isPresent() && pair.b().isPresent());
    }

    /** Returns whether no layer's cycles differ. */
    public boolean isSameCycles() {
        return layers.stream().allMatch(pair -> pair.cyclesA() == pair.cyclesB());
    }

    /** Returns the change from one number to another as a share of the first: 0.1 for a tenth more; not-a-number from 0. */
    public static double change(double from, double to) {
        return from == 0 ? (to == 0 ? 0 : Double.NaN) : to / from - 1;
    }

    /** Returns a change as people read it: {@code +12.3 %}, {@code -45.6 %}, {@code x 3.2} for more than threefold. */
    public static String shown(double from, double to) {
        double change = change(from, to);
        if (Double.isNaN(change)) return from == 0 && to > 0 ? "new" : "";
        if (change == 0) return "same";
        if (change >= 2) return "x " + Quantities.digits(to / from);
        String percent = Quantities.percent(Math.abs(change));
        return percent.startsWith("<") ? "~0 %" : (change > 0 ? "+" : "-") + percent;
    }

    /** Returns whether a change of a total is for the better, for the worse (false) or neither (empty). */
    public static Optional<Boolean> isBetter(Kpi kpi, double from, double to) {
        if (kpi.better() == Kpi.Direction.NONE || from == to || Double.isNaN(from) || Double.isNaN(to))
            return Optional.empty();
        return Optional.of(to < from == (kpi.better() == Kpi.Direction.LOWER));
    }

    /** Returns the totals as a table. */
    public Listing totals() {
        var listing = new Listing(
                "comparison-totals",
                List.of(
                        Column.text("kpi", heading()),
                        Column.number("a", "A"),
                        Column.number("b", "B"),
                        Column.number("change", "B against A"),
                        Column.text("unit", ""),
                        Column.text("verdict", "")));
        for (Kpi kpi : Kpi.values()) {
            Figure first = a.total(kpi);
            Figure second = b.total(kpi);
            double from = first.value();
            double to = second.value();
            String verdict = isBetter(kpi, from, to)
                    .map(better -> better ? "better" : "worse")
                    .orElse("");
            listing.row(
                    new Shown(kpi.key(), "  " + kpi.label()),
                    new Shown(from, Quantities.of(first)),
                    new Shown(to, Quantities.of(second)),
                    new Shown(change(from, to), shown(from, to) + mark(verdict)),
                    kpi.unit().symbol(),
                    verdict);
        }
        return listing;
    }

    private String heading() {
        int one = a.model().samples();
        int other = b.model().samples();
        if (one == 1 && other == 1) return "One inference";
        return one == other
                ? "One run of " + one + " samples"
                : "One run of " + one + " (A), " + other + " (B) samples";
    }

    private static String mark(String verdict) {
        return verdict.isEmpty() ? "        " : "  " + verdict + (verdict.equals("worse") ? " " : "");
    }

    /** Returns where the cycles or the energy go, part by part. */
    public Listing parts(boolean energy) {
        Breakdown first = energy ? a.energy() : a.cycles();
        Breakdown second = energy ? b.energy() : b.cycles();
        Unit unit = first.unit();
        var listing = new Listing(
                "comparison-parts",
                List.of(
                        Column.text("part", energy ? "Energy" : "Cycles"),
                        Column.number("a", "A"),
                        Column.number("b", "B"),
                        Column.number("change", "B against A")));
        Set<String> names = new LinkedHashSet<>(first.parts().keySet());
        names.addAll(second.parts().keySet());
        for (String name : names) {
            double from = first.part(name);
            double to = second.part(name);
            if (from == 0 && to == 0) continue;
            listing.row(
                    new Shown(name, "  " + CycleParts.label(name).replace('_', ' ')),
                    new Shown(from, Quantities.of(from, unit)),
                    new Shown(to, Quantities.of(to, unit)),
                    new Shown(change(from, to), shown(from, to)));
        }
        return listing;
    }

    /**
     * Returns the layers as a table.
     *
     * @param most how many, those whose cycles change most first; 0 for all in their order
     */
    public Listing layerTable(int most) {
        var listing = new Listing(
                "comparison-layers",
                List.of(
                        Column.text("layer", "Layer"),
                        Column.number("cycles_a", "cycles A"),
                        Column.number("cycles_b", "cycles B"),
                        Column.number("cycles_change", "change"),
                        Column.number("energy_pj_a", "energy A"),
                        Column.number("energy_pj_b", "energy B"),
                        Column.number("energy_change", "change"),
                        Column.text("limit_a", ""),
                        Column.text("limit_b", "bound by (B)")));
        var chosen = new ArrayList<>(layers);
        if (most > 0) {
            chosen.removeIf(pair -> pair.cyclesA() == pair.cyclesB());
            chosen.sort(Comparator.comparingDouble((Pair pair) -> -Math.abs(pair.cyclesB() - pair.cyclesA())));
            chosen = new ArrayList<>(chosen.subList(0, Math.min(most, chosen.size())));
        }
        for (Pair pair : chosen) {
            listing.row(
                    new Shown(pair.name(), "  " + pair.name()),
                    new Shown(pair.cyclesA(), pair.a().isEmpty() ? "-" : Quantities.grouped(pair.cyclesA())),
                    new Shown(pair.cyclesB(), pair.b().isEmpty() ? "-" : Quantities.grouped(pair.cyclesB())),
                    new Shown(change(pair.cyclesA(), pair.cyclesB()), both(pair, pair.cyclesA(), pair.cyclesB())),
                    new Shown(
                            pair.energyA(), pair.a().isEmpty() ? "-" : Quantities.of(pair.energyA(), Unit.PICOJOULES)),
                    new Shown(
                            pair.energyB(), pair.b().isEmpty() ? "-" : Quantities.of(pair.energyB(), Unit.PICOJOULES)),
                    new Shown(change(pair.energyA(), pair.energyB()), both(pair, pair.energyA(), pair.energyB())),
                    pair.a().map(LayerResult::limit).orElse(""),
                    pair.b().map(LayerResult::limit).orElse(""));
        }
        return listing;
    }

    private static String both(Pair pair, double from, double to) {
        return pair.a().isPresent() && pair.b().isPresent() ? shown(from, to) : "";
    }

    /** Returns the difference as a tree for JSON. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-comparison/1");
        tree.put("a", name(a));
        tree.put("b", name(b));
        tree.put("warnings", warnings());
        var totals = new LinkedHashMap<String, Object>();
        for (Kpi kpi : Kpi.values()) {
            var item = new LinkedHashMap<String, Object>();
            item.put("a", a.total(kpi).value());
            item.put("b", b.total(kpi).value());
            item.put("unit", kpi.unit().symbol());
            item.put("change", change(a.total(kpi).value(), b.total(kpi).value()));
            totals.put(kpi.key(), item);
        }
        tree.put("totals", totals);
        var rows = new ArrayList<Object>();
        for (Pair pair : layers) {
            var item = new LinkedHashMap<String, Object>();
            item.put("name", pair.name());
            item.put("cycles_a", pair.a().isEmpty() ? null : pair.cyclesA());
            item.put("cycles_b", pair.b().isEmpty() ? null : pair.cyclesB());
            item.put("energy_pj_a", pair.a().isEmpty() ? null : pair.energyA());
            item.put("energy_pj_b", pair.b().isEmpty() ? null : pair.energyB());
            rows.add(item);
        }
        tree.put("layers", rows);
        return tree;
    }

    private static Map<String, Object> name(Result result) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("model", result.model().name());
        tree.put("accelerator", result.accelerator().name());
        tree.put("objective", result.search().objective());
        tree.put("hash", result.hash());
        return tree;
    }

    /** Returns a result's name: the accelerator, and whatever else of model and objective differs between the two. */
    public String title(Result result) {
        var words = new ArrayList<String>();
        if (!a.model().name().equals(b.model().name())) words.add(result.model().name());
        boolean sameHardware = a.accelerator().equals(b.accelerator());
        boolean sameObjective = a.search().objective().equals(b.search().objective());
        if (!sameHardware || sameObjective && words.isEmpty())
            words.add(result.accelerator().name());
        if (!sameObjective) words.add("for " + result.search().objective());
        return String.join(", ", words);
    }

    /** Returns why the two results may not be worth comparing, in sentences: different networks, or other inputs of one. */
    public List<String> warnings() {
        if (!a.model().name().equals(b.model().name()))
            return List.of("these are different networks, " + a.model().name() + " and "
                    + b.model().name() + ": the change of the totals says nothing about their accelerators");
        if (!a.model().inputs().equals(b.model().inputs()))
            return List.of("the network's inputs differ, "
                    + String.join("; ", a.model().inputs()) + " and "
                    + String.join("; ", b.model().inputs()) + ": the totals are of different work");
        return List.of();
    }

    /** Returns what differs in the inputs, in sentences. */
    public List<String> differences() {
        var lines = new ArrayList<String>();
        differs(lines, "model", a.model().name(), b.model().name());
        differs(
                lines,
                "inputs",
                String.join("; ", a.model().inputs()),
                String.join("; ", b.model().inputs()));
        differs(lines, "accelerator", a.accelerator().name(), b.accelerator().name());
        differs(lines, "array", a.accelerator().array(), b.accelerator().array());
        differs(
                lines,
                "clock",
                Quantities.digits(a.accelerator().clockMhz()) + " MHz",
                Quantities.digits(b.accelerator().clockMhz()) + " MHz");
        differs(
                lines,
                "technology",
                a.accelerator().technology(),
                b.accelerator().technology());
        differs(lines, "formats", a.accelerator().precision(), b.accelerator().precision());
        memories(lines);
        differs(lines, "objective", a.search().objective(), b.search().objective());
        if (lines.isEmpty())
            lines.add(a.hash().equals(b.hash()) ? "the same inputs" : "the same names; contents differ");
        return lines;
    }

    private void memories(List<String> lines) {
        var names = new LinkedHashSet<String>();
        for (Result result : List.of(a, b)) result.accelerator().memories().forEach(m -> names.add(m.name()));
        for (String name : names) differs(lines, name, memory(a, name), memory(b, name));
    }

    private static String memory(Result result, String name) {
        return result.accelerator().memories().stream()
                .filter(memory -> memory.name().equals(name))
                .map(Screen::memory)
                .findFirst()
                .orElse("none");
    }

    private static void differs(List<String> lines, String what, String first, String second) {
        if (!first.equals(second)) lines.add(what + ": " + first + "  ->  " + second);
    }
}
