package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.systole.hardware.Accelerators;
import org.systole.hardware.ExpectedFigure;
import org.systole.house.Generated;
import org.systole.zoo.ZooOptions;

/** Ours beside what is published for the shipped accelerators; the page of it is docs/models/published.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedFiguresTest {
    private static final Path PAGE = Path.of("../docs/models/published.md");
    /** The page is written with {@code -Dgolden.update=true}; it may lag behind small changes of the model. */
    private static final double STALE = 0.15;

    private record Row(String accelerator, ExpectedFigure figure, double ours) {
        double deviationPercent() {
            return 100 * (ours / figure.value() - 1);
        }

        String key() {
            return accelerator + " | " + figure.kind().name().toLowerCase(Locale.ROOT) + " | " + what();
        }

        private String what() {
            String batch = figure.batch() == 1 ? "" : ", batch " + figure.batch();
            String part = figure.convolutionsOnly() ? ", convolutions" : "";
            String layer = figure.layer().isEmpty() ? "" : " " + figure.layer();
            String clock = Double.isNaN(figure.clockMhz()) ? "" : ", at " + number(figure.clockMhz()) + " MHz";
            return figure.network().substring("zoo:".length()) + layer + batch + part + clock;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    @BeforeAll
    void evaluate() {
        var published = new PublishedFigures();
        for (String name : Accelerators.names())
            for (ExpectedFigure figure : Accelerators.expected(name))
                if (PublishedFigures.isModelled(name, figure))
                    rows.add(new Row(name, figure, published.ours(name, figure)));
    }

    @Test
    void figuresWithAToleranceAreWithinIt() {
        List<String> off = rows.stream()
                .filter(r -> r.figure().isHeld())
                .filter(r -> Math.abs(r.deviationPercent()) > r.figure().tolerancePercent() + 1e-9)
                .map(r -> r.key() + ": published " + r.figure().value() + ", ours " + r.ours())
                .toList();
        assertEquals(List.of(), off);
        assertTrue(rows.stream().filter(r -> r.figure().isHeld()).count() >= 15);
    }

    /** The text's energy of YOLOv5s is for images of 480 x 640, the zoo's network for 640 x 640. */
    @Test
    void yolov5sAtTheSizeOfTheText() {
        ExpectedFigure published = Accelerators.expected("systolic-8").stream()
                .filter(f -> f.network().equals("zoo:yolov5s"))
                .findFirst()
                .orElseThrow();
        double ours = new PublishedFigures().energyUj("systolic-8", "yolov5s", new ZooOptions(0, 480, 640, 0, 1));
        assertEquals(published.value(), ours, 0.2 * published.value());
    }

    @Test
    void figuresWithoutAToleranceSayWhy() {
        List<String> silent = rows.stream()
                .filter(r -> !r.figure().isHeld() && r.figure().note().isEmpty())
                .map(Row::key)
                .toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void thePageShowsThem() throws IOException {
        if (Boolean.getBoolean("golden.update")) Files.writeString(PAGE, page());
        Map<String, Double> shown = shown(Files.readAllLines(PAGE));
        for (Row row : rows) {
            Double ours = shown.remove(row.key());
            assertTrue(ours != null, row.key() + " is not on " + PAGE + "; -Dgolden.update=true writes it");
            assertEquals(row.ours(), ours, STALE * row.ours(), row.key() + " is stale; -Dgolden.update=true writes it");
        }
        assertEquals(Map.of(), shown, "rows of figures that are gone");
    }

    @Test
    void thePageOfWitnessesSaysWhatIsHeld() {
        var held = new LinkedHashMap<String, List<Double>>();
        var open = new LinkedHashMap<String, List<String>>();
        for (Row row : rows) {
            held.computeIfAbsent(row.accelerator(), name -> new ArrayList<>());
            ExpectedFigure figure = row.figure();
            if (figure.isHeld()) held.get(row.accelerator()).add(figure.tolerancePercent());
            else
                open.computeIfAbsent(row.accelerator(), name -> new ArrayList<>())
                        .add(figure.kind().name().toLowerCase(Locale.ROOT) + " of " + row.what());
        }
        var text = new StringBuilder("| accelerator | figures held | within | not held |\n|---|---:|---:|---|\n");
        held.forEach((name, tolerances) -> {
            double most = tolerances.stream().mapToDouble(t -> t).max().orElse(Double.NaN);
            String within = tolerances.isEmpty() ? "" : number(most) + " %";
            String others = String.join("; ", open.getOrDefault(name, List.of()));
            text.append("| " + name + " | " + tolerances.size() + " | " + within + " | " + others + " |\n");
        });
        Generated.block("docs/models/witnesses.md", "published", text.toString());
    }

    private String page() {
        var text = new StringBuilder("# Our figures beside published ones\n\n");
        text.append(
                "<!-- Written by PublishedFiguresTest with -Dgolden.update=true from hardware/*/expected.yaml. -->\n\n");
        text.append(
                "Witness: analytical. `held` is the tolerance that a test holds ours against; where there is none, ");
        text.append("the remark says what stands between the two. Sources and assumptions are in the accelerators' ");
        text.append(
                "folders. Cycles of Gemmini's RTL, SCALE-Sim, Timeloop and ZigZag are compared mapping by mapping in ");
        text.append("tests of their own.\n\n");
        text.append("| accelerator | figure | of | published | ours | off | held | remark |\n");
        text.append("|---|---|---|---:|---:|---:|---:|---|\n");
        for (Row row : rows) {
            String held = row.figure().isHeld() ? number(row.figure().tolerancePercent()) + " %" : "";
            text.append("| ")
                    .append(row.key())
                    .append(" | ")
                    .append(number(row.figure().value()))
                    .append(" | ");
            text.append(number(row.ours())).append(" | ");
            text.append(Math.round(row.deviationPercent()))
                    .append(" % | ")
                    .append(held)
                    .append(" | ");
            text.append(row.figure().note()).append(" |\n");
        }
        return text.toString();
    }

    private static Map<String, Double> shown(List<String> lines) {
        var shown = new LinkedHashMap<String, Double>();
        for (String line : lines) {
            String[] cells = line.split(" *\\| *", -1);
            if (cells.length < 9 || !cells[5].matches("[0-9.]+")) continue;
            shown.put(cells[1] + " | " + cells[2] + " | " + cells[3], Double.parseDouble(cells[5]));
        }
        return shown;
    }

    private static String number(double value) {
        return new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
    }
}
