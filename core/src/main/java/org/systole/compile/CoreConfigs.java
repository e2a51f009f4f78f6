package org.systole.compile;

import java.util.List;
import org.systole.cost.DramTimes;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.hardware.DramRows;
import org.systole.hardware.Memory;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.Operand;

/** The parameters of a Systole core from its description. */
public final class CoreConfigs {
    /** Blocks of parameters and words of residuals: as many as the accumulator has tiles of, see the rationale. */
    private static final int PARAMETER_BLOCKS = 64;

    private CoreConfigs() {}

    /**
     * Returns the core that a description describes.
     *
     * @throws SystoleException when it is no Systole core; names the cores that ship. When one cannot be built, or its parts
     *     contradict each other: all reasons, each with the smallest mend
     */
    public static CoreConfig of(Accelerator a) {
        Memory input = only(a, Operand.INPUT), weight = only(a, Operand.WEIGHT), sums = only(a, Operand.OUTPUT);
        boolean square = a.array().axes().size() == 2
                && a.array().axes().get(0).size() == a.array().axes().get(1).size();
        boolean weights = a.array().stationary().equals(java.util.Optional.of(Operand.WEIGHT));
        boolean stationary = weights || a.array().stationary().equals(java.util.Optional.of(Operand.OUTPUT));
        if (!square
                || !stationary
                || input == null
                || weight == null
                || sums == null
                || a.precision().input().isFloat()) throw refused(a);
        int n = a.array().axes().getFirst().size();
        int inputBits = a.precision().input().bits(),
                weightBits = a.precision().weight().bits();
        int sumBits = a.precision().partialSum().bits();
        var c = a.control();
        check(a, n, input, weight, sums);
        CoreAgreement.check(a, input, weight, sums);
        try {
            return new CoreConfig(
                            n,
                            weights,
                            inputBits,
                            weightBits,
                            sumBits,
                            words(input, n * inputBits),
                            words(weight, n * weightBits),
                            words(sums, n * sumBits),
                            PARAMETER_BLOCKS,
                            words(sums, n * sumBits),
                            c.dmaBusBits(),
                            Math.max(1, c.dmaMaxBurstBytes() * 8 / c.dmaBusBits()),
                            c.dmaRequestsInFlight(),
                            c.loadQueue(),
                            c.executeQueue(),
                            c.storeQueue(),
                            c.dmaLatencyCycles())
                    .with(rows(a));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused(a);
        }
    }

    /** Returns the rows that a description gives, or those of its off-chip memory at its clock. */
    private static DramRows rows(Accelerator a) {
        String component = a.memories().stream()
                .filter(m -> m.kind() == Memory.Kind.DRAM)
                .map(Memory::component)
                .findFirst()
                .orElse("");
        return a.control().dramRows().orElseGet(() -> DramTimes.of(component).rows(a.clockMhz()));
    }

    private static void check(Accelerator a, int n, Memory input, Memory weight, Memory sums) {
        int inputBits = a.precision().input().bits(),
                weightBits = a.precision().weight().bits(),
                sumBits = a.precision().partialSum().bits();
        var c = a.control();
        var rules = new CoreRules(a.name())
                .power("array.axes", n, 2, 64)
                .range("formats.input", inputBits, 2, 16)
                .range("formats.weight", weightBits, 2, 16)
                .range("formats.partial_sum", sumBits, 16, 48)
                .range("control.dma_requests_in_flight", c.dmaRequestsInFlight(), 1, 64)
                .range("control.load_queue", c.loadQueue(), 1, 64)
                .range("control.execute_queue", c.executeQueue(), 1, 64)
                .range("control.store_queue", c.storeQueue(), 1, 64)
                .range("control.dma_latency_cycles", c.dmaLatencyCycles(), 1, 1000)
                .bus("control.dma_bus_bits", c.dmaBusBits(), n, inputBits, weightBits);
        c.dramRows()
                .ifPresent(r -> rules.power("control.dram_rows.bytes", r.bytes(), CoreConfig.LEAST_ROW, 1 << 20)
                        .power("control.dram_rows.banks", r.banks(), 1, 64)
                        .range("control.dram_rows.open_cycles", r.openCycles(), 0, 1000)
                        .range("control.dram_rows.close_cycles", r.closeCycles(), 0, 1000));
        int bus = CoreRules.mended(c.dmaBusBits(), n, inputBits, weightBits);
        rules.range("control.dma_max_burst_bytes", c.dmaMaxBurstBytes(), bus / 8, Math.min(4096, 256 * bus / 8));
        rules.words(input.name(), input.sizeBits(), n * Math.clamp(inputBits, 2, 16), n)
                .words(weight.name(), weight.sizeBits(), n * Math.clamp(weightBits, 2, 16), n)
                .words(sums.name(), sums.sizeBits(), n * Math.clamp(sumBits, 16, 48), 4)
                .throwIfAny();
    }

    /** Returns the on-chip memory, no register, that holds an operand and no other; null when there is not exactly one. */
    private static Memory only(Accelerator a, Operand operand) {
        List<Memory> found = a.memories().stream()
                .filter(m -> m.kind() == Memory.Kind.SRAM && m.holds().equals(java.util.Set.of(operand)))
                .toList();
        return found.size() == 1 ? found.getFirst() : null;
    }

    private static int words(Memory memory, int wordBits) {
        return Math.toIntExact(memory.sizeBits() / wordBits);
    }

    private static SystoleException refused(Accelerator a) {
        List<String> cores = Accelerators.names().stream()
                .filter(name -> name.startsWith("systole-core-"))
                .toList();
        String nearest = cores.stream()
                .min(java.util.Comparator.comparingDouble(name -> distance(a, Accelerators.load(name))))
                .orElseThrow();
        return new SystoleException(Problem.of(
                CompileProblem.NO_CORE,
                Place.element(a.name(), "accelerator"),
                "'" + a.name() + "' is described, but it is no Systole core, so nothing can be compiled for it",
                "use " + nearest + ", the nearest one, another of " + String.join(", ", cores)
                        + ", or a description that extends one of them"));
    }

    /** Returns how far apart two arrays are: by the logarithm of their PEs, then by what stays in them. */
    private static double distance(Accelerator a, Accelerator core) {
        double sizes = Math.abs(Math.log((double) a.array().pes() / core.array().pes()));
        return sizes + (a.array().stationary().equals(core.array().stationary()) ? 0 : 0.1);
    }
}
