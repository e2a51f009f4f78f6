package org.systole.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.tensor.Window;

/**
 * Reads the topology files of SCALE-Sim: a header line, then one layer a line, in the convolution format (input height
 * and width, filter height and width, channels, filters, stride) or in the matrix format (M, N, K).
 *
 * <p>The meaning is that of SCALE-Sim v3 ({@code scalesim/topology_utils.py}, scalesim-project/SCALE-Sim@1d62b68): no
 * padding; {@code ceil((input - filter + stride) / stride)} outputs, so a last window that hangs over the edge counts;
 * a name that contains {@code DP} is a depthwise convolution with so many filters on each channel. The matrix format is
 * an M x K input times a K x N filter. Every layer stands alone: it reads and writes maps of its own.
 */
public final class ScaleSimTopology {
    private static final List<String> CONVOLUTION = List.of(
            "input height",
            "input width",
            "filter height",
            "filter width",
            "channels",
            "number of filters",
            "stride",
            "stride width",
            "batch size");
    private static final String FORMATS =
            "'Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,'"
                    + " or 'Layer, M, N, K,'";

    private final String file;
    private final Precision precision;
    private final Problems problems = new Problems();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, FeatureMap> maps = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private Columns columns;

    private ScaleSimTopology(String file, Precision precision) {
        this.file = file;
        this.precision = precision;
    }

    /** Which cell of a line holds what; 0 for a column that is not there. */
    private record Columns(boolean matrix, int strideX, int batch, int sparsity, int count) {}

    /** A line of the file, cut at its commas. */
    private record Row(int line, List<String> cells, List<Integer> starts) {
        static Row of(int line, String text) {
            List<String> cells = new ArrayList<>();
            List<Integer> starts = new ArrayList<>();
            int from = 0;
            while (from <= text.length()) {
                int comma = text.indexOf(',', from);
                int end = comma < 0 ? text.length() : comma;
                String cell = text.substring(from, end);
                starts.add(from + 1 + cell.length() - cell.stripLeading().length());
                cells.add(cell.strip());
                from = end + 1;
            }
            while (cells.size() > 1
                    && (cells.getLast().isEmpty() || cells.getLast().startsWith("#"))) cells.removeLast();
            return new Row(line, cells, starts);
        }
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param precision number formats of the words that SCALE-Sim counts
     * @throws SystoleException with all problems of the file
     * @throws IOException when the file cannot be read
     */
    public static Workload read(Path file, Precision precision) throws IOException {
        return parse(file.toString(), Texts.read(file), precision);
    }

    /**
     * Reads the text of a file.
     *
     * @param file the file as the user named it; its name without folder and ending names the workload
     * @param text what it contains
     * @param precision number formats of the words that SCALE-Sim counts
     * @throws SystoleException with all problems of the text
     */
    public static Workload parse(String file, String text, Precision precision) {
        return new ScaleSimTopology(file, precision).parse(text);
    }

    private Workload parse(String text) {
        int number = 0;
        for (String line : Texts.lines(text)) {
            number++;
            if (line.isBlank()) continue;
            Row row = Row.of(number, line);
            if (columns == null) columns = header(row);
            else layer(row);
            if (columns == null) break;
        }
        if (problems.isEmpty() && layers.isEmpty())
            problems.add(
                    WorkloadProblem.TOPOLOGY_EMPTY,
                    Place.file(file),
                    "found no layer, expected a header line and at least one layer",
                    "write the columns as " + FORMATS + " and a line for each layer");
        problems.throwIfAny();
        List<String> inputs = layers.stream().flatMap(l -> l.reads().stream()).toList();
        List<String> outputs = layers.stream().flatMap(l -> l.writes().stream()).toList();
        List<String> notes = List.of("SCALE-Sim topology: no padding, every layer stands alone");
        return new Workload(Texts.baseName(file), layers, maps, inputs, outputs, Map.of(), notes);
    }

    /** Returns where the columns are, or null with a problem when this is no header. */
    private Columns header(Row row) {
        List<String> titles = row.cells().stream()
                .map(cell -> cell.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                .toList();
        if (titles.size() >= 4 && titles.subList(1, 4).equals(List.of("m", "n", "k")))
            return new Columns(true, 0, 0, find(titles, "spars"), titles.size());
        String[] expected = {"", "ifmap", "ifmap", "filter", "filter", "channel", "filter", "stride"};
        boolean convolution = titles.size() >= expected.length;
        for (int i = 1; convolution && i < expected.length; i++)
            convolution = titles.get(i).contains(expected[i]);
        if (!convolution) {
            problems.add(
                    WorkloadProblem.TOPOLOGY_HEADER,
                    place(row, 0),
                    "found the header '" + Texts.shown(String.join(", ", row.cells())) + "', expected " + FORMATS,
                    "name the columns as " + FORMATS);
            return null;
        }
        int strideX = titles.size() > 8 && titles.get(8).contains("stride") ? 8 : 0;
        return new Columns(false, strideX, find(titles, "batch"), find(titles, "spars"), titles.size());
    }

    private static int find(List<String> titles, String part) {
        for (int i = 1; i < titles.size(); i++) if (titles.get(i).contains(part)) return i;
        return 0;
    }

    private void layer(Row row) {
        int needed = columns.matrix() ? 4 : columns.strideX() > 0 ? 9 : 8;
        if (row.cells().size() < needed || row.cells().size() > Math.max(needed + 1, columns.count())) {
            problems.add(
                    WorkloadProblem.TOPOLOGY_COLUMNS,
                    place(row, row.cells().size() - 1),
                    "found " + row.cells().size() + " cells, expected " + needed,
                    "give a name and " + (needed - 1) + " numbers");
            return;
        }
        int before = problems.count();
        dense(row, needed);
        String name = unique(
                row.cells().getFirst().isEmpty()
                        ? "layer" + (layers.size() + 1)
                        : row.cells().getFirst());
        if (columns.matrix()) matrix(row, name, before);
        else convolution(row, name, before);
    }

    private void matrix(Row row, String name, int before) {
        int m = number(row, 1, "M");
        int n = number(row, 2, "N");
        int k = number(row, 3, "K");
        if (problems.count() == before) add(row, name, MacLayer.Kind.DENSE, LoopNest.matrix(m, n, k));
    }

    private void convolution(Row row, String name, int before) {
        int[] v = new int[8];
        for (int i = 1; i <= 7; i++) v[i] = number(row, i, CONVOLUTION.get(i - 1));
        int strideX = columns.strideX() > 0 ? number(row, columns.strideX(), "stride width") : v[7];
        boolean hasBatch = columns.batch() > 0 && columns.batch() < row.cells().size();
        int batch = hasBatch ? number(row, columns.batch(), "batch size") : 1;
        if (problems.count() > before) return;
        fits(row, 3, v[3], v[1], "height");
        fits(row, 4, v[4], v[2], "width");
        if (problems.count() > before) return;
        int oy = Math.ceilDiv(v[1] - v[3] + v[7], v[7]);
        int ox = Math.ceilDiv(v[2] - v[4] + strideX, strideX);
        var window = new Window(v[7], strideX, 1, 1, 0, 0, v[1], v[2]);
        boolean depthwise = name.contains("DP");
        var nest = depthwise
                ? LoopNest.of(batch, v[5], v[6], 1, oy, ox, v[3], v[4], window)
                : LoopNest.of(batch, 1, v[6], v[5], oy, ox, v[3], v[4], window);
        add(row, name, depthwise ? MacLayer.Kind.DEPTHWISE : MacLayer.Kind.CONVOLUTION, nest);
    }

    private void fits(Row row, int cell, int filter, int input, String what) {
        if (filter <= input) return;
        problems.add(
                WorkloadProblem.TOPOLOGY_FILTER,
                place(row, cell),
                "found a filter " + what + " of " + filter + " on an input " + what + " of " + input
                        + ", expected at most the input's",
                "make the input at least " + filter + " (add its padding) or the filter smaller");
    }

    private void add(Row row, String name, MacLayer.Kind kind, LoopNest nest) {
        try {
            nest.macs();
            maps.put(name + ".ifmap", new FeatureMap(name + ".ifmap", stored(nest), precision.input()));
            long outputs = nest.elements(Operand.OUTPUT);
            maps.put(name + ".ofmap", new FeatureMap(name + ".ofmap", outputs, precision.output()));
        } catch (ArithmeticException e) {
            problems.add(
                    WorkloadProblem.TOO_LARGE,
                    place(row, 0),
                    "layer '" + name + "' has more than 2^63 multiply-accumulates or elements",
                    "check the layer's sizes");
            return;
        }
        List<String> reads = List.of(name + ".ifmap");
        List<String> writes = List.of(name + ".ofmap");
        layers.add(new MacLayer(name, kind, nest, precision, 1, true, reads, writes, List.of(), List.of(name)));
    }

    private static long stored(LoopNest nest) {
        Window w = nest.window();
        long channels = (long) nest.bound(Dimension.G) * nest.bound(Dimension.C);
        long map = Math.multiplyExact((long) w.inputY(), w.inputX());
        return Math.multiplyExact(Math.multiplyExact(channels, map), nest.bound(Dimension.B));
    }

    private void dense(Row row, int needed) {
        boolean untitled = columns.count() <= needed;
        int cell = columns.sparsity() > 0 ? columns.sparsity() : needed;
        if (cell >= row.cells().size() || columns.sparsity() == 0 && !untitled) return;
        String[] ratio = row.cells().get(cell).split(":", -1);
        if (row.cells().get(cell).isEmpty()
                || ratio.length == 2 && ratio[0].strip().equals(ratio[1].strip())) return;
        problems.add(
                WorkloadProblem.TOPOLOGY_SPARSE,
                place(row, cell),
                "found '" + Texts.shown(row.cells().get(cell)) + "', expected the sparsity ratio 1:1",
                "remove the cell, or write 1:1");
    }

    private int number(Row row, int cell, String what) {
        String text = cell < row.cells().size() ? row.cells().get(cell) : "";
        int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (value < 1)
            problems.add(
                    WorkloadProblem.TOPOLOGY_NUMBER,
                    place(row, cell),
                    what + ": found '" + Texts.shown(text) + "', expected a whole number from 1 to 999999999",
                    "write the " + what + " as a whole number");
        return value;
    }

    private String unique(String name) {
        String result = name;
        for (int i = 2; !names.add(result); i++) result = name + "#" + i;
        return result;
    }

    private Place place(Row row, int cell) {
        int column = cell < row.starts().size() ? row.starts().get(cell) : 1;
        return new Place(file, row.line(), column, "");
    }
}
