package org.systole.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;

/** Einsum: the shape follows from the equation alone. */
final class EinsumShapes {
    private EinsumShapes() {}

    static void einsum(NodeContext n) {
        String equation = n.attributes().text("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        n.requireAttribute(
                terms.length == n.inputs(),
                "equation '" + equation + "' has " + terms.length + " terms, the node has " + n.inputs() + " inputs");
        Map<Character, Integer> extents = new TreeMap<>();
        Map<Character, Integer> uses = new TreeMap<>();
        Shape ellipsis = Shape.of();
        for (int i = 0; i < terms.length; i++) ellipsis = bind(n, terms[i], n.shape(i), extents, uses, ellipsis);
        String result = arrow < 0 ? implicit(uses, ellipsis) : equation.substring(arrow + 2);
        n.output(0, n.dataType(0), output(n, result, extents, ellipsis));
    }

    private static Shape bind(
            NodeContext n,
            String term,
            Shape shape,
            Map<Character, Integer> extents,
            Map<Character, Integer> uses,
            Shape ellipsis) {
        int dots = term.indexOf("...");
        String letters = term.replace("...", "");
        int covered = shape.rank() - letters.length();
        n.requireShape(dots < 0 ? covered == 0 : covered >= 0, "term '" + term + "' does not fit input shape " + shape);
        for (int i = 0; i < letters.length(); i++) {
            int axis = dots >= 0 && i >= dots ? i + covered : i;
            bindLetter(n, letters.charAt(i), shape.extent(axis), extents);
            uses.merge(letters.charAt(i), 1, Integer::sum);
        }
        if (dots < 0) return ellipsis;
        int[] middle = Arrays.copyOfRange(shape.extents(), dots, dots + covered);
        return Extents.broadcast(n, ellipsis, Shape.of(middle));
    }

    private static void bindLetter(NodeContext n, char letter, int extent, Map<Character, Integer> extents) {
        if (!Character.isLetter(letter))
            throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "'" + letter + "' in the equation is not a letter");
        Integer known = extents.get(letter);
        n.requireShape(
                known == null || known == extent || known == 1 || extent == 1,
                "index '" + letter + "' is both " + known + " and " + extent);
        extents.put(letter, known == null ? extent : Math.max(known, extent));
    }

    private static String implicit(Map<Character, Integer> uses, Shape ellipsis) {
        var letters = new StringBuilder(ellipsis.rank() > 0 ? "..." : "");
        uses.forEach((letter, count) -> {
            if (count == 1) letters.append(letter);
        });
        return letters.toString();
    }

    private static Shape output(NodeContext n, String term, Map<Character, Integer> extents, Shape ellipsis) {
        List<Integer> shape = new ArrayList<>();
        for (int i = 0; i < term.length(); i++) {
            if (term.startsWith("...", i)) {
                for (int extent : ellipsis.extents()) shape.add(extent);
                i += 2;
                continue;
            }
            Integer extent = extents.get(term.charAt(i));
            n.requireAttribute(extent != null, "index '" + term.charAt(i) + "' of the result is in no term");
            shape.add(extent);
        }
        return n.shapeOf(shape.stream().mapToLong(Integer::longValue).toArray());
    }
}
