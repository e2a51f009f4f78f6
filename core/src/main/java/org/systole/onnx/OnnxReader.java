package org.systole.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.graph.ShapeInference;
import org.systole.graph.ValueType;
import org.systole.onnx.proto.Onnx;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.StringStringEntryProto;
import org.systole.onnx.proto.Onnx.TrainingInfoProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/**
 * Reads ONNX models: operator sets 7 to 28, versions 1 to 14 of the file format.
 *
 * <p>Weights are not copied: they stay in the bytes of the model, or in the mapped files beside it. A file is foreign
 * input: whatever it holds, the outcome is a graph or a {@link SystoleException} with every problem that was found.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * Reads a model whose sizes are all fixed, but for the batch.
     *
     * @throws SystoleException as {@link #read(Path, ShapeBindings)}
     */
    public static OnnxModel read(Path file) {
        return read(file, ShapeBindings.NONE);
    }

    /**
     * Reads a model.
     *
     * @param shapes sizes that the model leaves open; an open batch is 1 unless given
     * @throws SystoleException with an {@link OnnxProblem} or a {@link org.systole.graph.GraphProblem} for each thing
     *     that is wrong, unsupported or missing
     */
    public static OnnxModel read(Path file, ShapeBindings shapes) {
        return read(file, new ReadOptions(shapes, false));
    }

    /**
     * Reads a model.
     *
     * @throws SystoleException as {@link #read(Path, ShapeBindings)}
     */
    public static OnnxModel read(Path file, ReadOptions options) {
        return read(ModelFile.open(file), options);
    }

    /**
     * Reads a model from bytes; it cannot have external data.
     *
     * @param name what to call it in problems
     * @param bytes not written to while the graph is in use
     * @throws SystoleException as {@link #read(Path, ShapeBindings)}
     */
    public static OnnxModel read(String name, byte[] bytes, ShapeBindings shapes) {
        return read(ModelFile.of(name, bytes), new ReadOptions(shapes, false));
    }

    private static OnnxModel read(ModelFile file, ReadOptions options) {
        ModelProto model = parse(file);
        var context = new ReadContext(file, options);
        Graph raw = graph(model, options.shapes(), context);
        context.problems().throwIfAny();
        Graph graph = complete(raw, context);
        compare(model, graph, context);
        String producer = (model.getProducerName() + " " + model.getProducerVersion()).strip();
        return new OnnxModel(
                file.name(),
                graph,
                file.sha256(),
                model.getIrVersion(),
                Names.escape(producer, 200),
                context.external().used(),
                context.notes());
    }

    /** Completes the graph; problems that an assumption of ours may have caused say so. */
    private static Graph complete(Graph raw, ReadContext context) {
        var problems = new Problems();
        Graph graph = ShapeInference.infer(raw, context.file(), problems);
        if (problems.isEmpty()) return graph;
        throw new SystoleException(problems.found().stream()
                .map(p -> Advice.extend(p, raw, context))
                .toList());
    }

    /** Returns the message; its strings and raw data lie in the file's bytes. */
    static ModelProto parse(ModelFile file) {
        ByteBuffer bytes = file.bytes();
        try {
            WireScan.check(file.name(), bytes, Runtime.getRuntime().maxMemory() / 3);
            ModelProto model = parse(bytes);
            if (model.hasGraph()) return model;
        } catch (SystoleException e) {
            Optional<Guess> guess = Guess.of(bytes);
            throw guess.isPresent() ? ModelFile.notOnnx(file.name(), guess.get()) : e;
        } catch (IOException e) {
            throw new SystoleException(
                    Problem.of(
                            OnnxProblem.MALFORMED,
                            Place.file(file.name()),
                            "the bytes are no ONNX model",
                            "copy or export the file again"),
                    e);
        }
        Optional<Guess> guess = Guess.of(bytes);
        if (guess.isPresent()) throw ModelFile.notOnnx(file.name(), guess.get());
        throw new SystoleException(Problem.of(
                OnnxProblem.NO_GRAPH, Place.file(file.name()), "the model has no graph", "export the model again"));
    }

    /**
     * Returns the message of a file whose external data lie where they may, wherever its tensors stand.
     *
     * @throws SystoleException when the file is no model, or with every problem of external data
     */
    static ModelProto parseConfined(ModelFile file) {
        ModelProto model = parse(file);
        var context = new ReadContext(file, ReadOptions.PLAIN);
        var reader = new GraphReader(context, Map.of());
        reader.checkOnly(model.getGraph(), "");
        checkUnused(model, new FunctionInliner(model, context), reader, context);
        List<Problem> external = context.problems().found().stream()
                .filter(problem -> problem.code() instanceof OnnxProblem code
                        && code.name().startsWith("EXTERNAL_"))
                .toList();
        if (!external.isEmpty()) throw new SystoleException(external);
        // The look ended early, so what lies behind was not seen.
        if (context.isFull()) context.problems().throwIfAny();
        return model;
    }

    private static ModelProto parse(ByteBuffer bytes) throws InvalidProtocolBufferException {
        CodedInputStream input =
                UnsafeByteOperations.unsafeWrap(bytes.duplicate()).newCodedInput();
        // Strings and raw data are then parts of the file's bytes instead of copies.
        input.enableAliasing(true);
        input.setRecursionLimit(WireScan.DEEPEST + 4);
        return DiscardUnknownFieldsParser.wrap(Onnx.ModelProto.parser()).parseFrom(input);
    }

    private static Graph graph(ModelProto model, ShapeBindings shapes, ReadContext context) {
        Map<String, Integer> opsets = Opsets.read(model, context);
        var reader = new GraphReader(context, opsets);
        var functions = new FunctionInliner(model, context);
        var expanded = functions.replaceCalls(model.getGraph().getNodeList());
        GraphReader.Parts parts = reader.read(model.getGraph(), expanded, "");
        if (parts.outputs().isEmpty())
            context.problem(OnnxProblem.NO_OUTPUTS, "graph", "the graph has no outputs", "name the results as outputs");
        checkUnused(model, functions, reader, context);
        Map<String, ValueType> inputs = inputs(parts, shapes, context);
        FixedInputs.apply(shapes.values(), inputs, parts.constants(), context);
        return new Graph(
                Names.clean(model.getGraph().getName()),
                new ArrayList<>(inputs.keySet()),
                parts.outputs(),
                parts.nodes(),
                withDeclared(inputs, model),
                parts.constants(),
                opsets,
                metadata(model));
    }

    /** Returns the types of inputs, and those that the file fixes for other values; inference asks for them at need. */
    private static Map<String, ValueType> withDeclared(Map<String, ValueType> inputs, ModelProto model) {
        var types = new LinkedHashMap<>(inputs);
        for (ValueInfoProto value : declared(model))
            ValueTypes.fixed(value).ifPresent(type -> types.putIfAbsent(Names.clean(value.getName()), type));
        return types;
    }

    private static List<ValueInfoProto> declared(ModelProto model) {
        var declared = new ArrayList<>(model.getGraph().getOutputList());
        declared.addAll(model.getGraph().getValueInfoList());
        return declared;
    }

    private static Map<String, ValueType> inputs(GraphReader.Parts parts, ShapeBindings shapes, ReadContext context) {
        var declared = new ArrayList<DeclaredInput>();
        for (ValueInfoProto input : parts.inputs())
            ValueTypes.input(input, context).ifPresent(declared::add);
        if (declared.size() < parts.inputs().size()) return new LinkedHashMap<>();
        return new InputShapes(declared, shapes, context).resolve();
    }

    /** Notes values whose declared type is not the one that their node gives them. */
    private static void compare(ModelProto model, Graph graph, ReadContext context) {
        var wrong = new ArrayList<String>();
        for (ValueInfoProto value : declared(model)) {
            String name = Names.clean(value.getName());
            ValueType found = graph.types().get(name);
            Optional<ValueType> said = ValueTypes.fixed(value);
            if (found != null && said.isPresent() && !said.get().equals(found))
                wrong.add("'" + name + "' is " + found + ", not " + said.get());
        }
        if (wrong.isEmpty()) return;
        String more = wrong.size() > 3 ? " and " + (wrong.size() - 3) + " more" : "";
        context.note("the model declares types that its nodes do not give: "
                + String.join("; ", wrong.subList(0, Math.min(3, wrong.size()))) + more);
    }

    /** Looks at what is not used, too: a function that nobody calls, and how the model is trained. */
    private static void checkUnused(
            ModelProto model, FunctionInliner functions, GraphReader reader, ReadContext context) {
        functions
                .uncalled()
                .forEach(function -> new AttributeTensors(context, "function " + Names.quote(function.getName()))
                        .check(function.getNodeList(), function.getAttributeProtoList()));
        if (model.getTrainingInfoCount() == 0) return;
        context.note("the model says how it is trained; that is ignored");
        for (TrainingInfoProto training : model.getTrainingInfoList()) {
            reader.checkOnly(training.getInitialization(), "training_info, initialization, ");
            reader.checkOnly(training.getAlgorithm(), "training_info, algorithm, ");
        }
    }

    private static Map<String, String> metadata(ModelProto model) {
        var metadata = new LinkedHashMap<String, String>();
        List<StringStringEntryProto> entries = model.getMetadataPropsList();
        for (StringStringEntryProto entry : entries) metadata.putIfAbsent(entry.getKey(), entry.getValue());
        return metadata;
    }
}
