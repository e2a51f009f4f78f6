package org.systole.rtl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.ProgramEncoding;
import org.systole.rtl.Synthesis.Family;

/**
 * What a core takes of an FPGA, without a tool: the modules' figures added up. Memories, delays and multipliers follow from
 * their sizes; the logic of each module is a constant and a share for each lane, from the table {@code synthesis-modules.csv},
 * whose rows name the tool and the cores that they were read from.
 *
 * @param luts look-up tables
 * @param registers flip-flops
 * @param dsps multiplier blocks
 * @param memories memory blocks
 */
public record SynthesisEstimate(int luts, int registers, int dsps, int memories) {
    private static final String TABLE = "synthesis-modules.csv";

    /** What something takes. */
    private record Figures(int luts, int registers, int dsps, int memories) {
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
     * Returns the estimate of a core, or nothing for one that the table does not know: it has 8-bit operands, 32-bit
     * accumulators, weight-stationary arrays and no extensions.
     *
     * @param instructions entries of the instruction memory
     */
    public static Optional<SynthesisEstimate> of(CoreConfig c, int instructions, Family family) {
        if (!c.weightStationary()
                || c.inputBits() != 8
                || c.weightBits() != 8
                || c.accumulatorBits() != 32
                || !c.extensions().equals(Extensions.NONE)) return Optional.empty();
        var fabric = new Fabric(family);
        Figures sum = modules(c, family).plus(memories(c, instructions, fabric)).plus(delays(c, instructions, fabric));
        return Optional.of(new SynthesisEstimate(sum.luts, sum.registers, sum.dsps, sum.memories));
    }

    private static Figures modules(CoreConfig c, Family family) {
        int n = c.size();
        var counts = new LinkedHashMap<String, Integer>(Map.of("pe", n * n, "lane", n, "bursts", 4, "tokens", 4));
        Figures sum = Figures.NONE;
        for (String row : Generator.resource(TABLE).lines().skip(1).toList()) {
            String[] cells = row.split(",");
            if (!cells[0].equals(family.name())) continue;
            int[] v = new int[6];
            for (int i = 0; i < v.length; i++) v[i] = Integer.parseInt(cells[i + 2]);
            Figures one = new Figures(v[0] + v[1] * n, v[2] + v[3] * n, v[4] + v[5] * n, 0);
            sum = sum.plus(one.times(counts.getOrDefault(cells[1], 1)));
        }
        return sum;
    }

    private static Figures memories(CoreConfig c, int instructions, Fabric fabric) {
        int n = c.size(), word = n * c.inputBits();
        return fabric.ram(word, c.inputWords())
                .plus(fabric.ram(n * c.weightBits(), c.weightWords()))
                .plus(fabric.ram(n * c.accumulatorBits(), c.accumulatorWords() / 2)
                        .times(2))
                .plus(fabric.ram(n * 62, c.parameterBlocks()))
                .plus(fabric.ram(word, c.residualWords()))
                .plus(fabric.ram(c.inputBits(), c.tableWords()).times(n))
                .plus(fabric.ram(ProgramEncoding.BITS, instructions))
                .plus(fabric.queue(ProgramEncoding.BITS, c.loadQueue()))
                .plus(fabric.queue(ProgramEncoding.BITS, c.executeQueue()))
                .plus(fabric.queue(ProgramEncoding.BITS, c.storeQueue()))
                .plus(fabric.queue(word, 16));
    }

    private static Figures delays(CoreConfig c, int instructions, Fabric fabric) {
        int n = c.size(), rowBits = Integer.numberOfTrailingZeros(n);
        Figures sum = fabric.delay(24, 2 * n).plus(fabric.delay(rowBits, 2));
        for (int d = 1; d < n; d++)
            sum = sum.plus(fabric.delay(c.inputBits() + 2, d))
                    .plus(fabric.delay(1 + rowBits + c.weightBits(), d))
                    .plus(fabric.delay(c.accumulatorBits(), d));
        // flags that are reset
        int flags = 2 * 2 + 3 * 2 * n + 2 * 7 + 9;
        // counters of rows in load and execute, of instructions in dispatch and control, of an instruction's beats
        int program = Integer.numberOfTrailingZeros(instructions);
        int beats = Integer.numberOfTrailingZeros(ProgramEncoding.BITS / c.busBits()) + 1;
        return sum.plus(new Figures(0, flags + 2 * rowBits + 2 * program + beats, 0, 0));
    }

    /** How a family makes memories and delays. */
    private record Fabric(Family family) {
        /**
         * Up to so many words are made of look-up tables; on AMD's parts four times as many, and any up to so many bits. iCE40
         * has blocks and registers only: from half as many words on blocks.
         */
        private static final int DISTRIBUTED_WORDS = 16;

        private static final int DISTRIBUTED_BITS = 2048;

        /** Returns a memory of a read and a write port whose reads do not see the write of their cycle. */
        Figures ram(int width, int words) {
            if (words == 0) return Figures.NONE;
            int address = 32 - Integer.numberOfLeadingZeros(Math.max(1, words - 1));
            // a block that would see the write is gone around: two words, the address and two flags
            int around = 2 * width + address + 2;
            return switch (family) {
                case ECP5 ->
                    words <= DISTRIBUTED_WORDS
                            ? new Figures(0, width, 0, 0)
                            : new Figures(width + 15, around, 0, blocks(width, words, 36, 512));
                case ICE40 -> new Figures(width + 7, around, 0, blocks(width, words, 16, 256));
                case XILINX7 ->
                    width * words <= DISTRIBUTED_BITS || words <= 4 * DISTRIBUTED_WORDS
                            ? new Figures(words > 64 ? 3 * width / 2 : 0, width, 0, 0)
                            : new Figures(
                                    0, 0, 0, halves(blocks(width, words, 36, 512), blocks(width, words, 72, 512)));
            };
        }

        /** Returns the blocks of AMD's parts: halves when they are less than the whole ones that they are the halves of. */
        private static int halves(int halves, int whole) {
            return halves < 2 * whole ? halves : whole;
        }

        /** Returns blocks of so many bits a word at so many words; with half the bits twice the words. */
        private static int blocks(int width, int words, int bits, int depth) {
            int least = Integer.MAX_VALUE;
            for (int b = bits, d = depth; b > 0; b /= 2, d *= 2)
                least = Math.min(least, Math.ceilDiv(width, b) * Math.ceilDiv(words, d));
            return least;
        }

        /** Returns a queue: pointers, a count, and its words in distributed memory where there is some. */
        Figures queue(int width, int entries) {
            if (entries == 1) return new Figures(2, width + 1, 0, 0);
            int pointer = 32 - Integer.numberOfLeadingZeros(entries - 1),
                    count = 32 - Integer.numberOfLeadingZeros(entries);
            int flags = 3 * pointer + count;
            if (family != Family.ICE40) return new Figures(5 * pointer + 2, flags, 0, 0);
            // no distributed memory: a block, gone around, or registers with a multiplexer
            return entries >= DISTRIBUTED_WORDS / 2
                    ? new Figures(width + 38, flags + width - 3, 0, blocks(width, entries, 16, 256))
                    : new Figures(width * entries / 2 + 20, entries * width + flags, 0, 0);
        }

        /** Returns a row of registers that are not reset. */
        Figures delay(int width, int depth) {
            return family == Family.XILINX7 && depth > 2 ? Figures.NONE : new Figures(0, width * depth, 0, 0);
        }
    }
}
