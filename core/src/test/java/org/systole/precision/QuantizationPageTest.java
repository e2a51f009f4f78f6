package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.house.Shared;

/**
 * The table of {@code docs/quantization.md}: rows of quick models are made again and compared; every row keeps what was wanted.
 *
 * <p>{@code -Dgolden.update=true} writes the rows of {@code -Dquantization.models=NAME,NAME,...} (all models without it).
 */
class QuantizationPageTest {
    private static final Path PAGE = Shared.repositoryPath("docs/quantization.md");
    private static final String HEAD = """
            | model | data | measure | float % | int8 % | change, points | wanted | samples | ONNX Runtime % (ours against it) | node by node: equal / 1 unit / more, % | final, integers: equal / 1 unit / more, % | final, float: equal / 1 unit / more, % | float nodes |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final List<String> RECURRENT = List.of("fsdd_gru", "fsdd_lstm", "mnist_lstm");

    /** Percent of the final values that may be more than one unit apart, where it is more than 0.1. */
    private static final Map<String, Double> FURTHER_APART = Map.of(
            // 61 steps each add what the one before was apart
            "fsdd_lstm", 0.3,
            // units of one block are the inputs of the next through softmax and layer normalization, which enlarge them
            "fsdd_transformer", 0.2);

    @ParameterizedTest
    @ValueSource(strings = {"kws_dscnn_mlperf_fp32", "fsdd_gru"})
    void quickRowsAreWhatTheyWere(String model) throws IOException {
        QuantizationRow.Case about = QuantizationRow.all().stream()
                .filter(c -> c.model().equals(model))
                .findFirst()
                .orElseThrow();
        String row = new QuantizationRow(about).text(2);
        assertTrue(Files.readString(PAGE).contains(row), () -> "not in docs/quantization.md:\n" + row);
    }

    @Test
    void everyRowKeepsWhatWasWanted() throws IOException {
        int rows = 0;
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\s*\\|\\s*");
            if (cells.length < 13 || cells[1].equals("model") || cells[1].startsWith("-")) continue;
            rows++;
            double change = Double.parseDouble(cells[6].split(" ")[0]);
            if (!cells[7].isEmpty()) assertTrue(change >= Double.parseDouble(cells[7]) - 1e-9, line);
            // between the steps of a recurrence the runtime computes in float, the integer network in integers
            double most = RECURRENT.contains(cells[1]) ? 0.1 : 0;
            String[] nodes = cells[10].split(" / ");
            assertTrue(Double.parseDouble(nodes[2]) <= most, "node by node at most one unit: " + line);
            String[] finals = cells[11].split(" / ");
            double apartMost = FURTHER_APART.getOrDefault(cells[1], 0.1);
            assertTrue(Double.parseDouble(finals[2]) <= apartMost, "99.9 % within one unit: " + line);
            String[] runtime = cells[9].split("[ (+)]+");
            double apart = Math.abs(Double.parseDouble(runtime[1])), error = Double.parseDouble(runtime[3]);
            // 18 pictures of segmentation are 1.3 errors apart
            if (cells[3].startsWith("mean IoU")) error *= 2;
            assertTrue(apart <= error + 1e-9, "accuracy within a paired standard error of ONNX Runtime's: " + line);
        }
        assertTrue(rows >= 8, rows + " rows");
    }

    @Test
    void thePage() throws IOException {
        Assumptions.assumeTrue(Boolean.getBoolean("golden.update"), "hours for all models; with -Dgolden.update=true");
        String chosen = System.getProperty("quantization.models", "");
        String text = Files.readString(PAGE);
        int from = text.indexOf("| model |"), to = text.indexOf("\n\n", from);
        List<String> old = Arrays.asList(text.substring(from, to).split("\n"));
        var rows = new ArrayList<String>();
        for (QuantizationRow.Case about : QuantizationRow.all()) {
            String before = old.stream()
                    .filter(line -> line.startsWith("| " + about.model() + " |"))
                    .findFirst()
                    .orElse(null);
            boolean make = chosen.isEmpty() || List.of(chosen.split(",")).contains(about.model());
            String row = make ? new QuantizationRow(about).text(2) : before;
            if (row != null) rows.add(row);
        }
        Files.writeString(PAGE, text.substring(0, from) + HEAD + String.join("\n", rows) + text.substring(to));
    }
}
