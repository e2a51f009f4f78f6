package org.systole.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.systole.graph.Graph;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/**
 * Writes graphs as ONNX models; reading one back gives an equal graph.
 *
 * <p>The same graph always gives the same bytes. Weights of more than 1.5 GiB lie in a file beside the model, named
 * like it with {@code .data} behind, because a model file holds less than 2 GiB.
 */
public final class OnnxWriter {
    /** The most bytes of weights that are put into the model file itself. */
    public static final long MOST_INSIDE = 3L << 29;

    /** Tensors from this size on go to the external file, in bytes; smaller ones stay readable without it. */
    private static final long SMALLEST_OUTSIDE = 1024;

    /** External tensors begin at multiples of this, in bytes, as other writers align them for mapping. */
    private static final long ALIGNMENT = 4096;

    private OnnxWriter() {}

    /**
     * Returns a model of at most {@link #MOST_INSIDE} bytes of weights.
     *
     * @throws SystoleException {@link OnnxProblem#UNWRITABLE} when it has more, or text among its constants
     */
    public static byte[] bytes(Graph graph) {
        if (weights(graph) > MOST_INSIDE)
            throw unwritable("the graph", "its weights do not fit a single file", "write it to a file", null);
        return new GraphWriter(tensor -> false).model(graph).toByteArray();
    }

    /**
     * Writes a model; it appears under its name only when it is complete.
     *
     * @param file with its folder existing; replaced when it exists
     * @throws SystoleException {@link OnnxProblem#UNWRITABLE} when it cannot be written
     */
    public static void write(Graph graph, Path file) {
        write(graph, file, MOST_INSIDE);
    }

    /** Writes a model whose weights lie outside when they are more than so many bytes. */
    static void write(Graph graph, Path file, long mostInside) {
        boolean split = weights(graph) > mostInside;
        try {
            if (split) split(graph, file);
            else model(new GraphWriter(tensor -> false).model(graph), file);
        } catch (IOException e) {
            throw unwritable(file.toString(), "the model cannot be written", "check the folder and the space left", e);
        }
    }

    private static long weights(Graph graph) {
        return graph.constants().values().stream()
                .mapToLong(tensor -> tensor.type().bytes(tensor.elements()))
                .sum();
    }

    private static void split(Graph graph, Path file) throws IOException {
        Path data = file.resolveSibling(file.getFileName() + ".data");
        var outside = new ArrayList<Tensor>();
        var writer = new GraphWriter(tensor -> tensor.bytes().byteSize() >= SMALLEST_OUTSIDE && outside.add(tensor));
        writer.externalFile(data.getFileName().toString(), ALIGNMENT);
        ModelProto model = writer.model(graph);
        replace(data, channel -> external(outside, channel));
        model(model, file);
    }

    private static void external(List<Tensor> tensors, WritableByteChannel channel) throws IOException {
        long at = 0;
        for (Tensor tensor : tensors) {
            int padding = (int) (GraphWriter.aligned(at, ALIGNMENT) - at);
            fully(channel, MemorySegment.ofArray(new byte[padding]));
            long length = tensor.type().bytes(tensor.elements());
            fully(channel, tensor.bytes().asSlice(0, length));
            at += padding + length;
        }
    }

    private static void fully(WritableByteChannel channel, MemorySegment bytes) throws IOException {
        long step = 1L << 26;
        for (long at = 0; at < bytes.byteSize(); at += step) {
            var buffer =
                    bytes.asSlice(at, Math.min(step, bytes.byteSize() - at)).asByteBuffer();
            while (buffer.hasRemaining()) channel.write(buffer);
        }
    }

    private static void model(ModelProto model, Path file) throws IOException {
        replace(file, channel -> {
            OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            model.writeTo(stream);
            stream.flush();
        });
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path partial = Files.createTempFile(folder, ".onnx", ".partial");
        try {
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    static SystoleException unwritable(String what, String message, String fix, Exception cause) {
        Place place = Place.file(Names.escape(what, Names.LONGEST));
        return new SystoleException(Problem.of(OnnxProblem.UNWRITABLE, place, message, fix), cause);
    }
}
