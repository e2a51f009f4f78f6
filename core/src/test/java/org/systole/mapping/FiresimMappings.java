package org.systole.mapping;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;

/**
 * Reads tables of layers and mappings with the cycles that Gemmini's RTL took for them under FPGA simulation, in the format of
 * the data published with ucb-bar/dosa (MICRO 2023).
 *
 * <p>Their letters are Timeloop's: C input and K output channels, P and Q the output's columns and rows, R and S the filter's,
 * N the batch. A mapping lists the loops of each level, outermost first: {@code L3} off-chip, {@code L2} scratchpad,
 * {@code L1} accumulator, {@code L0} registers, {@code X} for an unrolled loop. Gemmini's hardware walks what lies inside of
 * L3 in an order of its own.
 */
public final class FiresimMappings {
    private static final Pattern LEVEL = Pattern.compile("L([0-3])\\[[WIO]*]((?: [A-Z]\\d+X?)+)");
    private static final Map<String, Dimension> LETTERS = letters();

    private final String file;
    private final Problems problems = new Problems();
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private int line;
    private String[] cells = {};

    private FiresimMappings(String file) {
        this.file = file;
    }

    /**
     * A row of a table.
     *
     * @param line the line in the file, from 1
     * @param mapping the mapping as the table has it
     * @param program the layer in macro-tiles: the loops of L3 around all that lies inside
     * @param predicted the cycles that the table's own analytical model predicts
     * @param measured the cycles that the RTL took
     */
    public record Row(int line, String mapping, TileProgram program, double predicted, double measured) {}

    /**
     * Reads a table.
     *
     * @throws IOException when the file cannot be read
     * @throws org.systole.problem.SystoleException E3021 for missing columns, E3022 for cells that cannot be read
     */
    public static List<Row> read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    }

    /** Reads a table from its text; the name stands in messages. */
    public static List<Row> parse(String file, String text) {
        var reader = new FiresimMappings(file);
        var rows = new ArrayList<Row>();
        for (String line : text.lines().toList()) {
            reader.line++;
            reader.cells = line.split(",", -1);
            if (reader.line == 1) reader.header();
            else if (!line.isBlank()) reader.row(rows);
        }
        reader.problems.throwIfAny();
        return rows;
    }

    private void header() {
        for (int i = 0; i < cells.length; i++) columns.put(cells[i], i);
        var needed = new ArrayList<>(List.of("mapping.mapping", "target.cycle", "target.gemmini_cycle"));
        for (String letter : LETTERS.keySet()) needed.add("prob." + letter);
        needed.addAll(List.of("prob.Wstride", "prob.Hstride", "prob.Wdilation", "prob.Hdilation"));
        for (String column : needed) {
            if (columns.containsKey(column)) continue;
            problems.add(TileProblem.NO_COLUMN, place(0), "there is no column '" + column + "'", "add the column");
        }
        problems.throwIfAny();
    }

    private void row(List<Row> rows) {
        int before = problems.count();
        var bounds = new EnumMap<Dimension, Integer>(Dimension.class);
        LETTERS.forEach((letter, d) -> bounds.put(d, (int) number("prob." + letter, 1 << 20)));
        Window window = window(bounds);
        double predicted = number("target.cycle", 1e15);
        double measured = number("target.gemmini_cycle", 1e15);
        if (problems.count() > before) return;
        String text = cell("mapping.mapping");
        List<Loop> outer = mapping(text, bounds);
        if (problems.count() > before) return;
        LoopNest nest = LoopNest.of(
                bounds.get(Dimension.B),
                1,
                bounds.get(Dimension.K),
                bounds.get(Dimension.C),
                bounds.get(Dimension.OY),
                bounds.get(Dimension.OX),
                bounds.get(Dimension.FY),
                bounds.get(Dimension.FX),
                window);
        rows.add(new Row(line, text, new TileProgram(nest, outer), predicted, measured));
    }

    private Window window(Map<Dimension, Integer> bounds) {
        int strideX = (int) number("prob.Wstride", 1 << 10);
        int strideY = (int) number("prob.Hstride", 1 << 10);
        int dilationX = (int) number("prob.Wdilation", 1 << 10);
        int dilationY = (int) number("prob.Hdilation", 1 << 10);
        int rows = (bounds.get(Dimension.OY) - 1) * strideY + (bounds.get(Dimension.FY) - 1) * dilationY + 1;
        int columns = (bounds.get(Dimension.OX) - 1) * strideX + (bounds.get(Dimension.FX) - 1) * dilationX + 1;
        return new Window(strideY, strideX, dilationY, dilationX, 0, 0, Math.max(1, rows), Math.max(1, columns));
    }

    /** Returns the loops of L3, innermost first; all factors of a dimension must make up its extent. */
    private List<Loop> mapping(String text, Map<Dimension, Integer> bounds) {
        var outer = new ArrayList<Loop>();
        var products = new EnumMap<Dimension, Long>(Dimension.class);
        for (String part : text.split(" - ", -1)) {
            Matcher level = LEVEL.matcher(part);
            if (!level.matches()) {
                bad("mapping.mapping", "'" + part + "' is not a level of a mapping", "write L2[WI] K4 P2 K16X");
                return List.of();
            }
            for (String loop : level.group(2).strip().split(" ")) {
                Dimension dimension = LETTERS.get(loop.substring(0, 1));
                String digits = loop.substring(1).replace("X", "");
                int factor = digits.length() > 7 ? 0 : Integer.parseInt(digits);
                if (dimension == null || factor < 1) {
                    bad(
                            "mapping.mapping",
                            "'" + loop + "' is not a loop",
                            "write a letter of C K P Q R S N and its factor");
                    return List.of();
                }
                products.merge(dimension, (long) factor, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
                if (level.group(1).equals("3") && factor > 1) outer.addFirst(new Loop(dimension, factor));
            }
        }
        bounds.forEach((dimension, bound) -> {
            long product = products.getOrDefault(dimension, 1L);
            if (product != bound)
                bad("mapping.mapping", "its factors of " + dimension + " make " + product, "make them " + bound);
        });
        return outer;
    }

    private String cell(String column) {
        int index = columns.get(column);
        return index < cells.length ? cells[index] : "";
    }

    private double number(String column, double most) {
        try {
            double value = Double.parseDouble(cell(column));
            if (value >= 1 && value <= most) return value;
        } catch (NumberFormatException e) {
            // the message below says so
        }
        bad(column, "'" + cell(column) + "' is not a number from 1", "write the number");
        return 1;
    }

    private void bad(String column, String message, String fix) {
        problems.add(TileProblem.BAD_CELL, place(columns.get(column)), message, fix);
    }

    private Place place(int column) {
        int start = 1;
        for (int i = 0; i < Math.min(column, cells.length); i++) start += cells[i].length() + 1;
        return new Place(file, line, start, "");
    }

    private static Map<String, Dimension> letters() {
        var letters = new LinkedHashMap<String, Dimension>();
        letters.put("N", Dimension.B);
        letters.put("C", Dimension.C);
        letters.put("K", Dimension.K);
        letters.put("P", Dimension.OX);
        letters.put("Q", Dimension.OY);
        letters.put("R", Dimension.FX);
        letters.put("S", Dimension.FY);
        return letters;
    }
}
