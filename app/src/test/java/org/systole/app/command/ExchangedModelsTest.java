package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.onnx.OnnxWriter;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Models of others on the way to hardware: the simulator has every bit of their integer network. */
class ExchangedModelsTest {
    @TempDir
    Path folder;

    private static Tensor bytes(DataType type, Shape shape, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) values[i];
        return new Tensor(type, shape, () -> MemorySegment.ofArray(bytes));
    }

    /** Two convolutions on unsigned integers, which ONNX Runtime's quantizer writes by default. */
    private static Graph operators() {
        var b = new GraphBuilder("operators", 13);
        var random = new SplittableRandom(3);
        b.constant("scale", Tensor.of(Shape.of(), 0.01f));
        b.constant("zero", bytes(DataType.UINT8, Shape.of(), 121));
        b.constant("w_scale", Tensor.of(Shape.of(), 0.02f));
        b.constant("w_zero", bytes(DataType.INT8, Shape.of(), 0));
        b.input("x", DataType.FLOAT32, 1, 4, 8, 8);
        String x = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        for (int i = 0; i < 2; i++) {
            int[] weights = random.ints(8 * (i == 0 ? 4 : 8) * 9, -50, 51).toArray();
            String w = b.constant("w" + i, bytes(DataType.INT8, Shape.of(8, i == 0 ? 4 : 8, 3, 3), weights));
            List<String> inputs = List.of(x, "scale", "zero", w, "w_scale", "w_zero", "scale", "zero");
            x = b.node("conv" + i, "QLinearConv", inputs, Attributes.pairs("pads", new long[] {1, 1, 1, 1}));
        }
        return b.output(b.node("d", "DequantizeLinear", List.of(x, "scale", "zero"), Attributes.NONE))
                .build();
    }

    @Test
    void unsignedOperatorsOnTheCore() {
        Path model = folder.resolve("operators.onnx");
        OnnxWriter.write(operators(), model);
        Cli verified = Cli.run("verify", model.toString(), "-a", "systole-core-8ws", "--no-rtl", "--samples", "2");
        assertEquals(0, verified.status(), () -> verified.out() + verified.err());
        assertTrue(verified.out().contains("results of 2 samples equal in every bit"), verified::out);
        Cli evaluated = Cli.run("evaluate", model.toString(), "-a", "systole-core-8ws");
        assertEquals(0, evaluated.status(), evaluated::err);
    }

    @Test
    void qonnxNeedsAFolder() {
        Cli cli = Cli.run("quantize", "zoo:lenet-5", "--data", "data.yaml", "--export", "qonnx");
        assertEquals(2, cli.status());
        assertTrue(cli.err().contains("--export qonnx needs -o DIR"), cli::err);
    }
}
