package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.systole.data.Score;
import org.systole.files.Json;
import org.systole.quantize.LayerFacts;
import org.systole.quantize.QuantizationResult;
import org.systole.report.CsvTable.Column;

/** A quantization's result for the terminal, as JSON and as CSV. */
public final class QuantizationListing {
    /** The schema's name and version in {@code result.json}. */
    public static final String SCHEMA = "systole/quantization/1";

    /** The columns of {@code layers.csv}. */
    private static final List<Column<LayerFacts>> COLUMNS = List.of(
            new Column<>("layer", LayerFacts::name),
            new Column<>("kind", LayerFacts::kind),
            new Column<>("weight_format", ofWeights(LayerFacts.Weights::format)),
            new Column<>("weight_count", ofWeights(LayerFacts.Weights::count)),
            new Column<>("weight_scales", ofWeights(LayerFacts.Weights::scales)),
            new Column<>("output_format", layer -> layer.output().name()),
            new Column<>("output_scale", layer -> (double) layer.output().scales()[0]),
            new Column<>("output_zero_point", layer -> layer.output().zeroPoints()[0]),
            new Column<>("sqnr_db", LayerFacts::sqnrDb),
            new Column<>("low", layer -> (double) layer.range().low()),
            new Column<>("high", layer -> (double) layer.range().high()),
            new Column<>("representable_low", LayerFacts::lowest),
            new Column<>("representable_high", LayerFacts::highest),
            new Column<>("elements", LayerFacts::elements),
            new Column<>("saturated", LayerFacts::saturated),
            new Column<>("accumulator_bits_observed", ofAccumulator(LayerFacts.Accumulator::observedBits)),
            new Column<>("accumulator_bits_proven", ofAccumulator(LayerFacts.Accumulator::provenBits)),
            new Column<>("accumulator_bits_held", ofLimit(LayerFacts.Accumulator::heldBits)),
            new Column<>(
                    "accumulator_overflow",
                    ofLimit(accumulator -> accumulator.overflow().toString())),
            new Column<>("accumulator_overflows", ofLimit(LayerFacts.Accumulator::overflows)),
            new Column<>("stays_float", LayerFacts::reason));

    private QuantizationListing() {}

    /** Returns the lines for a terminal. */
    public static List<String> lines(QuantizationResult result, int width) {
        var lines = new ArrayList<String>();
        lines.add(result.model() + " on " + result.data());
        for (int i = 0; i < result.before().size(); i++)
            lines.add(scores(result.before().get(i), result.after().get(i)));
        if (result.change() != null)
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-15s %+6.2f points +- %.2f (paired standard error, %d samples)",
                    "change",
                    100 * result.change().value(),
                    100 * result.change().standardError(),
                    result.change().samples()));
        lines.add(String.format(
                Locale.ROOT,
                "  %-15s %,d -> %,d bytes (%.2f times smaller)%s",
                "parameters",
                result.size().floatBytes(),
                result.size().integerBytes(),
                (double) result.size().floatBytes() / Math.max(1, result.size().integerBytes()),
                perWeight(result.layers())));
        lines.addAll(overflows(result.layers()));
        int stay = result.floats().size();
        if (stay > 0) lines.add("  " + stay + " of " + (result.layers().size()) + " layers stay float");
        lines.add("");
        lines.addAll(table(result, width));
        return lines;
    }

    /** Returns the mean width of a weight in memory, in words; empty without weights. */
    private static String perWeight(List<LayerFacts> layers) {
        long bits = 0, count = 0;
        for (LayerFacts layer : layers) {
            if (layer.weights() == null) continue;
            bits += layer.weights().bits() * layer.weights().count();
            count += layer.weights().count();
        }
        return count == 0 ? "" : String.format(Locale.ROOT, ", %.2f bits a weight", (double) bits / count);
    }

    /** Returns a line that says how many sums did not fit their accumulators; none where all are proven to fit. */
    private static List<String> overflows(List<LayerFacts> layers) {
        long sums = 0;
        int narrow = 0, over = 0;
        for (LayerFacts layer : layers) {
            if (layer.accumulator() == null || layer.accumulator().overflow() == null) continue;
            narrow++;
            sums += layer.accumulator().overflows();
            if (layer.accumulator().overflows() > 0) over++;
        }
        if (narrow == 0) return List.of();
        return List.of(String.format(
                Locale.ROOT,
                "  %-15s narrower than proven in %d layers; %,d sums of %d layers did not fit on the measured samples",
                "accumulators",
                narrow,
                sums,
                over));
    }

    private static String scores(Score before, Score after) {
        return String.format(
                Locale.ROOT,
                "  %-15s %s -> %s   float -> integer, %d samples",
                before.measure(),
                before.text(before.value()),
                after.text(after.value()),
                after.samples());
    }

    private static List<String> table(QuantizationResult result, int width) {
        var sides = List.of(
                TextTable.Side.LEFT,
                TextTable.Side.LEFT,
                TextTable.Side.LEFT,
                TextTable.Side.LEFT,
                TextTable.Side.RIGHT,
                TextTable.Side.RIGHT,
                TextTable.Side.RIGHT,
                TextTable.Side.RIGHT,
                TextTable.Side.RIGHT);
        var table = new TextTable(
                sides,
                List.of("layer", "kind", "weights", "output", "SQNR dB", "low", "high", "saturated", "acc bits"));
        for (LayerFacts layer : result.layers())
            table.row(List.of(
                    layer.name(),
                    layer.kind(),
                    layer.weights() == null ? "" : layer.weights().format(),
                    layer.output().name(),
                    layer.sqnr(),
                    String.format(Locale.ROOT, "%.4g", layer.range().low()),
                    String.format(Locale.ROOT, "%.4g", layer.range().high()),
                    String.format(Locale.ROOT, "%.3f %%", 100.0 * layer.saturated() / Math.max(1, layer.elements())),
                    layer.accumulator() == null ? "" : layer.accumulator().text()));
        return table.lines(width);
    }

    private static Function<LayerFacts, Object> ofWeights(Function<LayerFacts.Weights, Object> cell) {
        return layer -> layer.weights() == null ? null : cell.apply(layer.weights());
    }

    private static Function<LayerFacts, Object> ofAccumulator(Function<LayerFacts.Accumulator, Object> cell) {
        return layer -> layer.accumulator() == null ? null : cell.apply(layer.accumulator());
    }

    /** What there is only of accumulators that are narrower than proven. */
    private static Function<LayerFacts, Object> ofLimit(Function<LayerFacts.Accumulator, Object> cell) {
        return ofAccumulator(accumulator -> accumulator.overflow() == null ? null : cell.apply(accumulator));
    }

    /** Returns {@code layers.csv}. */
    public static String csv(QuantizationResult result) {
        return CsvTable.of(COLUMNS, result.layers());
    }

    /** Returns the text of {@code result.json}. */
    public static String json(QuantizationResult result) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", SCHEMA);
        tree.put("model", result.model());
        tree.put("data", result.data());
        tree.put("calibration_samples", result.calibrated());
        tree.put("float", scores(result.before()));
        tree.put("integer", scores(result.after()));
        if (result.change() != null) tree.put("change", score(result.change()));
        var bytes = new LinkedHashMap<String, Object>();
        bytes.put("float", result.size().floatBytes());
        bytes.put("integer", result.size().integerBytes());
        tree.put("parameter_bytes", bytes);
        tree.put("measured_samples", result.measured());
        tree.put(
                "layers",
                result.layers().stream().map(QuantizationListing::layer).toList());
        return Json.pretty(tree);
    }

    private static List<Object> scores(List<Score> scores) {
        return scores.stream().map(QuantizationListing::score).toList();
    }

    private static Object score(Score score) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("measure", score.measure());
        entry.put("value", score.value());
        entry.put("standard_error", score.standardError());
        entry.put("samples", score.samples());
        return entry;
    }

    private static Object layer(LayerFacts layer) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("name", layer.name());
        entry.put("kind", layer.kind());
        entry.put("nodes", layer.nodes());
        if (layer.weights() != null) {
            var weights = new LinkedHashMap<String, Object>();
            weights.put("format", layer.weights().format());
            weights.put("bits", layer.weights().bits());
            weights.put("count", layer.weights().count());
            weights.put("scales", layer.weights().scales());
            entry.put("weights", weights);
        }
        entry.put("output_format", layer.output().name());
        entry.put("output_scale", (double) layer.output().scales()[0]);
        entry.put("output_zero_point", layer.output().zeroPoints()[0]);
        entry.put("sqnr_db", layer.sqnrDb());
        entry.put("range", List.of((double) layer.range().low(), (double)
                layer.range().high()));
        entry.put("representable", List.of(layer.lowest(), layer.highest()));
        entry.put("elements", layer.elements());
        entry.put("saturated", layer.saturated());
        if (layer.accumulator() != null) {
            entry.put("accumulator_bits_observed", layer.accumulator().observedBits());
            entry.put("accumulator_bits_proven", layer.accumulator().provenBits());
            if (layer.accumulator().overflow() != null) {
                entry.put("accumulator_bits_held", layer.accumulator().heldBits());
                entry.put("accumulator_overflow", layer.accumulator().overflow().toString());
                entry.put("accumulator_overflows", layer.accumulator().overflows());
            }
        }
        if (!layer.reason().isEmpty()) entry.put("stays_float", layer.reason());
        return entry;
    }
}
