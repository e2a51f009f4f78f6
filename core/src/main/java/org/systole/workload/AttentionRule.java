package org.systole.workload;

import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * Rules for attention as one operator: the product of queries and keys, the softmax, the product with the values; the
 * contributed operator also projects its input first.
 */
final class AttentionRule {
    private AttentionRule() {}

    /** The extents of an attention: queries and keys each have {@code depth} elements, values {@code valueDepth}. */
    private record Extents(int batch, int heads, int keyHeads, int queries, int keys, int depth, int valueDepth) {}

    static void lower(Node node, Scope scope) {
        if (node.domain().equals("com.microsoft")) contributed(node, scope);
        else standard(node, scope);
    }

    private static void standard(Node node, Scope scope) {
        Shape q = scope.shape(node.input(0));
        Shape k = scope.shape(node.input(1));
        Shape v = scope.shape(node.input(2));
        int heads = q.rank() == 4 ? q.extent(1) : heads(node, "q_num_heads");
        int keyHeads = q.rank() == 4 ? k.extent(1) : heads(node, "kv_num_heads");
        int past = node.hasInput(4) ? scope.shape(node.input(4)).extent(-2) : 0;
        int depth = q.rank() == 4 ? q.extent(3) : q.extent(2) / heads;
        int valueDepth = q.rank() == 4 ? v.extent(3) : v.extent(2) / keyHeads;
        var e = new Extents(q.extent(0), heads, keyHeads, q.extent(-2), k.extent(-2) + past, depth, valueDepth);
        for (int i = 0; i < 3; i++) closeIfComputed(scope, node.input(i));
        Draft scores = products(node, scope, e, "/scores", e.keys, e.depth);
        for (int i : new int[] {0, 1, 4}) readIfComputed(node, scope, scores, i);
        Site probabilities = softmax(node, scope, e, scores, 3);
        Draft result = products(node, scope, e, "", e.valueDepth, e.keys);
        result.reads.add(probabilities);
        for (int i : new int[] {2, 5}) readIfComputed(node, scope, result, i);
        Fusion.output(scope, result, node.output(), Site.State.OPEN);
        for (int i = 1; i < Math.min(3, node.outputs().size()); i++) cache(node, scope, i);
        // the scores, or with mode 3 the probabilities, are maps of their own already
        boolean probability = node.attributes().integer("qk_matmul_output_mode", 0) == 3;
        if (node.outputs().size() > 3)
            scope.define(node.outputs().get(3), View.of(probability ? probabilities : scores.writes.getFirst()));
    }

    private static int heads(Node node, String attribute) {
        int heads = (int) node.attributes().integer(attribute, 0);
        if (heads < 1) throw new Refusal("found no attribute '" + attribute + "'", "give the number of heads");
        return heads;
    }

    /** Keys and values with those of the past: the new ones are appended, which moves all of them. */
    private static void cache(Node node, Scope scope, int output) {
        String value = node.outputs().get(output);
        if (value.isEmpty() || scope.users(value).isEmpty() && !scope.graph.isOutput(value)) return;
        Draft draft = scope.vector(node, node.name() + (output == 1 ? "/keys" : "/values"));
        long n = scope.elements(value);
        for (int i : new int[] {output, output + 3}) readIfComputed(node, scope, draft, i);
        draft.work.add(new VectorWork(VectorWork.Kind.MOVE, node.name(), "append", n, n, 0, n));
        Fusion.output(scope, draft, value, Site.State.CLOSED);
    }

    /** One input for queries, keys and values, projected by one matrix. */
    private static void contributed(Node node, Scope scope) {
        if (node.hasInput(4) || node.attributes().has("qkv_hidden_sizes"))
            throw new Refusal(
                    "found past keys or uneven sizes of queries, keys and values",
                    "export attention as single operators");
        Shape x = scope.shape(node.input(0));
        int hidden = scope.shape(node.input(1)).extent(1) / 3;
        int heads = heads(node, "num_heads");
        var e = new Extents(x.extent(0), heads, heads, x.extent(1), x.extent(1), hidden / heads, hidden / heads);
        LoopNest nest = LoopNest.matrix(x.extent(0) * x.extent(1), 3 * hidden, x.extent(2));
        Draft project = Products.draft(
                node, scope, node.name() + "/project", MacLayer.Kind.DENSE, nest, node.input(0), node.input(1), -2);
        long n = nest.elements(Operand.OUTPUT);
        Products.bias(node, scope, project, 2, n);
        NumberFormat format = scope.format(node.output());
        Site projected = Site.written(node.output() + "/projected", n, format, Site.State.CLOSED, project);
        Draft scores = products(node, scope, e, "/scores", e.keys, e.depth);
        // queries and keys are parts of the same map
        scores.reads.add(projected);
        scores.reads.add(projected);
        Site probabilities = softmax(node, scope, e, scores, 3);
        Draft result = products(node, scope, e, "", e.valueDepth, e.keys);
        result.reads.add(probabilities);
        result.reads.add(projected);
        Fusion.output(scope, result, node.output(), Site.State.OPEN);
    }

    /** One product for each key head; the query heads that share a key head are more rows. */
    private static Draft products(Node node, Scope scope, Extents e, String suffix, int k, int c) {
        int groups = Math.multiplyExact(e.batch, e.keyHeads);
        int rows = Math.multiplyExact(e.queries, e.heads / e.keyHeads);
        LoopNest nest = LoopNest.of(1, groups, k, c, 1, rows, 1, 1, Window.of(1, rows));
        NumberFormat format = scope.format(node.output());
        nest.macs();
        var product = new Draft.Product(MacLayer.Kind.MATRIX, nest, format, format, 1, false, -2);
        return scope.mac(node, node.name() + suffix, product);
    }

    private static Site softmax(Node node, Scope scope, Extents e, Draft scores, int mask) {
        long n = scores.product.nest().elements(Operand.OUTPUT);
        NumberFormat format = scope.format(node.output());
        scores.work.add(Products.work(VectorWork.Kind.SCALE, node, "scale", n, n, 0));
        if (scope.isComputed(node, mask)) {
            readIfComputed(node, scope, scores, mask);
            long read = n + scope.elements(node.input(mask));
            scores.work.add(Products.work(VectorWork.Kind.ADD, node, "mask", n, read, 0));
        } else if (node.hasInput(mask))
            scores.work.add(Products.work(VectorWork.Kind.BIAS, node, "mask", n, n, scope.elements(node.input(mask))));
        Site raw = Site.written(node.output() + "/scores", n, format, Site.State.CLOSED, scores);
        Draft softmax = scope.vector(node, node.name() + "/softmax");
        softmax.reads.add(raw);
        softmax.work.add(
                new VectorWork(VectorWork.Kind.SOFTMAX, node.name(), "Softmax", n * Normalizations.SOFTMAX, n, 0, n));
        return Site.written(node.output() + "/probabilities", n, format, Site.State.CLOSED, softmax);
    }

    private static void closeIfComputed(Scope scope, String value) {
        if (!scope.isConstant(value)) scope.site(value).close();
    }

    private static void readIfComputed(Node node, Scope scope, Draft draft, int input) {
        if (scope.isComputed(node, input)) Products.read(scope, draft, node.input(input));
    }

    /** Rotary position embedding: two products and a sum for each element. */
    static void rotary(Node node, Scope scope) {
        long n = scope.elements(node.output());
        List<String> operands = Fusion.computed(scope, node.input(0));
        long tables = scope.parameters(node);
        var work = new VectorWork(VectorWork.Kind.MULTIPLY, node.name(), node.op(), 3 * n, n, tables, n);
        Fusion.layer(scope, Fusion.Step.of(node, work), operands);
    }
}
