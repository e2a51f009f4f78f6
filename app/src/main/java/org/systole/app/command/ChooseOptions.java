package org.systole.app.command;

import java.util.List;
import org.systole.app.quantize.ChoiceRun;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.quantize.Plan;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How the widths of layers are chosen. */
final class ChooseOptions {
    @Option(
            names = "--choose",
            paramLabel = "BITS",
            split = ",",
            description =
                    "Chooses the width of each layer's weights and output among these, such as 8,16: the fewest bits with"
                            + " which --max-drop is kept on samples that calibrate.")
    private List<Integer> widths;

    @Option(
            names = "--max-drop",
            paramLabel = "POINTS",
            description =
                    "How many of 100 samples may change their class by the choice, seen or likely, which bounds what accuracy"
                            + " loses; default 0.5.")
    private Double maxDrop;

    @Option(
            names = "--sensitivity",
            description = "With --choose: analyses every layer alone, even when the narrowest width is good enough.")
    private boolean sensitivity;

    boolean isGiven(CommandLine line, QuantizeOptions options) {
        if (widths == null) {
            if (maxDrop != null || sensitivity)
                throw new CommandLine.ParameterException(line, "--max-drop and --sensitivity need --choose");
            return false;
        }
        if (options.file() != null || options.hasWidths())
            throw new CommandLine.ParameterException(
                    line, "--choose says the widths: leave out --plan, --weights and --activations");
        if (widths.stream().anyMatch(bits -> bits < 2 || bits > 16) || widths.size() < 2)
            throw new CommandLine.ParameterException(line, "--choose: expected two or more widths of 2 to 16 bits");
        if (maxDrop != null && !(maxDrop >= 0 && maxDrop < 100))
            throw new CommandLine.ParameterException(line, "--max-drop: expected 0 to 100 points");
        return true;
    }

    ChoiceRun.Chosen choose(ChoiceRun run, Graph graph, DataSet data, Plan plan) {
        int[] sorted =
                widths.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
        return run.choose(graph, data, plan, sorted, maxDrop(), sensitivity);
    }

    double maxDrop() {
        return maxDrop == null ? 0.5 : maxDrop;
    }
}
