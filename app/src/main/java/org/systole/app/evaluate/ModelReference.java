package org.systole.app.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.systole.app.UsageProblem;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.graph.Graph;
import org.systole.onnx.ExternalFile;
import org.systole.onnx.OnnxModel;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.ReadOptions;
import org.systole.onnx.ShapeBindings;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.Result.ModelFacts;
import org.systole.report.TextTable;
import org.systole.workload.Lowering;
import org.systole.workload.Precision;
import org.systole.workload.ScaleSimTopology;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;
import org.systole.zoo.ZooEntry;

/**
 * A MODEL argument: an ONNX file, {@code zoo:NAME}, a topology of SCALE-Sim (CSV), a run directory, which stands for the model that it
 * evaluated, or a point of an exploration, {@code RUN:POINT}, which stands for its network.
 *
 * <p>Making one reads no more of the model than its hash; {@link #load} parses it.
 */
public final class ModelReference {
    /** The quantized model of a run that made one; later commands take it in place of the model that the run began with. */
    public static final String QUANTIZED = "model.qdq.onnx";

    private static final String ZOO = "zoo:";

    private final String source;
    private final Path file;
    private final List<String> shapes;
    private final RunRecord.Input input;
    private final boolean withoutWeights;

    private ModelReference(
            String source, Path file, List<String> shapes, RunRecord.Input input, boolean withoutWeights) {
        this.source = source;
        this.file = file;
        this.shapes = List.copyOf(shapes);
        this.input = input;
        this.withoutWeights = withoutWeights;
    }

    /** Returns the same model, read even when the files beside it that hold its weights are missing. */
    public ModelReference withoutWeights() {
        return new ModelReference(source, file, shapes, input, true);
    }

    /** Returns whether weights may be missing. */
    public boolean isWithoutWeights() {
        return withoutWeights;
    }

    /**
     * A model that was read.
     *
     * @param workload its layers, in the number formats of the model
     * @param facts what is to be said of it
     * @param inputs the files it came from
     * @param notes what the user should know
     * @param graph the network with its weights, where it has them
     */
    public record Loaded(
            Workload workload,
            ModelFacts facts,
            List<RunRecord.Input> inputs,
            List<String> notes,
            Optional<Graph> graph) {
        /** Copies the lists. */
        public Loaded {
            inputs = List.copyOf(inputs);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Finds what an argument names.
     *
     * @param argument as the user wrote it
     * @param shapes the {@code --shape} options
     * @param notes receives a sentence for each input of a run directory that has changed
     * @throws SystoleException E9002 when it names nothing, E1301 for an unknown network of the zoo
     */
    public static ModelReference of(String argument, List<String> shapes, Consumer<String> notes) {
        if (argument.startsWith(ZOO)) return zoo(argument.substring(ZOO.length()), shapes);
        Path path = path(argument);
        if (path != null && Files.isDirectory(path)) return ofRun(path, shapes, notes, true);
        var explored = ExploredPoint.of(argument);
        if (explored.isPresent()) {
            explored.get().tellChanges(notes);
            return of(explored.get().model(), shapes, notes);
        }
        if (path == null || !Files.exists(path)) throw unknown(argument);
        return ofFile(argument, path, shapes);
    }

    private static ModelReference zoo(String name, List<String> shapes) {
        ZooEntry entry = Zoo.entry(name);
        String source = ZOO + entry.name();
        return new ModelReference(
                source, null, shapes, new RunRecord.Input("model", source, ContentHash.of(source), 0), false);
    }

    private static ModelReference ofFile(String source, Path path, List<String> shapes) {
        try {
            var input = new RunRecord.Input(
                    "model", path.toAbsolutePath().normalize().toString(), ContentHash.of(path), Files.size(path));
            return new ModelReference(source, path, shapes, input, false);
        } catch (IOException e) {
            // The reader says what is wrong with it, in its own words.
            return new ModelReference(source, path, shapes, new RunRecord.Input("model", source, "", 0), false);
        }
    }

    /** Returns the model of a run: what it made of its model, where that is wanted, or the model that it began with. */
    private static ModelReference ofRun(Path folder, List<String> shapes, Consumer<String> notes, boolean made) {
        if (!RunDirectory.isRun(folder))
            throw new SystoleException(Problem.of(
                    UsageProblem.NO_SUCH_MODEL,
                    Place.file(folder.toString()),
                    "this folder is no run directory: it has no run.json",
                    "give an ONNX file in it, zoo:NAME, or a folder that 'systole evaluate ... -o DIR' wrote"));
        RunRecord record = RunDirectory.open(folder, notes);
        Path quantized = folder.resolve(QUANTIZED);
        if (made && record.outputs().stream().anyMatch(output -> output.name().equals(QUANTIZED)))
            return ofFile(quantized.toString(), quantized, shapes);
        String model = record.input("model").name();
        String kept = record.options().getOrDefault("shape", "");
        List<String> used = shapes.isEmpty() && !kept.isEmpty() ? List.of(kept.split("\n")) : shapes;
        return made ? of(model, used, notes) : original(model, used, notes);
    }

    /** Returns the accelerator of a run or of an explored point; empty when the argument is neither, or the run had none. */
    public static Optional<String> accelerator(String argument) {
        var explored = ExploredPoint.of(argument);
        if (explored.isPresent())
            return Optional.of(explored.get().accelerator().toString());
        Path folder = argument.startsWith(ZOO) ? null : path(argument);
        if (folder == null || !RunDirectory.isRun(folder)) return Optional.empty();
        return RunDirectory.open(folder).inputs().stream()
                .filter(input -> input.role().equals("accelerator"))
                .map(RunRecord.Input::name)
                .findFirst();
    }

    /** As {@link #of}, but a run stands for the model that it began with, even where it quantized that. */
    public static ModelReference original(String argument, List<String> shapes, Consumer<String> notes) {
        Path path = path(argument);
        if (argument.startsWith(ZOO) || path == null || !Files.isDirectory(path)) return of(argument, shapes, notes);
        return ofRun(path, shapes, notes, false);
    }

    private static Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static SystoleException unknown(String argument) {
        boolean known = Zoo.find(argument).isPresent();
        return new SystoleException(Problem.of(
                UsageProblem.NO_SUCH_MODEL,
                Place.NONE,
                "there is no model '" + TextTable.plain(argument) + "'",
                known
                        ? "write 'zoo:" + argument + "' for the network of the zoo"
                        : "give an ONNX file, zoo:NAME ('systole list models' shows the names), or a run directory"));
    }

    /** Returns what the user named; for a run directory, the model that it evaluated. */
    public String source() {
        return source;
    }

    /** Returns the shapes that apply. */
    public List<String> shapes() {
        return shapes;
    }

    /** Returns the model as an input of a run. */
    public RunRecord.Input input() {
        return input;
    }

    /** Returns a short name for folders and titles: the file's name without its ending, or the network's. */
    public String shortName() {
        String name = file == null
                ? source.substring(ZOO.length())
                : file.getFileName().toString();
        return name.replaceFirst("\\.(onnx|csv)$", "");
    }

    /**
     * Reads the model and makes layers of it.
     *
     * @param words number formats for a model that has none: a topology of SCALE-Sim
     * @throws SystoleException with all its problems
     */
    public Loaded load(Precision words) {
        if (file == null) return loadZoo();
        return source.toLowerCase(Locale.ROOT).endsWith(".csv") ? loadTopology(words) : loadFile();
    }

    private Loaded loadTopology(Precision words) {
        try {
            Workload workload = ScaleSimTopology.read(file, words);
            var facts = new ModelFacts(
                    shortName(), source, "SCALE-Sim topology", workload.layers().size(), List.of(), List.of(), 1);
            return new Loaded(workload, facts, List.of(input), List.of(), Optional.empty());
        } catch (IOException e) {
            RunDirectory.bytes(file);
            throw new UncheckedIOException(e);
        }
    }

    private Loaded loadFile() {
        OnnxModel model = onnx();
        var inputs = new ArrayList<RunRecord.Input>();
        inputs.add(input);
        for (ExternalFile external : model.externalFiles()) {
            try {
                inputs.add(new RunRecord.Input(
                        "weights",
                        external.path().toAbsolutePath().normalize().toString(),
                        ContentHash.of(external.path()),
                        external.bytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Graph graph = model.graph();
        return new Loaded(
                Lowering.of(graph),
                facts(graph, "ONNX, opset " + graph.opset()),
                inputs,
                model.notes(),
                withoutWeights ? Optional.empty() : Optional.of(graph));
    }

    private OnnxModel onnx() {
        return OnnxReader.read(file, new ReadOptions(ShapeBindings.parse(shapes), withoutWeights));
    }

    private Loaded loadZoo() {
        Graph graph = zooGraph();
        return new Loaded(
                Lowering.of(graph),
                facts(graph, "built in, opset " + graph.opset()),
                List.of(input),
                List.of(),
                Optional.of(graph));
    }

    private Graph zooGraph() {
        ZooEntry entry = Zoo.entry(source.substring(ZOO.length()));
        return entry.graph(ZooShapes.options(entry, shapes));
    }

    /**
     * Reads the model's graph.
     *
     * @throws SystoleException with all its problems
     */
    public Graph graph() {
        return file == null ? zooGraph() : onnx().graph();
    }

    private ModelFacts facts(Graph graph, String format) {
        return new ModelFacts(
                shortName(),
                source,
                format,
                graph.nodes().size(),
                graph.inputs().stream().map(name -> value(graph, name)).toList(),
                graph.outputs().stream().map(name -> value(graph, name)).toList(),
                samples(graph));
    }

    /** Returns the extent that all inputs and outputs begin with, 1 when they differ. */
    private static int samples(Graph graph) {
        int samples = 0;
        var names = new ArrayList<>(graph.inputs());
        names.addAll(graph.outputs());
        for (String name : names) {
            var type = graph.types().get(name);
            if (type == null || type.shape().rank() < 2) return 1;
            int first = type.shape().extent(0);
            if (samples != 0 && first != samples) return 1;
            samples = first;
        }
        return Math.max(1, samples);
    }

    private static String value(Graph graph, String name) {
        var type = Map.copyOf(graph.types()).get(name);
        if (type == null) return name;
        return name + " " + type.dataType().name().toLowerCase(Locale.ROOT) + " " + type.shape();
    }
}
