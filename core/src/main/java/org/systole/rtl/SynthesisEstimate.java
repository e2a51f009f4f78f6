package org.systole.rtl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.ProgramEncoding;
import org.systole.rtl.Synthesis.Family;
import org.systole.rtl.SynthesisTerms.Module;
import org.systole.rtl.SynthesisTerms.Term;

/**
 * What a core takes of an FPGA, without a tool: the modules' figures added up. Memories, queues, delays and multipliers follow
 * from their sizes; the logic of each module is linear in the sizes of {@link SynthesisTerms}, with the factors of the table
 * {@code synthesis-modules.csv}, which were fitted to modules of measured cores ({@code docs/models/synthesis.md}).
 *
 * @param luts look-up tables
 * @param registers flip-flops
 * @param dsps multiplier blocks
 * @param memories memory blocks
 */
public record SynthesisEstimate(int luts, int registers, int dsps, int memories) {
    /** The table of factors. */
    static final String TABLE = "synthesis-modules.csv";

    /** What something takes. */
    record Figures(double luts, double registers, int dsps, int memories) {
        static final Figures NONE = new Figures(0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    luts + other.luts, registers + other.registers, dsps + other.dsps, memories + other.memories);
        }

        Figures times(int count) {
            return new Figures(luts * count, registers * count, dsps * count, memories * count);
        }
    }

    /**
     * Returns the estimate of a core.
     *
     * @param instructions entries of the instruction memory
     */
    public static SynthesisEstimate of(CoreConfig c, int instructions, Family family) {
        var fabric = new SynthesisFabric(family);
        Figures sum = modules(c, instructions, family)
                .plus(memories(c, instructions, fabric))
                .plus(queues(c, fabric))
                .plus(delays(c, fabric));
        return new SynthesisEstimate(
                (int) Math.round(sum.luts),
                (int) Math.round(sum.registers),
                sum.dsps + multipliers(c, family),
                sum.memories);
    }

    /** Returns the factors of a family: by module, figure and size. */
    private static Map<String, Double> factors(Family family) {
        var factors = new TreeMap<String, Double>();
        for (String row : Generator.resource(TABLE).lines().skip(1).toList()) {
            String[] cells = row.split(",");
            if (cells[0].equals(family.name()))
                factors.put(cells[1] + "," + cells[2] + "," + cells[3], Double.parseDouble(cells[4]));
        }
        return factors;
    }

    private static Figures modules(CoreConfig c, int instructions, Family family) {
        Map<String, Double> factors = factors(family);
        Figures sum = Figures.NONE;
        for (Module module : SynthesisTerms.of(c, instructions, family)) {
            int dsps = (int) Math.round(factors.getOrDefault(module.name() + ",dsp,1", 0.0));
            sum = sum.plus(new Figures(
                            sum(factors, module.name() + ",lut,", module.luts()),
                            sum(factors, module.name() + ",ff,", module.registers()),
                            dsps,
                            0)
                    .times(module.count()));
        }
        return sum;
    }

    private static double sum(Map<String, Double> factors, String key, List<Term> terms) {
        double sum = 0;
        for (Term term : terms) sum += factors.getOrDefault(key + term.name(), 0.0) * term.value();
        return Math.max(0, sum);
    }

    /** Returns the multiplier blocks of lanes and PEs, and of words whose beats are no power of two. */
    private static int multipliers(CoreConfig c, Family family) {
        var m = new Multipliers(family);
        int n = c.size(), biased = Math.max(c.accumulatorBits(), 32) + 1, multiplier = 25;
        int lane = m.blocks(biased, multiplier)
                + m.blocks(multiplier, 18)
                + m.blocks(multiplier, 17)
                + m.blocks(40, multiplier);
        int beats = n * c.inputBits() / c.busBits();
        int store = Integer.bitCount(beats) == 1 ? 0 : m.blocks(13, 33 - Integer.numberOfLeadingZeros(beats));
        return n * lane + n * n * m.blocks(c.inputBits() + 1, c.weightBits()) + store;
    }

    private static Figures memories(CoreConfig c, int instructions, SynthesisFabric fabric) {
        int n = c.size(), word = n * c.inputBits();
        return fabric.ram(word, c.inputWords())
                .plus(fabric.ram(n * c.weightBits(), c.weightWords()))
                .plus(fabric.ram(n * c.accumulatorBits(), c.accumulatorWords() / 2)
                        .times(2))
                .plus(fabric.ram(n * 62, c.parameterBlocks()))
                .plus(fabric.ram(word, c.residualWords()))
                .plus(fabric.ram(c.inputBits(), c.tableWords()).times(n))
                .plus(fabric.ram(ProgramEncoding.BITS, instructions));
    }

    private static Figures queues(CoreConfig c, SynthesisFabric fabric) {
        Figures sum = fabric.queue(c.size() * c.inputBits(), 16).plus(fabric.queue(40, c.outstanding()));
        for (int entries : new int[] {c.loadQueue(), c.executeQueue(), c.storeQueue()})
            sum = sum.plus(fabric.queue(ProgramEncoding.BITS, entries));
        return c.extensions().stream() == Extensions.Stream.NONE ? sum : sum.plus(fabric.queue(c.busBits(), 2));
    }

    private static Figures delays(CoreConfig c, SynthesisFabric fabric) {
        int n = c.size(), rowBits = Integer.numberOfTrailingZeros(n), w = c.weightBits();
        Figures sum = fabric.delay(rowBits, 2);
        // flags that are reset: of the array, of the pooling step and of words
        int flags = 2 * 7 + 9;
        if (c.weightStationary()) {
            flags += 2 * 2 + 3 * 2 * n;
            sum = sum.plus(fabric.delay(24, 2 * n));
        } else {
            flags += 2 * (3 * n + 1);
            sum = sum.plus(fabric.delay(n * w, 2)).plus(fabric.delay(2, 3));
        }
        for (int d = 1; d < n; d++) {
            sum = sum.plus(fabric.delay(c.accumulatorBits(), d));
            if (c.weightStationary())
                sum = sum.plus(fabric.delay(c.inputBits() + 2, d)).plus(fabric.delay(1 + rowBits + w, d));
            else sum = sum.plus(fabric.delay(2 + w, d));
        }
        // channels on their way to the columns of a tapped command
        for (int d = 1; d <= n && !c.weightStationary(); d++) sum = sum.plus(fabric.delay(c.inputBits() + 1, d));
        return sum.plus(new Figures(0, flags, 0, 0));
    }
}
