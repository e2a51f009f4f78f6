package org.systole.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/**
 * The float witness: a model under ONNX Runtime, on the processor, repeating bit for bit.
 *
 * <p>Holds native memory until closed. May be used by one thread at a time.
 */
public final class FloatReference implements AutoCloseable {
    /** Measured: 3980 bytes are fine, 3981 crash; the rest is for what lies beside them in memory. */
    private static final int LONGEST_COMMAND_LINE = 3600;

    private final String name;
    private final OrtSession session;

    private FloatReference(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /**
     * How to run.
     *
     * @param threads how many threads one operator may use; at least 1
     * @param optimized whether ONNX Runtime may rewrite the graph before it runs (fuse nodes, run QDQ pairs on integers);
     *     without it every node is computed as the standard says
     * @param signed whether rewriting keeps integers of 8 bits signed ({@code session.qdqisint8allowed}). Without it ONNX Runtime
     *     makes them unsigned on x86 first, after which it leaves every layer in float whose input has two readers
     * @param exposed names of internal values that are given out beside the outputs
     */
    public record Options(int threads, boolean optimized, boolean signed, List<String> exposed) {
        /** One thread, as the standard says, outputs only. */
        public static final Options PLAIN = new Options(1, false, List.of());

        /** One thread, the graph rewritten so that QDQ pairs of signed 8 bits run on integers, outputs only. */
        public static final Options INTEGERS = new Options(1, true, true, List.of());

        /** Options that say nothing of signed integers. */
        public Options(int threads, boolean optimized, List<String> exposed) {
            this(threads, optimized, false, exposed);
        }

        /** Checks the number of threads. */
        public Options {
            if (threads < 1) throw new IllegalArgumentException("threads: " + threads);
            exposed = List.copyOf(exposed);
        }

        /** Returns the same with internal values exposed. */
        public Options exposing(List<String> values) {
            return new Options(threads, optimized, signed, values);
        }

        /** Returns the same with another number of threads. */
        public Options on(int other) {
            return new Options(other, optimized, signed, exposed);
        }
    }

    /**
     * Opens a model file; external data is found beside it.
     *
     * @throws SystoleException when the file is no sound model, or {@link OnnxProblem#RUNTIME_REFUSED}
     */
    public static FloatReference of(Path file, Options options) {
        ModelFile opened = ModelFile.open(file);
        // ONNX Runtime reads some external data before it looks where they lie.
        ModelProto model = OnnxReader.parseConfined(opened);
        if (options.exposed().isEmpty())
            return open(opened.name(), options, (env, settings) -> env.createSession(file.toString(), settings));
        byte[] bytes = exposing(model, options.exposed());
        return open(opened.name(), options, (env, settings) -> {
            settings.addConfigEntry(
                    "session.model_external_initializers_file_folder_path",
                    opened.folder().toString());
            return env.createSession(bytes, settings);
        });
    }

    /**
     * Opens a graph of at most {@link OnnxWriter#MOST_INSIDE} bytes of weights. Quantizations of QONNX are computed as {@link
     * QonnxStandard} says.
     *
     * @throws SystoleException {@link OnnxProblem#RUNTIME_REFUSED}, or {@link OnnxProblem#UNWRITABLE}
     */
    public static FloatReference of(Graph graph, Options options) {
        byte[] plain = OnnxWriter.bytes(QonnxStandard.of(graph));
        byte[] bytes = options.exposed().isEmpty()
                ? plain
                : exposing(OnnxReader.parse(ModelFile.of(graph.name(), plain)), options.exposed());
        return open(graph.name(), options, (env, settings) -> env.createSession(bytes, settings));
    }

    @FunctionalInterface
    private interface Opener {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions settings) throws OrtException;
    }

    private static FloatReference open(String name, Options options, Opener opener) {
        checkCommandLine(name);
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "systole");
        try (var settings = new OrtSession.SessionOptions()) {
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            environment.setTelemetry(false);
            settings.setDeterministicCompute(true);
            if (options.signed()) settings.addConfigEntry("session.qdqisint8allowed", "1");
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            settings.setOptimizationLevel(
                    options.optimized()
                            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                            : OrtSession.SessionOptions.OptLevel.NO_OPT);
            return new FloatReference(name, opener.open(environment, settings));
        } catch (OrtException e) {
            throw failure(OnnxProblem.RUNTIME_REFUSED, name, "ONNX Runtime refuses the model: ", e);
        }
    }

    /** Refuses what would end the process: ONNX Runtime 1.29.0 crashes while it starts under a long command line. */
    private static void checkCommandLine(String name) {
        long length;
        try {
            length = Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
        } catch (IOException e) {
            // Another system; the crash is known on Linux only.
            return;
        }
        if (length > LONGEST_COMMAND_LINE)
            throw new SystoleException(Problem.of(
                    OnnxProblem.RUNTIME_REFUSED,
                    Place.file(Names.escape(name, Names.LONGEST)),
                    "the command line has " + length + " bytes; ONNX Runtime crashes above about 3980",
                    "shorten it below " + LONGEST_COMMAND_LINE + " bytes (shorter paths, or options in a file)"));
    }

    /** Returns the model with internal values as further outputs; ONNX Runtime infers their types. */
    private static byte[] exposing(ModelProto model, List<String> values) {
        ModelProto.Builder copy = model.toBuilder();
        var outputs = copy.getGraph().getOutputList().stream()
                .map(ValueInfoProto::getName)
                .toList();
        for (String value : values)
            if (!outputs.contains(value))
                copy.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(value));
        return copy.build().toByteArray();
    }

    /** Returns the names of the inputs, in the model's order. */
    public List<String> inputs() {
        return List.copyOf(session.getInputNames());
    }

    /** Returns the names of the outputs, exposed values last. */
    public List<String> outputs() {
        return List.copyOf(session.getOutputNames());
    }

    /**
     * Runs the model.
     *
     * @param inputs a tensor for each input
     * @return a tensor for each output and exposed value, by name, in the order of {@link #outputs}
     * @throws SystoleException {@link OnnxProblem#RUNTIME_INPUT} or {@link OnnxProblem#RUNTIME_FAILED}
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        var natives = new LinkedHashMap<String, OnnxTensor>();
        try {
            check(inputs);
            for (String input : session.getInputNames())
                natives.put(input, OrtTensors.toNative(OrtEnvironment.getEnvironment(), inputs.get(input)));
            try (OrtSession.Result result = session.run(natives)) {
                var outputs = new LinkedHashMap<String, Tensor>();
                for (Map.Entry<String, OnnxValue> output : result)
                    outputs.put(output.getKey(), OrtTensors.fromNative(output.getKey(), output.getValue()));
                return outputs;
            }
        } catch (OrtException e) {
            throw failure(OnnxProblem.RUNTIME_FAILED, name, "ONNX Runtime failed: ", e);
        } finally {
            natives.values().forEach(OnnxTensor::close);
        }
    }

    private void check(Map<String, Tensor> inputs) throws OrtException {
        var problems = new Problems();
        var unknown = new ArrayList<>(inputs.keySet());
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            unknown.remove(input.getKey());
            Tensor given = inputs.get(input.getKey());
            String fault = given == null ? "it is missing" : fault(given, input.getValue());
            if (fault != null) problems.add(wrong(input.getKey(), fault));
        }
        for (String name : unknown) problems.add(wrong(name, "the model has no such input"));
        problems.throwIfAny();
    }

    private Problem wrong(String input, String fault) {
        return Problem.of(
                OnnxProblem.RUNTIME_INPUT,
                Place.element(name, "input " + Names.quote(input)),
                fault,
                "give the inputs " + Names.list(session.getInputNames(), ", "));
    }

    private static String fault(Tensor given, NodeInfo declared) {
        if (!(declared.getInfo() instanceof TensorInfo info)) return "it is no tensor";
        if (OrtTensors.type(info) != given.type())
            return "it is " + given.type() + ", expected "
                    + (OrtTensors.type(info) == null ? info.onnxType : OrtTensors.type(info));
        long[] shape = info.getShape();
        boolean fits = shape.length == given.shape().rank();
        for (int axis = 0; fits && axis < shape.length; axis++)
            fits = shape[axis] < 0 || shape[axis] == given.shape().extent(axis);
        return fits ? null : "it has shape " + given.shape() + ", expected " + Arrays.toString(shape);
    }

    private static SystoleException failure(OnnxProblem code, String name, String message, OrtException cause) {
        String reason = cause.getMessage() == null ? "no reason given" : cause.getMessage();
        Problem problem = Problem.of(
                code,
                Place.file(Names.escape(name, Names.LONGEST)),
                message + Names.escape(reason.strip(), 400),
                "the float reference runs what ONNX Runtime "
                        + OrtEnvironment.getEnvironment().getVersion() + " runs");
        return new SystoleException(problem, cause);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(OnnxProblem.RUNTIME_FAILED, name, "ONNX Runtime failed to end: ", e);
        }
    }
}
