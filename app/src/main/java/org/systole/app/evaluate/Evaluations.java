package org.systole.app.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.systole.app.Build;
import org.systole.compile.CoreModel;
import org.systole.cost.AcceleratorCosts;
import org.systole.files.ContentCache;
import org.systole.files.ContentHash;
import org.systole.files.Json;
import org.systole.files.JsonReader;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.mapping.AnalyticalEvaluator;
import org.systole.mapping.NetworkCost;
import org.systole.problem.SystoleException;
import org.systole.report.Result;
import org.systole.report.ResultJson;
import org.systole.report.Results;
import org.systole.workload.Precision;
import org.systole.workload.Workload;

/** Evaluates requests, and keeps what it found for the next time. */
public final class Evaluations {
    private final Optional<ContentCache> cache;
    private final Consumer<String> notes;
    private final String build;

    /**
     * Creates the evaluations of one command.
     *
     * @param cache where results are kept; empty to evaluate in any case
     * @param notes receives what the user should know
     */
    public Evaluations(Optional<ContentCache> cache, Consumer<String> notes) {
        this.build = Build.fingerprint();
        // Unknown builds may compute anything, so what they compute is not kept.
        this.cache = build.isEmpty() ? Optional.empty() : cache;
        this.notes = notes;
    }

    /**
     * What was found.
     *
     * @param result the figures
     * @param acceleratorText the accelerator's description, for the run directory
     * @param inputs every file that was read
     * @param cached whether it was found in the cache
     */
    public record Evaluated(Result result, String acceleratorText, List<RunRecord.Input> inputs, boolean cached) {
        /** Copies the list. */
        public Evaluated {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Evaluates a request.
     *
     * @throws SystoleException with all problems of the model or the accelerator, or when a layer has no mapping
     */
    public Evaluated evaluate(Request request) {
        Description description = Description.of(request.accelerator(), request.technology());
        String key = key(request, description);
        Optional<Evaluated> kept = cache.flatMap(c -> c.get(key)).flatMap(bytes -> read(bytes, description));
        return kept.orElseGet(() -> evaluateAnew(request, description, key));
    }

    private String key(Request request, Description description) {
        return ContentHash.of(
                build,
                request.model().source(),
                request.model().input().sha256(),
                String.join("\n", request.model().shapes()),
                Boolean.toString(request.model().isWithoutWeights()),
                description.identity(),
                request.settings().withThreads(1).toString(),
                request.precision().map(Object::toString).orElse(""));
    }

    private Evaluated evaluateAnew(Request request, Description description, String key) {
        // The accelerator first: it is read in no time, and wrong ones should not wait for a large model.
        Accelerator accelerator = description.accelerator();
        AcceleratorCosts costs = description.costs();
        request.precision().ifPresent(format -> OperandFormats.check(format, accelerator));
        ModelReference.Loaded model = request.model().load(accelerator.precision());
        if (request.precision().isEmpty()) OperandFormats.check(model.workload(), accelerator);
        Precision own = accelerator.precision();
        Precision precision = request.precision()
                .map(format -> new Precision(format, format, format, own.partialSum()))
                .orElse(own);
        List<Integer> widths =
                request.precision().map(format -> List.of(format.bits())).orElse(accelerator.operandBits());
        Workload workload = model.workload().withPrecision(precision, widths);
        var said = new ArrayList<>(model.notes());
        Optional<NetworkCost> core = request.precision().isPresent()
                ? Optional.empty()
                : model.graph()
                        .flatMap(graph -> new CoreModel(graph).cost(workload, accelerator, costs, request.settings()));
        if (core.isEmpty() && CoreModel.isCore(accelerator))
            said.add(
                    "the core does not run this network as it is, which 'systole compile' explains: cycles by the general model");
        NetworkCost cost = core.orElseGet(() -> new AnalyticalEvaluator(new ProgressLine(notes))
                .evaluate(workload, accelerator, costs, request.settings()));
        said.addAll(description.notes());
        Result result = Results.of(cost, model.facts(), workload, accelerator, costs, request.settings(), said);
        var inputs = new ArrayList<>(model.inputs());
        inputs.addAll(description.inputs());
        var evaluated = new Evaluated(result, description.text(), inputs, false);
        // A search that the deadline ended may end elsewhere the next time: it is not kept.
        if (result.search().deadline() == 0) cache.ifPresent(c -> c.put(key, write(evaluated)));
        return evaluated;
    }

    private static byte[] write(Evaluated evaluated) {
        var tree = new LinkedHashMap<String, Object>();
        var inputs = new ArrayList<Object>();
        for (RunRecord.Input input : evaluated.inputs()) {
            inputs.add(Map.of(
                    "role", input.role(), "name", input.name(), "sha256", input.sha256(), "bytes", input.bytes()));
        }
        tree.put("inputs", inputs);
        tree.put("accelerator_text", evaluated.acceleratorText());
        tree.put("result", ResultJson.tree(evaluated.result()));
        return Json.compact(tree).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a kept result, unless files beside the model have changed, which its key does not see. */
    private Optional<Evaluated> read(byte[] bytes, Description description) {
        try {
            JsonReader tree = JsonReader.of("cache entry", bytes);
            List<RunRecord.Input> inputs = tree.get("inputs")
                    .list(i -> new RunRecord.Input(
                            i.get("role").text(),
                            i.get("name").text(),
                            i.get("sha256").text(),
                            i.get("bytes").whole()));
            for (RunRecord.Input input : inputs)
                if (input.role().equals("weights") && hasChanged(input)) return Optional.empty();
            Result result = ResultJson.read(tree.get("result"));
            return Optional.of(
                    new Evaluated(result, tree.get("accelerator_text").text(), inputs, true));
        } catch (SystoleException damaged) {
            notes.accept("a cached result cannot be used and is made again: "
                    + damaged.problems().getFirst().message());
            return Optional.empty();
        }
    }

    private static boolean hasChanged(RunRecord.Input input) {
        Path file = Path.of(input.name());
        try {
            return Files.size(file) != input.bytes() || !ContentHash.of(file).equals(input.sha256());
        } catch (IOException e) {
            return true;
        }
    }
}
