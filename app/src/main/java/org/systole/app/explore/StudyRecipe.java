package org.systole.app.explore;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.systole.app.Build;
import org.systole.app.evaluate.ModelReference;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.explore.ExploreProblem;
import org.systole.explore.FidelityStage;
import org.systole.explore.NetworkPoints;
import org.systole.explore.PointEvaluator;
import org.systole.explore.QuantizedPoints;
import org.systole.explore.Study;
import org.systole.explore.StudyReader;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.Result.ModelFacts;
import org.systole.tensor.Tensor;
import org.systole.workload.Precision;

/**
 * All that makes the evaluator of a study: its text, its model, its data, and how hard the mapper tries. Its bytes make an equal
 * evaluator on another machine that has the same build.
 *
 * @param label what messages call the study
 * @param text the study file
 * @param model the model file; empty for a network of the zoo
 * @param ending of the model file's name, which says what it is
 * @param data the files of the study's data as {@link DataBundle} packs them; empty for a study without accuracy
 * @param effort nodes that the mapper looks at for a layer
 */
public record StudyRecipe(String label, byte[] text, byte[] model, String ending, byte[] data, long effort) {
    /** A model larger than this does not travel. */
    private static final long LARGEST_MODEL = 512L << 20;

    private static final String SMALLER_MODEL =
            "save it as one file without the weights that the study does not need, or explore on this machine";

    /**
     * A study that is ready to run.
     *
     * @param points evaluates its points by the analytical model, down to layers; those of the study searched in a study of
     *     search settings
     * @param evaluator evaluates its points as the search does: a part of the layers, accuracy included, where the study says
     *     so
     * @param stages the closer looks that follow
     * @param modelHash stands for the model
     * @param settings what the mapper does at each point
     * @param inputs the files of the model
     * @param facts what is to be said of each network, by the names that {@link Study#models} gives
     */
    public record Prepared(
            Study study,
            NetworkPoints points,
            PointEvaluator evaluator,
            List<FidelityStage> stages,
            String modelHash,
            MapperSettings settings,
            List<RunRecord.Input> inputs,
            Map<String, ModelFacts> facts) {
        /** Copies the collections. */
        public Prepared {
            stages = List.copyOf(stages);
            inputs = List.copyOf(inputs);
            facts = Map.copyOf(facts);
        }

        /** Returns what stands for the study's data; empty for a study without. */
        String dataHash() {
            return evaluator instanceof QuantizedPoints quantized ? quantized.dataHash() : "";
        }
    }

    /** Returns the evaluator of a study file; {@code notes} receives what is to be said of its model. */
    public static Prepared prepare(Path file, long effort, Consumer<String> notes) {
        Study study = StudyReader.read(file);
        if (study.sweep().isPresent()) return SweptStudy.prepare(study, effort, notes);
        Optional<Path> data = study.quantizing().map(q -> Path.of(q.data()));
        var models = new LinkedHashMap<String, ModelReference>();
        for (String model : study.models()) models.put(model, ModelReference.of(model, List.of(), notes));
        return prepare(study, models, data, read -> {}, effort);
    }

    /** Prepares a study; {@code opened} receives its data. */
    private static Prepared prepare(
            Study study,
            Map<String, ModelReference> models,
            Optional<Path> data,
            Consumer<DataSet> opened,
            long effort) {
        var networks = new LinkedHashMap<String, NetworkPoints.Network>();
        var inputs = new ArrayList<RunRecord.Input>();
        var facts = new LinkedHashMap<String, ModelFacts>();
        models.forEach((name, model) -> {
            var loaded = model.load(Precision.INT8);
            String own = ContentHash.of(
                    loaded.inputs().stream().map(input -> input.sha256()).toArray(String[]::new));
            networks.put(name, new NetworkPoints.Network(loaded.workload(), own, loaded.graph()));
            inputs.addAll(loaded.inputs());
            facts.put(name, loaded.facts());
        });
        var settings = MapperSettings.DEFAULT
                .with(Objective.valueOf(study.policies().getFirst().toUpperCase(Locale.ROOT)))
                .withBudget(effort);
        var points = new NetworkPoints(study, networks, settings, Build.fingerprint());
        NetworkPoints first = points;
        if (study.fidelity().isPartial())
            first = new NetworkPoints(study, partial(study, networks), settings, Build.fingerprint());
        PointEvaluator evaluator = first;
        Optional<QuantizedPoints> quantized = Optional.empty();
        if (study.quantizing().isPresent()) {
            quantized = Optional.of(quantized(first, study, networks, data.orElseThrow(), opened, inputs));
            evaluator = quantized.get();
        }
        String hash = networks.size() == 1
                ? networks.values().iterator().next().hash()
                : ContentHash.of(networks.values().stream()
                        .map(NetworkPoints.Network::hash)
                        .toArray(String[]::new));
        var stages = Stages.of(study, networks, points, quantized);
        return new Prepared(study, points, evaluator, stages, hash, settings, inputs, facts);
    }

    /** The layers of each network that the search looks at. */
    private static Map<String, NetworkPoints.Network> partial(
            Study study, Map<String, NetworkPoints.Network> networks) {
        var parts = new LinkedHashMap<String, NetworkPoints.Network>();
        networks.forEach((name, network) -> {
            var layers = new TreeSet<>(Stages.layers(study, name, network.workload()));
            parts.put(
                    name,
                    new NetworkPoints.Network(
                            network.workload().only(layers),
                            ContentHash.of(network.hash(), layers.toString()),
                            network.graph()));
        });
        return parts;
    }

    private static QuantizedPoints quantized(
            NetworkPoints points,
            Study study,
            Map<String, NetworkPoints.Network> networks,
            Path file,
            Consumer<DataSet> opened,
            List<RunRecord.Input> inputs) {
        networks.forEach((name, network) -> {
            if (network.graph().isEmpty())
                throw new SystoleException(Problem.of(
                        ExploreProblem.NO_ACCURACY,
                        Place.file(name),
                        "a list of layers without weights cannot be quantized",
                        "name an ONNX file or a network of the zoo, or leave data and quantization out"));
        });
        DataSet data = DataReader.read(file);
        opened.accept(data);
        if (!data.isLabelled())
            throw new SystoleException(Problem.of(
                    ExploreProblem.NO_ACCURACY,
                    Place.file(file.toString()),
                    "the data has no labels to measure accuracy with",
                    "add labels to it, or leave accuracy out of the study"));
        byte[] text = RunDirectory.bytes(file);
        inputs.add(RunRecord.Input.file("data", file));
        return new QuantizedPoints(points, study, networks, data, dataHash(text, data));
    }

    /** The samples and labels themselves: the same data.yaml may lie beside other files. */
    private static String dataHash(byte[] text, DataSet data) {
        var parts = new ArrayList<String>();
        parts.add(ContentHash.of(text));
        for (int index : data.scoring()) {
            parts.add(hash(data.sample(index)));
            data.classes().ifPresent(labels -> parts.add(Integer.toString(labels.classes()[index])));
            if (data.maps().isPresent()) parts.add(hash(data.maps().get().sample(index)));
            if (data.targets().isPresent()) parts.add(data.targets().get().text(index));
        }
        for (int i = 0; i < data.calibrating(); i++) parts.add(hash(data.calibrationSample(i)));
        return ContentHash.of(parts.toArray(String[]::new));
    }

    private static String hash(Tensor tensor) {
        return ContentHash.of(tensor.bytes().toArray(ValueLayout.JAVA_BYTE));
    }

    /**
     * Returns the recipe of a study file.
     *
     * @throws SystoleException E7204 when the model has weights in other files, or it or the data is too large to be sent
     */
    public static StudyRecipe of(Path file, long effort) {
        try {
            Study study = StudyReader.read(file);
            byte[] model = new byte[0];
            if (study.sweep().isPresent())
                throw stays(
                        study.sweep().get().study(),
                        "a study of search settings has the points of another study, which are evaluated here",
                        "explore on this machine: leave out --cluster");
            String ending = "";
            if (study.models().size() > 1 && !study.model().startsWith("zoo:"))
                throw stays(study.model(), "the model is one of several files", SMALLER_MODEL);
            if (!study.model().startsWith("zoo:")) {
                Path path = Path.of(study.model());
                if (Files.size(path) > LARGEST_MODEL)
                    throw stays(study.model(), "the model is larger than 512 MiB", SMALLER_MODEL);
                if (ModelReference.of(study.model(), List.of(), note -> {})
                                .load(Precision.INT8)
                                .inputs()
                                .size()
                        > 1) throw stays(study.model(), "the model has weights in other files", SMALLER_MODEL);
                model = Files.readAllBytes(path);
                String name = path.getFileName().toString();
                ending = name.substring(Math.max(0, name.lastIndexOf('.')));
            }
            byte[] data = new byte[0];
            if (study.quantizing().isPresent())
                data = DataBundle.pack(Path.of(study.quantizing().get().data()));
            return new StudyRecipe(
                    file.getFileName().toString(), Files.readAllBytes(file), model, ending, data, effort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SystoleException stays(String file, String why, String fix) {
        return new SystoleException(
                Problem.of(ExploreProblem.MODEL_STAYS, Place.file(file), why + " and cannot be sent to workers", fix));
    }

    /** Returns the evaluator, made without the files that the recipe was made of. */
    public Prepared prepare() {
        Study study = StudyReader.read(label, text);
        var bundle = data.length == 0 ? Optional.<DataBundle.Unpacked>empty() : Optional.of(DataBundle.unpack(data));
        var description = bundle.map(DataBundle.Unpacked::description);
        Consumer<DataSet> opened = read -> bundle.ifPresent(files -> files.removeWith(read));
        if (model.length == 0) {
            var models = new LinkedHashMap<String, ModelReference>();
            for (String name : study.models()) models.put(name, ModelReference.of(name, List.of(), note -> {}));
            return prepare(study, models, description, opened, effort);
        }
        try {
            Path file = Files.createTempFile("systole-model", ending);
            try {
                Files.write(file, model);
                var reference = ModelReference.of(file.toString(), List.of(), note -> {});
                return prepare(study, Map.of(study.model(), reference), description, opened, effort);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the recipe as bytes. */
    public byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(label);
            out.writeLong(effort);
            out.writeInt(text.length);
            out.write(text);
            out.writeInt(model.length);
            out.write(model);
            out.writeUTF(ending);
            out.writeInt(data.length);
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns the recipe that {@link #bytes} made. */
    public static StudyRecipe read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String label = in.readUTF();
            long effort = in.readLong();
            byte[] text = in.readNBytes(in.readInt());
            byte[] model = in.readNBytes(in.readInt());
            String ending = in.readUTF();
            byte[] data = in.readNBytes(in.readInt());
            return new StudyRecipe(label, text, model, ending, data, effort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
