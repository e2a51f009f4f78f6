package org.systole.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * What is known while a graph is lowered: which values are constant, in which map each other value lies, the layers so
 * far. The rules read and extend it; {@link Fusion} attaches work to layers.
 */
final class Scope {
    private static final long MOST_ELEMENTS = 1L << 50;

    final Graph graph;
    final Liveness liveness;
    final Problems problems = new Problems();
    final List<Draft> drafts = new ArrayList<>();
    final Map<String, String> free = new LinkedHashMap<>();
    final Set<String> notes = new LinkedHashSet<>();
    private Map<String, NumberFormat> noted;
    private final Map<String, View> views = new HashMap<>();
    private final Set<Node> claimed = new HashSet<>();
    private final Set<String> layerNames = new HashSet<>();

    Scope(Graph graph) {
        this.graph = graph;
        this.liveness = new Liveness(graph);
    }

    /** Makes a map of an input of the network. */
    void input(String input) {
        define(input, View.of(Site.external(input, elements(input), format(input))));
    }

    /** Returns whether a value is known before the network runs. */
    boolean isConstant(String value) {
        return liveness.isConstant(value);
    }

    /** Returns whether an input is given and computed. */
    boolean isComputed(Node node, int input) {
        return node.hasInput(input) && !isConstant(node.input(input));
    }

    /** Returns the inputs that are computed, each once. */
    List<String> computed(Node node) {
        return liveness.inputs(node).stream()
                .filter(v -> !v.isEmpty() && !isConstant(v))
                .distinct()
                .toList();
    }

    /** Returns the elements of the constant inputs with more than one element. */
    long parameters(Node node) {
        long sum = 0;
        for (String v : node.inputs()) if (!v.isEmpty() && isConstant(v) && elements(v) > 1) sum += elements(v);
        return sum;
    }

    /** Returns the nodes that use a value while the network runs. */
    List<Node> users(String value) {
        return liveness.users(value);
    }

    /** Returns whether these nodes, and nobody else, use the value. */
    boolean onlyFor(String value, Set<Node> nodes) {
        return !graph.isOutput(value) && nodes.containsAll(users(value));
    }

    Shape shape(String value) {
        return graph.type(value).shape();
    }

    /** Returns the elements of a value; refuses counts with which sums of bits would not fit any more. */
    long elements(String value) {
        long elements = shape(value).elements();
        if (elements > MOST_ELEMENTS) throw new ArithmeticException("value '" + value + "' is too large");
        return elements;
    }

    /** Returns a tensor that is in the file, or null. */
    Tensor tensor(Node node, int input) {
        String value = node.input(input);
        Tensor stored = graph.constants().get(value);
        if (stored != null || value.isEmpty()) return stored;
        return graph.producer(value)
                .filter(p -> p.op().equals("Constant"))
                .map(p -> p.attributes().tensor("value"))
                .orElse(null);
    }

    /** Returns the number format in which a value is stored: what Systole's own exports note, else what its type says. */
    NumberFormat format(String value) {
        NumberFormat noted = noted().get(value);
        return noted == null ? typeFormat(value) : noted;
    }

    private Map<String, NumberFormat> noted() {
        if (noted == null) noted = NotedFormats.of(graph);
        return noted;
    }

    private NumberFormat typeFormat(String value) {
        DataType type = graph.type(value).dataType();
        return switch (type.kind()) {
            case FLOAT ->
                type == DataType.BFLOAT16
                        ? NumberFormat.BFLOAT16
                        : new NumberFormat(NumberFormat.Kind.FLOAT, type.bits());
            case SIGNED -> new NumberFormat(NumberFormat.Kind.SIGNED, type.bits());
            case UNSIGNED -> new NumberFormat(NumberFormat.Kind.UNSIGNED, type.bits());
            case BOOLEAN -> new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);
            case TEXT -> throw new Refusal("the value '" + value + "' is text", "remove the text operators");
        };
    }

    /** Returns the format in which an operand really lies in memory: of its map, or of the stored constant. */
    NumberFormat storedFormat(String value) {
        return isConstant(value)
                ? StoredConstants.format(this, value)
                : view(value).site().format;
    }

    /** Returns where a computed value lies. */
    View view(String value) {
        View view = views.get(value);
        if (view == null) throw new Refusal("the value '" + value + "' was not produced", "check the graph");
        return view;
    }

    Site site(String value) {
        return view(value).site();
    }

    void define(String value, View view) {
        views.put(value, view);
    }

    /**
     * Makes an output of a node another look at one of its inputs.
     *
     * @param from the input; when somebody else uses it too, nothing can be attached to its map any more
     */
    void alias(Node node, String from, String output, View view) {
        if (!onlyFor(from, Set.of(node))) view.site().close();
        define(output, view);
    }

    /** Records that a node costs nothing. */
    void free(Node node, String reason) {
        free.put(node.name(), reason);
        claim(node);
    }

    void claim(Node node) {
        claimed.add(node);
    }

    boolean isClaimed(Node node) {
        return claimed.contains(node);
    }

    /** Adds a layer of multiply-accumulates; its input must be the first that is then added to what it reads. */
    Draft mac(Node node, String name, Draft.Product product) {
        return add(node, name, product);
    }

    /** Adds a layer without multiply-accumulates that stands for a node. */
    Draft vector(Node node, String name) {
        return add(node, name, null);
    }

    private Draft add(Node node, String name, Draft.Product product) {
        String unique = name;
        for (int i = 2; !layerNames.add(unique); i++) unique = name + "#" + i;
        var draft = new Draft(drafts.size(), unique, product);
        draft.nodes.add(node.name());
        drafts.add(draft);
        claim(node);
        return draft;
    }

    /** Reports a node that cannot be lowered; its outputs count as maps so that others can be looked at. */
    void refuse(Node node, WorkloadProblem code, String message, String fix) {
        problems.add(code, Place.element(graph.name(), node.described()), message, fix);
        claim(node);
        for (String output : node.outputs())
            if (!output.isEmpty() && graph.types().containsKey(output))
                define(output, View.of(Site.external(output, 0, NumberFormat.INT8)));
    }
}
