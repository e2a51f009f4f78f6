package org.systole.workload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.systole.tensor.NumberFormat;

/** A layer in the making. */
final class Draft {
    /** The part that only layers of multiply-accumulates have. */
    record Product(
            MacLayer.Kind kind,
            LoopNest nest,
            NumberFormat input,
            NumberFormat weight,
            int steps,
            boolean constantWeights,
            int channelAxis) {}

    final int index;
    final String name;
    /** Null for a layer without multiply-accumulates. */
    final Product product;

    /** One for each operand: a map that is two operands stands there twice. */
    final List<Site> reads = new ArrayList<>();
    /** Those of the maps read that were written one time step before. */
    final Set<Site> feedback = new LinkedHashSet<>();

    final List<Site> writes = new ArrayList<>();
    final List<VectorWork> work = new ArrayList<>();
    final Set<String> nodes = new LinkedHashSet<>();

    Draft(int index, String name, Product product) {
        this.index = index;
        this.name = name;
        this.product = product;
    }

    boolean isMac() {
        return product != null;
    }

    /** Returns whether constants can be folded into the weights: they are constant and nothing but a bias followed. */
    boolean foldable() {
        return isMac()
                && product.constantWeights()
                && product.steps() == 1
                && work.stream().allMatch(w -> w.kind() == VectorWork.Kind.BIAS);
    }

    boolean hasBias() {
        return work.stream().anyMatch(w -> w.kind() == VectorWork.Kind.BIAS);
    }

    /** Returns the number of output channels of a product. */
    long channels() {
        return (long) product.nest().bound(Dimension.G) * product.nest().bound(Dimension.K);
    }

    /** Returns the finished layer. */
    Layer finish() {
        List<String> reads = this.reads.stream().map(site -> site.name).toList();
        List<String> writes =
                this.writes.stream().map(site -> site.name).distinct().toList();
        List<String> nodes = List.copyOf(this.nodes);
        if (!isMac()) return new VectorLayer(name, reads, writes, work, nodes);
        NumberFormat output = this.writes.getFirst().format;
        var precision = new Precision(product.input(), product.weight(), output, sums());
        addMissingConversion(precision);
        return new MacLayer(
                name,
                product.kind(),
                product.nest(),
                precision,
                product.steps(),
                product.constantWeights(),
                reads,
                writes,
                work,
                nodes);
    }

    /** Integers of up to 24 bits of product are summed in 32 bits, wider ones in 64; floats in at least 32. */
    private NumberFormat sums() {
        NumberFormat a = product.input();
        NumberFormat b = product.weight();
        if (a.isFloat() || b.isFloat())
            return a.bits() == 64 && a.isFloat() || b.bits() == 64 && b.isFloat()
                    ? new NumberFormat(NumberFormat.Kind.FLOAT, 64)
                    : NumberFormat.FLOAT32;
        return a.bits() + b.bits() <= 24 ? NumberFormat.INT32 : new NumberFormat(NumberFormat.Kind.SIGNED, 64);
    }

    /** Integer sums that leave the layer as floating-point numbers were converted, whether the graph says so or not. */
    private void addMissingConversion(Precision precision) {
        boolean converts =
                !precision.partialSum().isFloat() && precision.output().isFloat();
        if (!converts || work.stream().anyMatch(w -> w.kind() == VectorWork.Kind.CONVERT)) return;
        int at = 0;
        while (at < work.size() && work.get(at).kind() == VectorWork.Kind.BIAS) at++;
        long n = Math.multiplyExact(product.nest().elements(Operand.OUTPUT), (long) product.steps());
        work.add(at, new VectorWork(VectorWork.Kind.CONVERT, nodes.iterator().next(), "Dequantize", n, n, 0, n));
    }
}
