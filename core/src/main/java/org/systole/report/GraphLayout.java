package org.systole.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A drawing of a network's layers: boxes in rows by their distance from the inputs, rows wrapped into columns so that a long
 * network fills a page and not a strip.
 *
 * <p>A network of more than {@link #MOST_BOXES} layers is drawn as runs of layers that follow each other, one box each; the
 * order of execution keeps that free of cycles. Deterministic, and linear in the number of layers but for sorting.
 */
final class GraphLayout {
    /** How many boxes are drawn at most. */
    static final int MOST_BOXES = 320;

    private static final int WIDTH = 148;
    private static final int HEIGHT = 42;
    private static final int ACROSS = 18;
    private static final int DOWN = 26;
    private static final int BETWEEN_COLUMNS = 56;
    private static final int SWEEPS = 4;
    /** Width of the frame divided by its height. */
    private static final double FRAME = 1.75;

    private final List<LayerResult> layers;
    private final List<List<Integer>> boxes = new ArrayList<>();
    private final List<Set<Integer>> from = new ArrayList<>();
    private final List<List<Integer>> rows = new ArrayList<>();
    private int[] rowOf;
    private double[] x;
    private double[] y;
    private double width;
    private double height;

    private GraphLayout(List<LayerResult> layers) {
        this.layers = layers;
    }

    /** Returns the drawing as a tree for JSON: {@code width, height, title, nodes, edges}. */
    static Map<String, Object> of(List<LayerResult> layers) {
        var layout = new GraphLayout(layers);
        layout.group();
        layout.rank();
        layout.order();
        layout.place();
        return layout.tree();
    }

    private void group() {
        int size = Math.max(1, Math.ceilDiv(layers.size(), MOST_BOXES));
        for (int i = 0; i < layers.size(); i += size) {
            var box = new ArrayList<Integer>();
            for (int j = i; j < Math.min(layers.size(), i + size); j++) box.add(j);
            boxes.add(box);
        }
        Map<String, Integer> producer = new HashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            var sources = i % size == 0 ? new LinkedHashSet<Integer>() : from.getLast();
            if (i % size == 0) from.add(sources);
            int box = i / size;
            for (String map : layers.get(i).reads()) {
                Integer source = producer.get(map);
                // A name that is written twice reads from its last writer before this layer.
                if (source != null && source / size != box) sources.add(source / size);
            }
            for (String map : layers.get(i).writes()) producer.put(map, i);
        }
    }

    private void rank() {
        rowOf = new int[boxes.size()];
        for (int i = 0; i < boxes.size(); i++) {
            for (int source : from.get(i)) rowOf[i] = Math.max(rowOf[i], rowOf[source] + 1);
            while (rows.size() <= rowOf[i]) rows.add(new ArrayList<>());
            rows.get(rowOf[i]).add(i);
        }
    }

    /** Sorts each row by the mean place of its neighbours in the row before, then after, a few times. */
    private void order() {
        List<Set<Integer>> to = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) to.add(new LinkedHashSet<>());
        for (int i = 0; i < boxes.size(); i++)
            for (int source : from.get(i)) to.get(source).add(i);
        double[] place = new double[boxes.size()];
        for (List<Integer> row : rows) note(row, place);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            List<Set<Integer>> near = sweep % 2 == 0 ? from : to;
            for (int r = 0; r < rows.size(); r++) {
                List<Integer> row = rows.get(sweep % 2 == 0 ? r : rows.size() - 1 - r);
                double[] mean = new double[boxes.size()];
                for (int box : row)
                    mean[box] = near.get(box).stream()
                            .mapToDouble(i -> place[i])
                            .average()
                            .orElse(place[box]);
                row.sort(Comparator.<Integer>comparingDouble(i -> mean[i]).thenComparing(i -> i));
                note(row, place);
            }
        }
    }

    private static void note(List<Integer> row, double[] place) {
        for (int i = 0; i < row.size(); i++) place[row.get(i)] = i - (row.size() - 1) / 2.0;
    }

    private void place() {
        x = new double[boxes.size()];
        y = new double[boxes.size()];
        int tall = Math.max(1, Math.ceilDiv(rows.size(), columns()));
        double left = 0;
        for (int start = 0; start < rows.size(); start += tall) {
            int end = Math.min(rows.size(), start + tall);
            double needed = breadth(start, end);
            for (int r = start; r < end; r++) {
                List<Integer> row = rows.get(r);
                double begin = left + (needed - (row.size() * (double) (WIDTH + ACROSS) - ACROSS)) / 2;
                for (int i = 0; i < row.size(); i++) {
                    x[row.get(i)] = begin + i * (double) (WIDTH + ACROSS);
                    y[row.get(i)] = (r - start) * (double) (HEIGHT + DOWN);
                }
            }
            left += needed + BETWEEN_COLUMNS;
        }
        width = Math.max(WIDTH, left - BETWEEN_COLUMNS);
        height = Math.max(HEIGHT, tall * (double) (HEIGHT + DOWN) - DOWN);
    }

    /** Returns how broad the rows from one to before another are. */
    private double breadth(int start, int end) {
        int most = 1;
        for (List<Integer> row : rows.subList(start, end)) most = Math.max(most, row.size());
        return most * (double) (WIDTH + ACROSS) - ACROSS;
    }

    /** Returns into how many columns the rows are cut so that the drawing has about the shape of its frame. */
    private int columns() {
        double best = Double.MAX_VALUE;
        int columns = 1;
        for (int n = 1; n <= rows.size(); n++) {
            int tall = Math.ceilDiv(rows.size(), n);
            double w = 0;
            for (int start = 0; start < rows.size(); start += tall)
                w += breadth(start, Math.min(rows.size(), start + tall)) + BETWEEN_COLUMNS;
            double h = tall * (double) (HEIGHT + DOWN);
            double off = Math.abs(Math.log(w / h / FRAME));
            if (off < best) {
                best = off;
                columns = n;
            }
        }
        return columns;
    }

    private Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        boolean grouped = boxes.size() < layers.size();
        tree.put(
                "title",
                grouped
                        ? layers.size() + " layers, drawn as " + boxes.size() + " runs of up to "
                                + boxes.getFirst().size() + " that follow each other"
                        : layers.size() + " layers and the feature maps between them");
        tree.put("width", width);
        tree.put("height", height);
        var nodes = new ArrayList<Object>();
        var edges = new ArrayList<Object>();
        for (int i = 0; i < boxes.size(); i++) {
            nodes.add(node(i));
            for (int source : from.get(i)) edges.add(edge(source, i));
        }
        tree.put("nodes", nodes);
        tree.put("edges", edges);
        return tree;
    }

    private Map<String, Object> node(int i) {
        List<Integer> members = boxes.get(i);
        LayerResult first = layers.get(members.getFirst());
        var node = new LinkedHashMap<String, Object>();
        node.put("x", x[i]);
        node.put("y", y[i]);
        node.put("w", WIDTH);
        node.put("h", HEIGHT);
        node.put("label", members.size() == 1 ? first.name() : first.name() + " +" + (members.size() - 1));
        node.put("sub", members.size() == 1 ? shortKind(first.kind()) : members.size() + " layers");
        node.put("layers", members);
        return node;
    }

    private static String shortKind(String kind) {
        return switch (kind) {
            case "convolution" -> "conv";
            case "depthwise" -> "depthw.";
            default -> kind;
        };
    }

    /** Returns the points of an edge: two, or four when it passes rows in between at their side. */
    private List<Object> edge(int source, int target) {
        return Arrays.asList(
                Math.rint(x[source] + WIDTH / 2.0), y[source] + HEIGHT, Math.rint(x[target] + WIDTH / 2.0), y[target]);
    }
}
