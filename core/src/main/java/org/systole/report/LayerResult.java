package org.systole.report;

import java.util.List;
import java.util.Objects;

/**
 * What one layer costs.
 *
 * @param name unique in the result
 * @param kind {@code convolution}, {@code depthwise}, {@code dense}, ... or {@code vector}
 * @param nest the loop bounds, for example {@code K64 C3 OY112 OX112 FY7 FX7 s2}; empty for a vector layer
 * @param nodes the nodes of the graph that it stands for
 * @param work attached or own work that is not multiply-accumulates, for example {@code clamp (Relu)}
 * @param reads names of the feature maps it reads
 * @param writes names of the feature maps it writes
 * @param macs multiply-accumulates
 * @param operations elementary operations that are not multiply-accumulates
 * @param cycles where its cycles go
 * @param energy where its energy goes
 * @param utilization multiply-accumulates divided by what the array could do in these cycles
 * @param dramReadBytes read from off-chip memory
 * @param dramWriteBytes written to off-chip memory
 * @param traffic what each memory moves for each operand
 * @param limit what bounds it, in a few words
 * @param limitKind the kind of what bounds it: {@code compute}, {@code utilization}, {@code array}, {@code memory},
 *     {@code vector}, {@code control}
 * @param explanation what bounds it, a sentence
 * @param mapping the annotated loop nest; empty for a vector layer
 * @param verdict how good the mapping is known to be
 * @param notes what a reader of these figures must know
 */
public record LayerResult(
        String name,
        String kind,
        String nest,
        List<String> nodes,
        List<String> work,
        List<String> reads,
        List<String> writes,
        long macs,
        long operations,
        Breakdown cycles,
        Breakdown energy,
        double utilization,
        double dramReadBytes,
        double dramWriteBytes,
        List<Traffic> traffic,
        String limit,
        String limitKind,
        String explanation,
        String mapping,
        String verdict,
        List<String> notes) {
    /**
     * What a memory moves for one operand.
     *
     * @param memory name of the memory
     * @param operand {@code input}, {@code weight} or {@code output}
     * @param readBytes bytes read, padding of words included, all instances
     * @param writeBytes bytes written, likewise
     * @param tileBytes the most that one instance holds at a time, 0 for off-chip memory
     */
    public record Traffic(String memory, String operand, double readBytes, double writeBytes, double tileBytes) {
        /** Checks that no part is missing. */
        public Traffic {
            Objects.requireNonNull(memory);
            Objects.requireNonNull(operand);
        }

        /** Returns all bytes moved. */
        public double bytes() {
            return readBytes + writeBytes;
        }
    }

    /** Copies the lists. */
    public LayerResult {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(nest);
        nodes = List.copyOf(nodes);
        work = List.copyOf(work);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        Objects.requireNonNull(cycles);
        Objects.requireNonNull(energy);
        traffic = List.copyOf(traffic);
        Objects.requireNonNull(limit);
        Objects.requireNonNull(limitKind);
        Objects.requireNonNull(explanation);
        Objects.requireNonNull(mapping);
        Objects.requireNonNull(verdict);
        notes = List.copyOf(notes);
    }

    /** Returns all bytes to and from off-chip memory. */
    public double dramBytes() {
        return dramReadBytes + dramWriteBytes;
    }

    /** Returns operations (two a MAC) for each byte of off-chip traffic; infinite without traffic. */
    public double intensity() {
        return 2.0 * macs / dramBytes();
    }

    /** Returns whether it has multiply-accumulates. */
    public boolean hasMacs() {
        return macs > 0;
    }
}
