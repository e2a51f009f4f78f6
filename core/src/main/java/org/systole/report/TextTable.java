package org.systole.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table for a terminal: columns padded to the widest cell, and what is too wide shortened or wrapped. */
public final class TextTable {
    /** How a column is set. */
    public enum Side {
        /** Text. */
        LEFT,
        /** Numbers. */
        RIGHT
    }

    private static final String GAP = "  ";
    private static final int LEAST_WRAPPED = 22;
    private static final int LEAST_SHORTENED = 10;

    private final List<Side> sides;
    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with its head. */
    public TextTable(List<Side> sides, List<String> head) {
        this.sides = List.copyOf(sides);
        row(head);
    }

    /** Creates a table of numbers behind a name: the first column is text. */
    public static TextTable ofNumbers(String... head) {
        var sides = new ArrayList<>(Collections.nCopies(head.length, Side.RIGHT));
        sides.set(0, Side.LEFT);
        return new TextTable(sides, List.of(head));
    }

    /** Adds a row. */
    public void row(List<String> cells) {
        if (cells.size() != sides.size())
            throw new IllegalArgumentException(cells.size() + " cells in a table of " + sides.size() + " columns");
        rows.add(cells.stream().map(TextTable::plain).toList());
    }

    /**
     * Returns the lines. Where they would be wider than the width, a text in the last column continues on lines of its own, and
     * the widest other text is shortened in its middle.
     */
    public List<String> lines(int width) {
        int[] widths = new int[sides.size()];
        for (List<String> row : rows)
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], length(row.get(i)));
        fit(widths, width);
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            int last = widths.length - 1;
            List<String> wrapped =
                    sides.get(last) == Side.LEFT ? wrapped(row.get(last), widths[last]) : List.of(row.get(last));
            lines.add(line(row, widths, wrapped.getFirst()));
            var empty = Collections.nCopies(widths.length, "");
            for (int i = 1; i < wrapped.size(); i++) lines.add(line(empty, widths, wrapped.get(i)));
        }
        return lines;
    }

    private void fit(int[] widths, int width) {
        int last = widths.length - 1;
        int total = GAP.length() * last;
        for (int w : widths) total += w;
        boolean wraps = last > 0 && sides.get(last) == Side.LEFT;
        if (wraps && total > width) {
            int room = Math.min(widths[last], Math.max(LEAST_WRAPPED, width - (total - widths[last])));
            total -= widths[last] - room;
            widths[last] = room;
        }
        while (total > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean gives = sides.get(i) == Side.LEFT && widths[i] > LEAST_SHORTENED && !(wraps && i == last);
                if (gives && (widest < 0 || widths[i] > widths[widest])) widest = i;
            }
            if (widest < 0) return;
            widths[widest]--;
            total--;
        }
    }

    private String line(List<String> row, int[] widths, String end) {
        var line = new StringBuilder();
        int last = widths.length - 1;
        for (int i = 0; i <= last; i++) {
            String cell = i == last ? end : shortened(row.get(i), widths[i]);
            String space = " ".repeat(Math.max(0, widths[i] - length(cell)));
            if (i > 0) line.append(GAP);
            line.append(sides.get(i) == Side.LEFT ? cell + space : space + cell);
        }
        return line.toString().stripTrailing();
    }

    /** Returns text of at most so many characters; the middle gives way to three points. */
    public static String shortened(String text, int most) {
        int length = length(text);
        if (length <= most) return text;
        int head = (most - 3 + 1) / 2;
        int tail = most - 3 - head;
        int[] points = text.codePoints().toArray();
        return new String(points, 0, head) + "..." + new String(points, length - tail, tail);
    }

    /** Returns the number of characters a terminal shows, as far as each takes one place. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Returns text without control characters: a name must not move the cursor or colour the screen. */
    public static String plain(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> plain.appendCodePoint(
                        Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || c == 0x2028
                                        || c == 0x2029
                                ? 0xfffd
                                : c));
        return plain.toString();
    }

    /**
     * Returns a text beside its label, broken at spaces.
     *
     * @param column where the text begins; a longer label moves its first line
     * @param width of all lines at most
     */
    static List<String> labelled(String label, String text, int column, int width) {
        var lines = new ArrayList<String>();
        String head = label + " ".repeat(Math.max(1, column - label.length()));
        for (String line : wrapped(text, width - column)) {
            lines.add(head + line);
            head = " ".repeat(column);
        }
        return lines;
    }

    /** Returns text broken at spaces into lines of at most so many characters. */
    public static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : plain(text).split(" ")) {
            if (!line.isEmpty() && length(line.toString()) + 1 + length(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
