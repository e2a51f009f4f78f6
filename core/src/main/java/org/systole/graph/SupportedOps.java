package org.systole.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.systole.graph.operator.Operator;
import org.systole.graph.operator.Operators;

/** The table of supported operators, made from the rules that are applied. */
public final class SupportedOps {
    private SupportedOps() {}

    /**
     * One operator.
     *
     * @param domain empty for the standard's own
     * @param name its name
     * @param since the first operator set version that has it
     * @param until the last operator set version that has it; 0 when it still exists
     * @param foldsConstants whether it is computed when its inputs are constant
     * @param notes what is supported of it; empty when all of it is
     */
    public record Row(String domain, String name, int since, int until, boolean foldsConstants, String notes) {
        /** Returns the versions as {@code 7+} or {@code 7-9}. */
        public String opsets() {
            return until == 0 ? since + "+" : since + "-" + until;
        }
    }

    /** Returns all supported operators, by domain and name. */
    public static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (Operator operator : Operators.all())
            rows.add(new Row(
                    operator.domain(),
                    operator.name(),
                    operator.since(),
                    operator.until() == Operator.NEWEST ? 0 : operator.until(),
                    operator.evaluator() != null,
                    operator.notes()));
        rows.add(new Row("", "If", 1, 0, true, "with a constant condition: replaced by its branch"));
        rows.add(new Row("", "Loop", 1, 0, true, "with a constant trip count and condition: unrolled"));
        rows.add(new Row("", "Scan", 8, 0, true, "unrolled; without the form of opset 8"));
        for (String sequence : Sequences.OPERATORS)
            rows.add(new Row("", sequence, 11, 0, true, "with constant positions: replaced by the tensors it holds"));
        rows.sort(Comparator.comparing(Row::domain).thenComparing(Row::name));
        return List.copyOf(rows);
    }
}
