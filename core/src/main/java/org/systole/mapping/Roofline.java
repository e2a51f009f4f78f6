package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;

/**
 * Where layers and their network lie under the roof of an accelerator: operations (two for each multiply-accumulate) a second
 * against operations for each byte moved off the chip.
 *
 * @param peakOperationsPerSecond what the array can do at most
 * @param bytesPerSecond what off-chip memory can move at most, both directions together where its ports allow
 * @param ridge operations per byte from which on the array, not the memory, is the limit
 * @param network the network as a whole
 * @param layers the layers with multiply-accumulates, in order
 */
public record Roofline(
        double peakOperationsPerSecond, double bytesPerSecond, double ridge, Point network, List<Point> layers) {
    /**
     * A layer or the network.
     *
     * @param name the layer's name, or the network's
     * @param operationsPerByte off-chip bytes as the mapping moves them; infinite when nothing moves
     * @param operationsPerSecond as estimated
     * @param attainable the roof above this point
     * @param memoryBound whether the point lies left of the ridge
     */
    public record Point(
            String name,
            double operationsPerByte,
            double operationsPerSecond,
            double attainable,
            boolean memoryBound) {}

    /** Copies the list. */
    public Roofline {
        layers = List.copyOf(layers);
    }

    /** Returns the roofline of an evaluated network; bandwidth is infinite for an accelerator without off-chip memory. */
    public static Roofline of(NetworkCost cost, Accelerator accelerator) {
        double hertz = accelerator.clockMhz() * 1e6;
        double peak = 2.0 * accelerator.array().peakMacs() * hertz;
        double bytes = bytesPerCycle(accelerator) * hertz;
        double ridge = peak / bytes;
        var points = new ArrayList<Point>();
        for (LayerCost layer : cost.layers()) {
            if (layer.macs() == 0) continue;
            double seconds = layer.cycles().total() / hertz;
            points.add(point(layer.name(), 2.0 * layer.macs(), layer.dramBytes(), seconds, peak, bytes));
        }
        Point network = point(
                cost.workload(),
                2.0 * cost.macs(),
                cost.dramBytes().value(),
                cost.latency().value(),
                peak,
                bytes);
        return new Roofline(peak, bytes, ridge, network, points);
    }

    private static Point point(
            String name, double operations, double moved, double seconds, double peak, double bytes) {
        double intensity = moved == 0 ? Double.POSITIVE_INFINITY : operations / moved;
        double slope = moved == 0 ? Double.POSITIVE_INFINITY : intensity * bytes;
        return new Point(name, intensity, operations / seconds, Math.min(peak, slope), slope < peak);
    }

    /** Returns the bytes that all off-chip ports move in a cycle, or what the DMA moves where that is less. */
    static double bytesPerCycle(Accelerator accelerator) {
        double bits = 0;
        for (Memory memory : accelerator.memories()) {
            if (memory.kind() != Memory.Kind.DRAM) continue;
            for (Port port : memory.ports()) bits += port.bitsPerCycle();
        }
        if (bits == 0) return Double.POSITIVE_INFINITY;
        double dma = Ledger.dmaBitsPerCycle(accelerator.control());
        return (dma > 0 ? Math.min(bits, dma) : bits) / 8;
    }
}
