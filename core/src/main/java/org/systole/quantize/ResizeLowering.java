package org.systole.quantize;

import java.util.List;
import java.util.Optional;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Linear resizing of pictures. */
final class ResizeLowering {
    private final Lowering lowering;

    ResizeLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    boolean lower(Node node) {
        if (!node.op().equals("Resize") && !node.op().equals("Upsample")) return false;
        String input = node.input(0);
        if (!lowering.isNarrow(input) || !isLinear(node)) return false;
        Shape from = lowering.shape(input), to = lowering.shape(node.output());
        if (from.rank() != 4 || from.extent(0) != to.extent(0) || from.extent(1) != to.extent(1)) return false;
        String mode = node.op().equals("Upsample")
                ? "asymmetric"
                : node.attributes().text("coordinate_transformation_mode", "half_pixel");
        double[] scales = scales(node, from, to);
        Axis rows = Axis.of(from.extent(2), to.extent(2), scales[0], mode);
        Axis columns = Axis.of(from.extent(3), to.extent(3), scales[1], mode);
        if (rows == null || columns == null) return false;
        Quantization x = lowering.quantization(input), y = lowering.output(node, node.output());
        double factor = Math.scalb(x.scales()[0] / (double) y.scales()[0], -2 * Interpolation.FRACTION);
        return lowering.add(
                new Interpolation(rows.taps, rows.weights, columns.taps, columns.weights, Lowering.scaling(y, factor)),
                node,
                List.of(input));
    }

    private static boolean isLinear(Node node) {
        String mode = node.attributes().text("mode", "nearest");
        return (mode.equals("linear") || mode.equals("bilinear"))
                && node.attributes().integer("antialias", 0) == 0
                && node.attributes().get("axes") == null;
    }

    /** Returns output over input extent of rows and columns, as given where scales are given. */
    private double[] scales(Node node, Shape from, Shape to) {
        int input = node.op().equals("Upsample") ? 1 : 2;
        boolean given = node.hasInput(input) && !node.hasInput(3);
        var tensor = given ? lowering.graph().constant(node.input(input)) : Optional.<Tensor>empty();
        if (tensor.isPresent() && tensor.get().elements() == 4)
            return new double[] {tensor.get().real(2), tensor.get().real(3)};
        return new double[] {to.extent(2) / (double) from.extent(2), to.extent(3) / (double) from.extent(3)};
    }

    /** Two taps and two weights for each output index. */
    private record Axis(int[] taps, int[] weights) {
        static Axis of(int from, int to, double scale, String mode) {
            int[] taps = new int[2 * to], weights = new int[2 * to];
            for (int i = 0; i < to; i++) {
                double at = switch (mode) {
                    case "half_pixel" -> (i + 0.5) / scale - 0.5;
                    case "pytorch_half_pixel" -> to > 1 ? (i + 0.5) / scale - 0.5 : 0;
                    case "align_corners" -> to == 1 ? 0 : i * (from - 1.0) / (to - 1);
                    case "asymmetric" -> i / scale;
                    default -> Double.NaN;
                };
                if (Double.isNaN(at)) return null;
                at = Math.clamp(at, 0, from - 1);
                int low = (int) Math.floor(at), one = 1 << Interpolation.FRACTION;
                taps[2 * i] = low;
                taps[2 * i + 1] = Math.min(low + 1, from - 1);
                weights[2 * i + 1] = (int) Math.rint((at - low) * one);
                weights[2 * i] = one - weights[2 * i + 1];
            }
            return new Axis(taps, weights);
        }
    }
}
