package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;
import org.systole.report.Listing.Column;

/**
 * A front on a terminal: a parameter that has one value on all of it is said once, and where the rest is too wide, the heads of
 * parameters are cut in the middle and said in full above.
 */
final class FrontListing {
    private static final int GAP = 2;
    private static final int LEAST_HEAD = 5;

    private final ExplorationResult result;
    private final List<DesignPoint> shown;
    private final List<Integer> varied = new ArrayList<>();
    private final List<String> same = new ArrayList<>();
    private final List<String> heads = new ArrayList<>();

    private FrontListing(ExplorationResult result, int rows) {
        this.result = result;
        this.shown = result.front().subList(0, Math.min(rows, result.front().size()));
        List<Parameter> parameters = result.study().space().parameters();
        for (int p = 0; p < parameters.size(); p++) {
            int at = p;
            boolean one = result.front().size() > 1
                    && result.front().stream()
                                    .mapToInt(point -> point.index(at))
                                    .distinct()
                                    .count()
                            == 1;
            if (one)
                same.add(parameters.get(p).name() + " "
                        + parameters.get(p).text(result.front().getFirst().index(p)));
            else varied.add(p);
        }
    }

    /**
     * Returns the lines of a table.
     *
     * @param rows how many points are shown at most
     * @param width columns of the terminal, which many parameters may need more of
     */
    static List<String> lines(ExplorationResult result, int rows, int width) {
        return new FrontListing(result, rows).lines(width);
    }

    private List<String> lines(int width) {
        List<Parameter> parameters = result.study().space().parameters();
        fit(width);
        var lines = new ArrayList<String>();
        if (!same.isEmpty()) lines.addAll(TextTable.wrapped("On all of the front: " + String.join(", ", same), width));
        var cut = new ArrayList<String>();
        for (int i = 0; i < varied.size(); i++) {
            String name = parameters.get(varied.get(i)).name();
            if (!heads.get(i).equals(name)) cut.add(heads.get(i) + " = " + name);
        }
        if (!cut.isEmpty()) lines.addAll(TextTable.wrapped("Columns: " + String.join(", ", cut), width));
        var columns = new ArrayList<Column>();
        columns.add(Column.number("point", head()));
        for (int i = 0; i < varied.size(); i++)
            columns.add(Column.number(parameters.get(varied.get(i)).name(), heads.get(i)));
        result.shownKpis().forEach(k -> columns.add(Column.number(k, k)));
        var listing = new Listing("front", columns);
        for (DesignPoint point : shown) listing.row(row(point));
        lines.addAll(listing.lines(width));
        return lines;
    }

    /** The head says whose figures these are. */
    private String head() {
        return result.stages().isEmpty() ? "Front" : "Front, " + result.witness();
    }

    private Object[] row(DesignPoint point) {
        var cells = new ArrayList<Object>();
        cells.add(point.toString());
        Map<String, String> texts = result.study().space().texts(point);
        for (int p : varied)
            cells.add(texts.get(result.study().space().parameters().get(p).name()));
        Outcome outcome = result.outcome(point);
        for (String kpi : result.shownKpis()) cells.add(Quantities.digits(outcome.kpi(kpi)));
        return cells.toArray();
    }

    /** Cuts the longest head until the table fits, or until no head can be cut further. */
    private void fit(int width) {
        List<Parameter> parameters = result.study().space().parameters();
        int taken = Math.max(
                head().length(),
                shown.stream().mapToInt(p -> p.toString().length()).max().orElse(0));
        for (String kpi : result.shownKpis())
            taken += GAP
                    + Math.max(
                            kpi.length(),
                            shown.stream()
                                    .mapToInt(p -> Quantities.digits(
                                                    result.outcome(p).kpi(kpi))
                                            .length())
                                    .max()
                                    .orElse(0));
        int[] values = new int[varied.size()], sizes = new int[varied.size()];
        for (int i = 0; i < sizes.length; i++) {
            Parameter p = parameters.get(varied.get(i));
            int at = varied.get(i);
            values[i] = shown.stream()
                    .mapToInt(point -> p.text(point.index(at)).length())
                    .max()
                    .orElse(0);
            sizes[i] = Math.max(values[i], p.name().length());
        }
        for (int room = width - taken - GAP * sizes.length; sum(sizes) > room; ) {
            int longest = -1;
            for (int i = 0; i < sizes.length; i++)
                if (sizes[i] > Math.max(LEAST_HEAD, values[i]) && (longest < 0 || sizes[i] > sizes[longest]))
                    longest = i;
            if (longest < 0) break;
            sizes[longest]--;
        }
        var taken2 = new LinkedHashSet<String>();
        for (int i = 0; i < sizes.length; i++) {
            String name = parameters.get(varied.get(i)).name();
            String cut = cut(name, sizes[i]);
            heads.add(taken2.add(cut) ? cut : name);
        }
    }

    private static int sum(int[] sizes) {
        int sum = 0;
        for (int size : sizes) sum += size;
        return sum;
    }

    /** What tells names apart is mostly at their ends. */
    private static String cut(String name, int size) {
        if (name.length() <= size) return name;
        int head = size / 2;
        return name.substring(0, head) + "\u2026" + name.substring(name.length() - (size - 1 - head));
    }
}
