package org.systole.workload;

import java.util.ArrayList;
import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Rules for matrix products. */
final class Matrices {
    private Matrices() {}

    static void matMul(Node node, Scope scope) {
        Draft draft = product(node, scope, 0, 1);
        finish(node, scope, draft, -1);
    }

    static void gemm(Node node, Scope scope) {
        Draft draft = product(node, scope, 0, 1);
        finish(node, scope, draft, 2);
        if (node.op().equals("FusedGemm"))
            Elementwise.activation(
                    node, node.attributes().text("activation", ""), draft, scope.elements(node.output()));
    }

    static void qLinearMatMul(Node node, Scope scope) {
        finish(node, scope, product(node, scope, 0, 3), -1);
    }

    static void qGemm(Node node, Scope scope) {
        finish(node, scope, product(node, scope, 0, 3), 6);
    }

    /** The integer product, then the scales of both sides and the bias. */
    static void matMulIntegerToFloat(Node node, Scope scope) {
        Draft draft = product(node, scope, 0, 1);
        Products.convert(node, draft, scope.elements(node.output()));
        for (int i = 2; i < 6; i++) if (scope.isComputed(node, i)) Products.read(scope, draft, node.input(i));
        finish(node, scope, draft, 6);
    }

    /** Quantizes the left side with a scale found at run time, then multiplies integers. */
    static void dynamicQuantizeMatMul(Node node, Scope scope) {
        String left = node.input(0);
        Site map = quantized(node, scope, scope.elements(left));
        int[] a = scope.shape(left).extents();
        int[] b = scope.shape(node.input(1)).extents();
        var product = new Draft.Product(
                MacLayer.Kind.DENSE, nest(a, b, true), map.format, scope.storedFormat(node.input(1)), 1, true, -1);
        Draft draft = scope.mac(node, node.name(), product);
        draft.reads.add(map);
        Fusion.output(scope, draft, node.output(), Site.State.OPEN);
        Products.convert(node, draft, scope.elements(node.output()));
        finish(node, scope, draft, 4);
    }

    /** Adds the layer that finds the range of a node's input and quantizes it; returns the integers. */
    static Site quantized(Node node, Scope scope, long n) {
        Draft quantize = scope.vector(node, node.name() + "/quantize");
        Products.read(scope, quantize, node.input(0));
        quantize.work.add(new VectorWork(VectorWork.Kind.REDUCE, node.name(), node.op(), 2 * n, n, 0, 2));
        quantize.work.add(new VectorWork(VectorWork.Kind.CONVERT, node.name(), node.op(), n, n, 0, n));
        NumberFormat integers = new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);
        return Site.written(node.output() + "/quantized", n, integers, Site.State.CLOSED, quantize);
    }

    private static void finish(Node node, Scope scope, Draft draft, int bias) {
        long n = scope.elements(node.output());
        if (bias >= 0) Products.bias(node, scope, draft, bias, n);
        if (Quantization.requantizes(node)) Products.convert(node, draft, n);
    }

    /** Adds the layer for the product of two inputs of a node, and its output. */
    private static Draft product(Node node, Scope scope, int left, int right) {
        int[] a = matrix(scope.shape(node.input(left)), true, flag(node, "transBatchA"), flag(node, "transA"));
        int[] b = matrix(scope.shape(node.input(right)), false, flag(node, "transBatchB"), flag(node, "transB"));
        Draft draft = product(node, scope, node.name(), node.input(left), a, node.input(right), b);
        Fusion.output(scope, draft, node.output(), Site.State.OPEN);
        return draft;
    }

    /**
     * Adds the layer for a product of {@code [..., M, C]} and {@code [..., C, N]}. A constant left side takes the place
     * of the weights: the product is transposed.
     */
    static Draft product(Node node, Scope scope, String name, String left, int[] a, String right, int[] b) {
        boolean constant = scope.isConstant(right);
        if (scope.isConstant(left) && !constant) {
            LoopNest nest = nest(swapped(b), swapped(a), true);
            return Products.draft(node, scope, name, MacLayer.Kind.DENSE, nest, right, left, -2);
        }
        MacLayer.Kind kind = constant ? MacLayer.Kind.DENSE : MacLayer.Kind.MATRIX;
        return Products.draft(node, scope, name, kind, nest(a, b, constant), left, right, -1);
    }

    private static boolean flag(Node node, String name) {
        return node.attributes().integer(name, 0) != 0;
    }

    /** Returns batches, rows and columns; with {@code batch} the first axis stands behind the batches. */
    private static int[] matrix(Shape shape, boolean left, boolean batch, boolean transposed) {
        int[] e = shape.extents();
        if (batch && e.length > 2) {
            System.arraycopy(shape.extents(), 1, e, 0, e.length - 2);
            e[e.length - 2] = shape.extent(0);
        }
        if (e.length == 1) return left ? new int[] {1, e[0]} : new int[] {e[0], 1};
        if (e.length == 0) throw new Refusal("found a single number", "multiply matrices");
        return transposed ? swapped(e) : e;
    }

    private static int[] swapped(int[] e) {
        int[] copy = e.clone();
        copy[e.length - 1] = e[e.length - 2];
        copy[e.length - 2] = e[e.length - 1];
        return copy;
    }

    /**
     * Returns the nest of {@code [..., M, C]} times {@code [..., C, N]}. A leading axis of both sides is a group; one
     * of the left side alone are more rows; one of the right side alone more columns. Rows stand in B when the right
     * side is constant, otherwise in OX, as {@link Dimension} says.
     */
    static LoopNest nest(int[] a, int[] b, boolean constant) {
        int rank = Math.max(a.length, b.length);
        long groups = 1;
        long rows = 1;
        long columns = b[b.length - 1];
        for (int i = 3; i <= rank; i++) {
            int left = i <= a.length ? a[a.length - i] : 1;
            int right = i <= b.length ? b[b.length - i] : 1;
            if (left > 1 && right > 1) groups *= left;
            else if (left > 1) rows *= left;
            else columns *= right;
        }
        return nest(groups, rows, a[a.length - 2], columns, a[a.length - 1], constant);
    }

    /** Returns the nest of so many products of {@code batches * rows x c} and {@code c x columns}. */
    static LoopNest nest(long groups, long batches, long rows, long columns, long c, boolean constant) {
        int g = Math.toIntExact(groups);
        int k = Math.toIntExact(columns);
        int all = Math.toIntExact(batches * rows);
        if (constant && g == 1) return LoopNest.matrix(all, k, Math.toIntExact(c));
        int b = Math.toIntExact(batches);
        int ox = Math.toIntExact(rows);
        return LoopNest.of(b, g, k, Math.toIntExact(c), 1, ox, 1, 1, Window.of(1, ox));
    }

    /** An Einsum: of one operand, rearranged or summed elements; of two, a batch of matrix products. */
    static void einsum(Node node, Scope scope) {
        String equation = node.attributes().text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        if (terms.length != node.inputs().size() || sides.length > 2)
            throw new Refusal("found the equation '" + equation + "'", "give it a term for each operand");
        String result = sides.length == 2 ? sides[1] : implied(sides[0]);
        if (terms.length == 1) {
            if (terms[0].length() == result.length()) Movement.reorder(node, scope);
            else Pools.scan(node, scope);
            return;
        }
        if (terms.length > 2)
            throw new Refusal("found " + terms.length + " operands", "write it as Einsums of two operands");
        einsum(node, scope, equation, terms, result);
    }

    /** Without '->' the result has the letters that occur once, in alphabetical order, behind an ellipsis. */
    private static String implied(String terms) {
        var once = new StringBuilder(terms.contains("...") ? "..." : "");
        terms.chars()
                .filter(c -> Character.isLetter(c) && terms.indexOf(c) == terms.lastIndexOf(c))
                .sorted()
                .forEach(c -> once.append((char) c));
        return once.toString();
    }

    private static void einsum(Node node, Scope scope, String equation, String[] terms, String result) {
        List<String> a = letters(terms[0], scope.shape(node.input(0)).rank());
        List<String> b = letters(terms[1], scope.shape(node.input(1)).rank());
        List<String> out = letters(result, scope.shape(node.output()).rank());
        long groups = 1;
        long rows = 1;
        long columns = 1;
        long c = 1;
        for (int i = 0; i < a.size(); i++) {
            long extent = scope.shape(node.input(0)).extent(i);
            boolean both = b.contains(a.get(i));
            boolean kept = out.contains(a.get(i));
            if (!both && !kept) throw alone(equation, a.get(i));
            if (both && kept) groups *= extent;
            else if (both) c *= extent;
            else rows *= extent;
        }
        for (int i = 0; i < b.size(); i++) {
            if (a.contains(b.get(i))) continue;
            if (!out.contains(b.get(i))) throw alone(equation, b.get(i));
            columns *= scope.shape(node.input(1)).extent(i);
        }
        if (rows == 1 && columns == 1 && c == 1) {
            Elementwise.product(node, scope);
            return;
        }
        boolean left = scope.isConstant(node.input(0));
        boolean constant = left || scope.isConstant(node.input(1));
        LoopNest nest = left ? nest(groups, 1, columns, rows, c, true) : nest(groups, 1, rows, columns, c, constant);
        Draft draft = Products.draft(
                node,
                scope,
                node.name(),
                constant ? MacLayer.Kind.DENSE : MacLayer.Kind.MATRIX,
                nest,
                node.input(left ? 1 : 0),
                node.input(left ? 0 : 1),
                -2);
        Fusion.output(scope, draft, node.output(), Site.State.OPEN);
    }

    private static Refusal alone(String equation, String letter) {
        return new Refusal(
                "found the equation '" + equation + "', which sums over '" + letter + "' of one operand alone",
                "sum with ReduceSum first");
    }

    /** Returns one name for each axis; the axes of an ellipsis are counted from the last. */
    private static List<String> letters(String term, int rank) {
        var letters = new ArrayList<String>();
        int given = term.replace("...", "").length();
        for (int i = 0; i < term.length(); i++) {
            if (term.startsWith("...", i)) {
                for (int j = rank - given; j > 0; j--) letters.add("..." + j);
                i += 2;
            } else letters.add(term.substring(i, i + 1));
        }
        if (letters.size() != rank || letters.stream().distinct().count() != rank)
            throw new Refusal("found the term '" + term + "' for " + rank + " axes", "name each axis once");
        return letters;
    }
}
