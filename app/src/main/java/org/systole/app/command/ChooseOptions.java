package org.systole.app.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.systole.app.evaluate.Description;
import org.systole.app.evaluate.ModelReference;
import org.systole.app.quantize.ChoiceRequest;
import org.systole.app.quantize.ChoiceRequest.Kind;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.formats.Granularity;
import org.systole.formats.Grid;
import org.systole.quantize.Codes;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How the widths of layers are chosen. */
final class ChooseOptions {
    private static final double DEFAULT_DROP = 0.5;
    private static final Pattern BUDGET = Pattern.compile("([a-z_]+)=([0-9]+(?:\\.[0-9]+)?(?:e[0-9]+)?)(%?)");

    @Option(
            names = "--choose",
            paramLabel = "BITS",
            split = ",",
            description =
                    "Chooses the width of each layer's weights and output among these, such as 8,16 or 2,3,4,6,8: the cheapest"
                            + " with which --max-drop is kept on samples that calibrate, or the most accurate within --budget.")
    private List<String> widths;

    @Option(
            names = "--choose-weights",
            paramLabel = "FORMATS",
            split = ",",
            description = "The same for weights alone, formats such as ternary or pot4 among them.")
    private List<String> weights;

    @Option(
            names = "--choose-activations",
            paramLabel = "FORMATS",
            split = ",",
            description = "The same for outputs alone.")
    private List<String> activations;

    @Option(
            names = "--max-drop",
            paramLabel = "POINTS",
            description =
                    "How many of 100 samples may change their class by the choice, seen or likely, which bounds what accuracy"
                            + " loses; default 0.5, with --budget unlimited.")
    private Double maxDrop;

    @Option(
            names = "--budget",
            paramLabel = "COST=MOST",
            description =
                    "What a choice may cost at most: bits (of weights and outputs), weights_kib, memory_kib (weights and live"
                            + " values), energy_uj, latency_ms (with -a), or a share of the widest choice, such as energy=60%%;"
                            + " repeatable.")
    private List<String> budgets = new ArrayList<>();

    @Option(
            names = "--minimize",
            paramLabel = "COST",
            description =
                    "What the choice makes small: bits, weights, memory, energy, latency; default bits, or what the first"
                            + " --budget is of.")
    private Kind minimize;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            description =
                    "With --choose: the accelerator that energy and latency are of ('systole list accelerators').")
    private String accelerator;

    @Option(
            names = "--sensitivity",
            description = "With --choose: analyses every layer alone, even when the narrowest width is good enough.")
    private boolean sensitivity;

    boolean isGiven(CommandLine line, QuantizeOptions options) {
        if (widths == null && weights == null && activations == null) {
            if (maxDrop != null || sensitivity || !budgets.isEmpty() || minimize != null || accelerator != null)
                throw new CommandLine.ParameterException(
                        line, "--max-drop, --budget, --minimize, --sensitivity and --accelerator need --choose");
            return false;
        }
        if (options.file() != null || options.hasWidths())
            throw new CommandLine.ParameterException(
                    line, "--choose says the widths: leave out --plan, --weights and --activations");
        if (maxDrop != null && !(maxDrop >= 0 && maxDrop < 100))
            throw new CommandLine.ParameterException(line, "--max-drop: expected 0 to 100 points");
        return true;
    }

    /** Returns what is to be chosen. */
    ChoiceRequest request(CommandLine line, ModelReference model) {
        List<Format> ofWeights = formats(line, "--choose-weights", weights, Codes::refusedWeights).stream()
                .map(format -> format.per(Granularity.CHANNEL))
                .toList();
        List<Format> outputs = formats(line, "--choose-activations", activations, Codes::refusedActivations).stream()
                .map(ChooseOptions::output)
                .toList();
        List<ChoiceRequest.Limit> limits =
                budgets.stream().map(text -> limit(line, text)).toList();
        Kind kind = minimize != null
                ? minimize
                : limits.isEmpty() ? Kind.BITS : limits.getFirst().kind();
        boolean hardware =
                kind.needsHardware() || limits.stream().anyMatch(l -> l.kind().needsHardware());
        if (hardware && accelerator == null)
            throw new CommandLine.ParameterException(
                    line, "energy and latency are those of an accelerator: give one with -a");
        if (!hardware && accelerator != null)
            throw new CommandLine.ParameterException(
                    line, "-a is for --minimize energy or latency, or a --budget of them; bits and memory need none");
        Optional<Double> drop = maxDrop != null
                ? Optional.of(maxDrop)
                : limits.isEmpty() ? Optional.of(DEFAULT_DROP) : Optional.empty();
        return new ChoiceRequest(
                ofWeights,
                outputs,
                drop,
                kind,
                limits,
                sensitivity,
                hardware ? Optional.of(hardware(model)) : Optional.empty());
    }

    private ChoiceRequest.Hardware hardware(ModelReference model) {
        var description = Description.of(accelerator, Optional.empty());
        var own = description.accelerator().precision();
        var workload = model.load(own).workload();
        return new ChoiceRequest.Hardware(
                description,
                workload.withPrecision(own, description.accelerator().operandBits()));
    }

    /** Integers get zero points, as outputs have them; other formats have none. */
    private static Format output(Format format) {
        return format.grid() instanceof Grid.Integers g && format.equals(Format.symmetric(g.bits()))
                ? Format.asymmetric(g.bits())
                : format;
    }

    /** Returns the formats of a list, the narrowest first. */
    private List<Format> formats(
            CommandLine line, String option, List<String> own, Function<Format, Optional<String>> refusal) {
        if (own == null && widths == null)
            throw new CommandLine.ParameterException(
                    line, "--choose-weights and --choose-activations go together, or with --choose");
        String name = own == null ? "--choose" : option;
        var formats = new ArrayList<Format>();
        for (String text : own == null ? widths : own) {
            boolean bits = text.matches("\\d{1,9}");
            int width = bits ? Integer.parseInt(text) : 8;
            if (width < 2 || width > 16)
                throw new CommandLine.ParameterException(
                        line, name + ": expected widths of 2 to 16 bits, found " + text);
            Format format = bits ? Format.symmetric(width) : Formats.parse(text);
            if (text.contains(":tensor"))
                throw new CommandLine.ParameterException(
                        line,
                        name + " " + text
                                + ": choices have a scale for each output channel, and one for an output; leave"
                                + " ':tensor' out");
            refusal.apply(format).ifPresent(why -> {
                throw new CommandLine.ParameterException(line, name + " " + text + ": " + why);
            });
            if (!formats.contains(format)) formats.add(format);
        }
        if (own == null && formats.size() < 2)
            throw new CommandLine.ParameterException(line, "--choose: expected two or more widths of 2 to 16 bits");
        formats.sort(Comparator.comparingInt(Format::storedBits));
        return formats;
    }

    private static ChoiceRequest.Limit limit(CommandLine line, String text) {
        Matcher form = BUDGET.matcher(text);
        if (form.matches()) {
            double number = Double.parseDouble(form.group(2));
            boolean share = !form.group(3).isEmpty();
            for (Kind kind : Kind.values())
                if (form.group(1).equals(share ? kind.toString() : kind.absolute()))
                    return new ChoiceRequest.Limit(kind, share ? number / 100 : number, share);
        }
        String absolute =
                Arrays.stream(Kind.values()).map(kind -> kind.absolute() + "=N").collect(Collectors.joining(", "));
        throw new CommandLine.ParameterException(
                line, "--budget " + text + ": expected " + absolute + ", or a share such as energy=60%");
    }

    /** Returns how many points were allowed to be lost; all when budgets alone bound the choice. */
    double maxDrop() {
        return maxDrop != null ? maxDrop : budgets.isEmpty() ? DEFAULT_DROP : 100;
    }
}
