package org.systole.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.systole.graph.ValueType;
import org.systole.onnx.DeclaredInput.Extent;
import org.systole.tensor.Shape;

/**
 * Settles the sizes that a model leaves open: by what the user gives, by sizes of one name, and batch by 1.
 *
 * <p>What stays open is asked for in one problem that names every size and the option to add.
 */
final class InputShapes {
    private static final int ROWS = 224;
    private static final int STEPS = 128;
    private static final int MOST_OPTIONS = 50;

    private final List<DeclaredInput> inputs;
    private final Map<String, int[]> given;
    private final ReadContext context;
    private final Map<String, Integer> symbols = new LinkedHashMap<>();
    private final Set<String> contradicted = new HashSet<>();

    InputShapes(List<DeclaredInput> inputs, ShapeBindings bindings, ReadContext context) {
        this.inputs = inputs;
        this.context = context;
        this.given = byInput(bindings);
    }

    /** Returns the types of the inputs, in their order; adds problems for what stays open or contradicts. */
    Map<String, ValueType> resolve() {
        for (DeclaredInput input : inputs) bindGiven(input);
        Set<String> batch = batchSymbols();
        for (DeclaredInput input : inputs) bindBatch(input, batch);
        var types = new LinkedHashMap<String, ValueType>();
        var open = new ArrayList<DeclaredInput>();
        for (DeclaredInput input : inputs) {
            int[] extents = extents(input);
            if (contradicted.contains(input.name())) continue;
            if (extents == null) open.add(input);
            else check(input, extents).ifPresent(type -> types.put(input.name(), type));
        }
        if (!open.isEmpty()) ask(open);
        return types;
    }

    private Optional<ValueType> check(DeclaredInput input, int[] extents) {
        var list = Arrays.stream(extents).mapToLong(e -> e).boxed().toList();
        String fault = Dimensions.fault(list, input.type());
        if (fault == null) return Optional.of(new ValueType(input.type(), Shape.of(extents)));
        context.problem(
                OnnxProblem.SHAPE_CONTRADICTION,
                "input '" + input.name() + "'",
                fault,
                "give smaller sizes with --shape");
        return Optional.empty();
    }

    private Map<String, int[]> byInput(ShapeBindings bindings) {
        var names = inputs.stream().map(DeclaredInput::name).collect(Collectors.toCollection(LinkedHashSet::new));
        var open = new LinkedHashSet<String>();
        for (DeclaredInput input : inputs)
            if (input.extents() != null)
                input.extents().stream().map(Extent::symbol).forEach(open::add);
        open.remove("");
        var shapes = new LinkedHashMap<String, int[]>();
        bindings.shapes().forEach((name, extents) -> {
            if (names.contains(name)) shapes.put(name, extents);
            else if (name.isEmpty() && names.size() == 1)
                shapes.put(names.iterator().next(), extents);
            else if (open.contains(name) && extents.length == 1) symbols.put(name, extents[0]);
            else unknown(name, names, open);
        });
        return shapes;
    }

    private void unknown(String name, Set<String> names, Set<String> open) {
        var known = new ArrayList<>(names);
        known.addAll(open);
        Optional<String> closest = name.isEmpty() ? Optional.empty() : DidYouMean.closest(name, known);
        String fix = closest.map(close -> "did you mean '" + close + "'?")
                .orElse(
                        known.isEmpty()
                                ? "leave --shape out: the model has no inputs"
                                : "use one of: " + Names.list(known, ", "));
        String message = name.isEmpty()
                ? "--shape names no input, but the model has " + names.size()
                : "--shape names " + Names.quote(name) + ", which is no input of the model";
        context.problem(OnnxProblem.SHAPE_UNKNOWN_NAME, "inputs " + Names.list(names, ", "), message, fix);
    }

    private void bindGiven(DeclaredInput input) {
        int[] extents = given.get(input.name());
        if (extents == null || input.extents() == null) return;
        if (extents.length != input.extents().size()) {
            contradiction(input, extents, "has " + extents.length + " dimensions");
            return;
        }
        for (int axis = 0; axis < extents.length; axis++) {
            Extent declared = input.extents().get(axis);
            if (!declared.open() && declared.value() != extents[axis])
                contradiction(input, extents, "differs in dimension " + axis);
            else if (!declared.symbol().isEmpty()) bindSymbol(input, declared.symbol(), extents[axis]);
        }
    }

    private void bindSymbol(DeclaredInput input, String symbol, int extent) {
        Integer earlier = symbols.putIfAbsent(symbol, extent);
        // Exporters give one name to sizes that differ; what the user says counts.
        if (earlier != null && earlier != extent)
            context.note("input '" + input.name() + "': '" + symbol + "' is " + extent + " here and " + earlier
                    + " elsewhere, as given");
    }

    private void contradiction(DeclaredInput input, int[] extents, String how) {
        contradicted.add(input.name());
        context.problem(
                OnnxProblem.SHAPE_CONTRADICTION,
                "input '" + input.name() + "'",
                "the given shape " + Shape.of(extents) + " " + how + "; the model declares " + input.shown(),
                "give a shape that agrees: --shape " + example(input, new LinkedHashSet<>()));
    }

    /** Returns the names of sizes that are a batch: first in an input of several dimensions, or first wherever they occur. */
    private Set<String> batchSymbols() {
        var first = new LinkedHashSet<String>();
        var inner = new LinkedHashSet<String>();
        var alone = new LinkedHashSet<String>();
        for (DeclaredInput input : inputs) {
            if (input.extents() == null) continue;
            for (int axis = 0; axis < input.extents().size(); axis++) {
                String symbol = input.extents().get(axis).symbol();
                if (axis > 0) inner.add(symbol);
                else if (input.extents().size() > 1) first.add(symbol);
                else alone.add(symbol);
            }
        }
        alone.removeAll(inner);
        first.addAll(alone);
        first.remove("");
        return first;
    }

    private void bindBatch(DeclaredInput input, Set<String> batch) {
        if (given.containsKey(input.name())
                || input.extents() == null
                || input.extents().isEmpty()) return;
        Extent extent = input.extents().getFirst();
        if (!extent.open()) return;
        String symbol = extent.symbol();
        if (!symbol.isEmpty() && (!batch.contains(symbol) || symbols.containsKey(symbol))) return;
        if (!symbol.isEmpty()) symbols.put(symbol, 1);
        context.assumeBatch(
                input.name(),
                "input '" + input.name() + "': the batch is open" + (symbol.isEmpty() ? "" : " (" + symbol + ")")
                        + " and taken as 1; --shape sets another");
    }

    /** Returns the extents of an input, or null when one stays open. */
    private int[] extents(DeclaredInput input) {
        int[] own = given.get(input.name());
        if (own != null) return own;
        if (input.extents() == null) return null;
        int[] extents = new int[input.extents().size()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = extent(input.extents().get(axis), axis);
            if (extents[axis] == 0) return null;
        }
        return extents;
    }

    private int extent(Extent declared, int axis) {
        if (!declared.open()) return (int) declared.value();
        if (!declared.symbol().isEmpty()) return symbols.getOrDefault(declared.symbol(), 0);
        return axis == 0 ? 1 : 0;
    }

    private void ask(List<DeclaredInput> open) {
        var asked = new LinkedHashSet<String>();
        var what = new ArrayList<String>();
        var options = new ArrayList<String>();
        for (DeclaredInput input : open) {
            what.add("'" + input.name() + "' is " + input.shown() + openOf(input));
            boolean covered = input.extents() != null
                    && input.extents().stream().skip(1).filter(Extent::open).allMatch(e -> asked.contains(e.symbol()));
            if (!covered) options.add("--shape " + example(input, asked));
        }
        context.problem(
                OnnxProblem.SHAPE_NEEDED,
                Names.list(
                        open.stream()
                                .map(input -> "input '" + input.name() + "'")
                                .toList(),
                        ", "),
                "the model leaves sizes open: " + Names.list(what, "; "),
                "add " + String.join(" ", options.subList(0, Math.min(MOST_OPTIONS, options.size())))
                        + " (with the sizes you want)");
    }

    private String openOf(DeclaredInput input) {
        if (input.extents() == null) return "";
        var open = new ArrayList<String>();
        for (int axis = 0; axis < input.extents().size(); axis++) {
            Extent extent = input.extents().get(axis);
            if (extent(extent, axis) == 0) open.add(extent.symbol().isEmpty() ? "dimension " + axis : extent.symbol());
        }
        return " (open: " + Names.list(open, ", ") + ")";
    }

    /** Returns an option that settles an input, with usual sizes in place of what is open. */
    private String example(DeclaredInput input, Set<String> asked) {
        String name = input.name().matches("[A-Za-z0-9_.:/-]+") ? input.name() : "'" + input.name() + "'";
        if (input.extents() == null) return name + "=1x3x" + ROWS + "x" + ROWS;
        var sizes = new ArrayList<String>();
        for (int axis = 0; axis < input.extents().size(); axis++) {
            Extent extent = input.extents().get(axis);
            int known = extent(extent, axis);
            if (known == 0) known = axis == 0 ? 1 : input.extents().size() == 4 ? ROWS : STEPS;
            if (extent.open() && !extent.symbol().isEmpty()) asked.add(extent.symbol());
            sizes.add(Integer.toString(known));
        }
        return name + "=" + String.join("x", sizes);
    }
}
