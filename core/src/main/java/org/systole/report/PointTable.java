package org.systole.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.systole.explore.DesignPoint;
import org.systole.explore.Kpis;
import org.systole.explore.Parameter;
import org.systole.report.DataTable.Column;
import org.systole.report.DataTable.Type;

/** Every evaluated point of an exploration as a typed table: the rows and columns of {@link ExplorationTables#csv}. */
public final class PointTable {
    /** The end of a figure's name that tells its unit. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("_mj_ms", "mJ ms"),
            Map.entry("_ms", "ms"),
            Map.entry("_mj", "mJ"),
            Map.entry("_per_s", "1/s"),
            Map.entry("_w", "W"),
            Map.entry("_mm2", "mm2"),
            Map.entry("_mib", "MiB"),
            Map.entry("_kib", "KiB"),
            Map.entry("_mhz", "MHz"),
            Map.entry("_bits", "bit"));

    private final ExplorationResult result;
    private final List<String> kpis;

    private PointTable(ExplorationResult result) {
        this.result = result;
        this.kpis = result.knownKpis();
    }

    /**
     * Returns the table of an exploration.
     *
     * @param facts where it comes from; kept with the table
     */
    public static DataTable of(ExplorationResult result, Map<String, String> facts) {
        var table = new PointTable(result);
        List<DesignPoint> points = result.outcomes().keySet().stream().sorted().toList();
        List<Column> columns = table.columns();
        return new DataTable(
                columns,
                facts,
                () -> points.stream().map(point -> table.row(point, columns)).iterator());
    }

    private List<Column> columns() {
        var columns = new ArrayList<Column>();
        List<String> names = ExplorationTables.columns(result);
        List<Parameter> parameters = result.study().space().parameters();
        Set<String> taken = new HashSet<>();
        // what is not a parameter keeps its name, whatever parameters are called
        for (int i = 0; i < names.size(); i++) if (!isParameter(i, parameters)) taken.add(lower(names.get(i)));
        for (int i = 0; i < names.size(); i++) {
            if (isParameter(i, parameters)) columns.add(column(parameters.get(i - 1), taken));
            else columns.add(column(names.get(i)));
        }
        return columns;
    }

    /** The first column is the point, then come the parameters. */
    private static boolean isParameter(int column, List<Parameter> parameters) {
        return column >= 1 && column <= parameters.size();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Column column(Parameter parameter, Set<String> taken) {
        String name = parameter.name();
        for (int i = 2; !taken.add(lower(name)); i++) name = parameter.name() + "_" + i;
        boolean whole = parameter.values().stream().allMatch(v -> v == Math.rint(v) && Math.abs(v) < 0x1p53);
        Type type = !parameter.words().isEmpty() ? Type.TEXT : whole ? Type.WHOLE : Type.REAL;
        return new Column(name, type, unit(parameter.name()), "parameter " + parameter.name());
    }

    private Column column(String name) {
        if (kpis.contains(name)) return new Column(name, Type.REAL, unit(name), "figure of the point");
        return switch (name) {
            case "point" -> new Column(name, Type.TEXT, "", "indices of the parameters' values");
            case "feasible" ->
                new Column(name, Type.TRUTH, "", "the closest look at it has figures that satisfy the constraints");
            case "front" -> new Column(name, Type.TRUTH, "", "is on the Pareto front");
            case "refusal" ->
                new Column(name, Type.TEXT, "", "why the closest look at it has no figures; null where it has");
            default -> closer(name);
        };
    }

    /** A figure's column of a closer look is called by both. */
    private Column closer(String name) {
        for (String stage : result.stages().keySet())
            for (String kpi : kpis)
                if (name.equals(kpi + "_" + stage))
                    return new Column(name, Type.REAL, unit(kpi), "figure of the point, " + stage);
        throw new IllegalStateException(name);
    }

    /** Returns the unit that a name ends in, or the one that is known of it; empty when there is none. */
    static String unit(String name) {
        if (name.equals(Kpis.ACCURACY)) return "%";
        if (name.equals("cycles")) return "cycles";
        return UNITS.keySet().stream()
                .filter(name::endsWith)
                .max(Comparator.comparingInt(String::length))
                .map(UNITS::get)
                .orElse("");
    }

    private List<Object> row(DesignPoint point, List<Column> columns) {
        List<Object> row = ExplorationTables.row(result, kpis, point);
        for (int i = 0; i < row.size(); i++) {
            Object cell = row.get(i);
            row.set(
                    i,
                    switch (columns.get(i).type()) {
                        case WHOLE -> cell instanceof Number n ? (Object) n.longValue() : null;
                        case REAL -> cell instanceof Number n ? (Object) n.doubleValue() : null;
                        case TRUTH -> cell;
                        case TEXT -> cell == null || cell.toString().isEmpty() ? null : cell.toString();
                    });
        }
        return row;
    }
}
