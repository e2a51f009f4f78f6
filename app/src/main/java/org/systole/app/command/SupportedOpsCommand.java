package org.systole.app.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.systole.graph.SupportedOps;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.workload.LoweringRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the operators that are understood. */
@Command(
        name = "supported-ops",
        header = "Lists the ONNX operators that are understood.",
        description = "Made from the rules that are applied: the versions, what an operator becomes, and its limits.")
public final class SupportedOpsCommand implements Callable<Integer> {
    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public SupportedOpsCommand() {}

    @Override
    public Integer call() {
        Printing.print(printing.console(), format, listing());
        return 0;
    }

    /** Returns the table of operators. */
    static Listing listing() {
        var listing = new Listing(
                "operators",
                List.of(
                        Column.text("operator", "Operator"),
                        Column.text("domain", ""),
                        Column.text("versions", "versions"),
                        Column.text("becomes", "becomes"),
                        Column.text("folds_constants", ""),
                        Column.text("limits", "limits")));
        Map<String, String> becomes = LoweringRules.sentences();
        for (SupportedOps.Row row : SupportedOps.rows()) {
            String name = row.domain().isEmpty() ? row.name() : row.domain() + "." + row.name();
            String what = becomes.getOrDefault(name, becomes.getOrDefault(row.name(), ""));
            listing.row(name, row.domain(), row.opsets(), what, row.foldsConstants(), row.notes());
        }
        return listing;
    }
}
