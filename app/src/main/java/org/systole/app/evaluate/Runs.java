package org.systole.app.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.systole.app.RunRecords;
import org.systole.files.RunDirectory;
import org.systole.report.HtmlReport;
import org.systole.report.LayersCsv;
import org.systole.report.Result;
import org.systole.report.ResultJson;

/** Writes the run directory of an evaluation. */
public final class Runs {
    private Runs() {}

    /**
     * Writes a run directory: {@code run.json}, {@code result.json}, {@code layers.csv}, {@code accelerator.yaml} and
     * {@code report.html}.
     *
     * @param folder where
     * @param force whether a folder with other files is written into
     * @param arguments the command line after the program's name
     * @throws org.systole.problem.SystoleException E91xx when it cannot be written
     */
    public static void write(
            Path folder, boolean force, List<String> arguments, Request request, Evaluations.Evaluated evaluated) {
        var record = RunRecords.begun(
                "evaluate",
                arguments,
                request.options(),
                Map.of("mapper", request.settings().seed()),
                evaluated.inputs());
        try (var run = RunDirectory.begin(folder, force, record)) {
            run.write(Result.FILE, ResultJson.bytes(evaluated.result()));
            run.write("layers.csv", LayersCsv.of(evaluated.result()));
            run.write("accelerator.yaml", evaluated.acceleratorText());
            run.write(HtmlReport.FILE, HtmlReport.of(evaluated.result(), record));
            run.complete();
        }
    }
}
