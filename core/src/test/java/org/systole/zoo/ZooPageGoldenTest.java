package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.house.Shared;

/** The tables of docs/models/zoo.md are those of the code; {@code -Dgolden.update=true} writes them. */
class ZooPageGoldenTest {
    private static final String BEGIN = "<!-- from here on written by ZooPageGoldenTest -->\n";

    @Test
    void thePageIsUpToDate() throws IOException {
        Path page = Shared.repositoryPath("docs/models/zoo.md");
        String text = Files.readString(page);
        int at = text.indexOf(BEGIN);
        String byHand = at < 0 ? text : text.substring(0, at);
        String expected = byHand + BEGIN + tables();
        if (Boolean.getBoolean("golden.update")) Files.writeString(page, expected);
        assertEquals(expected, Files.readString(page), "run with -Dgolden.update=true and look at the difference");
    }

    private static String tables() {
        var text = new StringBuilder("\n## Networks\n\n");
        text.append("| name | network | input | MACs | parameters | convolutions | dense layers |\n");
        text.append("|---|---|---|--:|--:|--:|--:|\n");
        for (ZooEntry entry : Zoo.entries()) text.append(row(entry));
        text.append("\n## Published figures\n\n");
        text.append("| name | quantity | ours | published | difference | source | remark |\n");
        text.append("|---|---|--:|--:|--:|---|---|\n");
        for (ZooEntry entry : Zoo.entries())
            for (PublishedFigure figure : entry.figures()) text.append(row(entry, figure));
        text.append("\n## Sources of the structures\n\n| name | aliases | source |\n|---|---|---|\n");
        for (ZooEntry entry : Zoo.entries())
            text.append(
                    "| `%s` | %s | %s |\n".formatted(entry.name(), String.join(", ", entry.aliases()), entry.source()));
        return text.toString();
    }

    private static String row(ZooEntry entry) {
        Graph graph = entry.graph();
        NetworkCounts counts = NetworkCounts.of(graph);
        String inputs = graph.inputs().stream()
                .map(input -> graph.type(input).shape().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s | %s | %d | %d |\n"
                .formatted(
                        entry.name(),
                        entry.title(),
                        inputs.replace('x', '×'),
                        grouped(counts.macs()),
                        grouped(counts.parameters()),
                        counts.convolutions(),
                        counts.denseLayers());
    }

    private static String row(ZooEntry entry, PublishedFigure figure) {
        double ours = NetworkCounts.of(entry.graph(figure.at())).of(figure.quantity());
        String at = figure.at().equals(ZooOptions.DEFAULT)
                ? ""
                : " at %d×%d".formatted(figure.at().height(), figure.at().width());
        String difference = ours == figure.value()
                ? "0"
                : String.format(Locale.ROOT, "%+.2f %%", 100 * (ours - figure.value()) / figure.value());
        String remark = figure.holds() ? figure.remark() : "**does not hold**: " + figure.remark();
        return "| `%s` | %s%s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        entry.name(),
                        figure.quantity().label(),
                        at,
                        grouped((long) ours),
                        grouped(Math.round(figure.value())),
                        difference,
                        figure.source(),
                        remark);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
