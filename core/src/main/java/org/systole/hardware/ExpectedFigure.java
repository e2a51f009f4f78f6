package org.systole.hardware;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.systole.problem.Problems;
import org.systole.yaml.FileFormat;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Key;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Truth;
import org.systole.yaml.YamlType.Whole;

/**
 * A published figure of an accelerator, which tests hold ours against; a row of {@code expected.yaml}.
 *
 * @param kind what it is
 * @param memory the memory it is about, or the empty string
 * @param network the network it was reported for, {@code zoo:NAME}, or the empty string
 * @param batch images in a batch
 * @param layer the layer it was reported for, by its name in the network here, or the empty string
 * @param convolutionsOnly whether it covers the convolutions of the network and nothing else
 * @param clockMhz the clock it was reported at, or NaN when that of the description
 * @param value the figure, in the unit of its kind
 * @param tolerancePercent how far ours may be off; NaN when the figure is recorded, not held
 * @param source where it is published
 * @param note what to know when comparing, or the empty string
 */
public record ExpectedFigure(
        Kind kind,
        String memory,
        String network,
        int batch,
        String layer,
        boolean convolutionsOnly,
        double clockMhz,
        double value,
        double tolerancePercent,
        String source,
        String note) {
    /** What a figure is, with its unit. */
    public enum Kind {
        /** Processing elements. */
        PES("1"),
        /** The most multiply-accumulates a cycle. */
        MACS_PER_CYCLE("1"),
        /** The most operations a second, a multiply-accumulate counted as two. */
        PEAK_TOPS("1e12/s"),
        /** All on-chip memories. */
        ON_CHIP_KIB("KiB"),
        /** An instance of a memory. */
        MEMORY_KIB("KiB"),
        /** Area of the chip or the core. */
        AREA_MM2("mm2"),
        /** Power. */
        POWER_MW("mW"),
        /** Inferences a second. */
        FRAMES_PER_SECOND("1/s"),
        /** Time of a layer or network, for the whole batch. */
        LATENCY_MS("ms"),
        /** Cycles of a layer or network. */
        CYCLES("1"),
        /** Cycles in which the array works on a layer, nothing else. */
        COMPUTE_CYCLES("1"),
        /** Energy of an inference. */
        ENERGY_UJ("uJ"),
        /** Off-chip traffic, for the whole batch. */
        DRAM_MB("1e6 B"),
        /** Off-chip traffic in words of the operands. */
        DRAM_WORDS("1");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        /** Returns the unit. */
        public String unit() {
            return unit;
        }
    }

    private static final ObjectOf FIGURE = ObjectOf.of(
            "figure",
            Key.required(
                    "figure",
                    new Choice(Arrays.stream(Kind.values())
                            .map(k -> k.name().toLowerCase(Locale.ROOT))
                            .toList()),
                    "what it is; the unit is part of the name"),
            Key.optional("memory", Text.NAME, "the memory it is about"),
            Key.optional("network", Text.LINE, "the network it was reported for"),
            Key.optional("batch", Whole.from(1, 1 << 20), "1", "images in a batch"),
            Key.optional("layer", Text.LINE, "the layer, by its name in the network here"),
            Key.optional(
                    "convolutions_only", new Truth(), "false", "whether it covers the convolutions and nothing else"),
            Key.optional(
                    "clock_mhz", Real.positive(1e5), "the clock it was reported at; the description's when absent"),
            Key.required("value", Real.positive(1e15), "the figure"),
            Key.optional(
                    "tolerance_percent", Real.notNegative(100), "how far ours may be off; only recorded when absent"),
            Key.required("source", Text.LINE, "where it is published"),
            Key.optional("note", Text.LINE, "what to know when comparing"));

    /** The format {@code expected/1}. */
    public static final FileFormat FORMAT = new FileFormat(
            "expected",
            1,
            "Expected figures",
            "Published figures of a shipped accelerator, each with its source.",
            false,
            ObjectOf.of("expected", Key.required("figures", new ListOf(FIGURE, 1, 200, false), "the figures")));

    /** Checks that no part is missing. */
    public ExpectedFigure {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(memory);
        Objects.requireNonNull(network);
        Objects.requireNonNull(layer);
        Objects.requireNonNull(source);
        Objects.requireNonNull(note);
    }

    /** Returns whether structure alone decides it, without a model. */
    public boolean isStructural() {
        return switch (kind) {
            case PES, MACS_PER_CYCLE, PEAK_TOPS, ON_CHIP_KIB, MEMORY_KIB -> true;
            default -> false;
        };
    }

    /** Returns whether tests hold ours against it. */
    public boolean isHeld() {
        return !Double.isNaN(tolerancePercent);
    }

    /**
     * Returns the figures of a text in the format {@link #FORMAT}.
     *
     * @throws org.systole.problem.SystoleException with all problems
     */
    public static List<ExpectedFigure> read(String label, byte[] bytes) {
        var problems = new Problems();
        var object = new FormatReader(FORMAT, Sources.NONE).read(label, bytes, problems);
        problems.throwIfAny();
        return object.orElseThrow().objects("figures").stream()
                .map(ExpectedFigure::of)
                .toList();
    }

    private static ExpectedFigure of(YamlObject o) {
        return new ExpectedFigure(
                Kind.valueOf(o.text("figure").toUpperCase(Locale.ROOT)),
                text(o, "memory"),
                text(o, "network"),
                o.count("batch"),
                text(o, "layer"),
                o.truth("convolutions_only"),
                o.realOrNan("clock_mhz"),
                o.real("value"),
                o.realOrNan("tolerance_percent"),
                o.text("source"),
                text(o, "note"));
    }

    private static String text(YamlObject o, String key) {
        return o.has(key) ? o.text(key) : "";
    }
}
