package org.systole.report;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: columns padded to the widest cell, the first column shortened in the middle to fit the width. */
public final class TextTable {
    /** How a column is set. */
    public enum Side {
        /** Text. */
        LEFT,
        /** Numbers. */
        RIGHT
    }

    private static final String GAP = "  ";

    private final List<Side> sides;
    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with its head. */
    public TextTable(List<Side> sides, List<String> head) {
        this.sides = List.copyOf(sides);
        row(head);
    }

    /** Adds a row. */
    public void row(List<String> cells) {
        if (cells.size() != sides.size())
            throw new IllegalArgumentException(cells.size() + " cells in a table of " + sides.size() + " columns");
        rows.add(cells.stream().map(TextTable::plain).toList());
    }

    /** Returns the lines, none wider than the width as long as the first column can give way. */
    public List<String> lines(int width) {
        int[] widths = new int[sides.size()];
        for (List<String> row : rows)
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], length(row.get(i)));
        int others = 0;
        for (int i = 1; i < widths.length; i++) others += widths[i] + GAP.length();
        widths[0] = Math.min(widths[0], Math.max(8, width - others));
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = i == 0 ? shortened(row.getFirst(), widths[0]) : row.get(i);
                String space = " ".repeat(Math.max(0, widths[i] - length(cell)));
                if (i > 0) line.append(GAP);
                line.append(sides.get(i) == Side.LEFT ? cell + space : space + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
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
        text.codePoints().forEach(c -> plain.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029
                        ? 0xfffd
                        : c));
        return plain.toString();
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
