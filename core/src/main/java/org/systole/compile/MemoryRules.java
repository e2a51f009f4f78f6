package org.systole.compile;

import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

/**
 * Whether instructions stay in the core's memories and in the program's part of the DRAM. The fields are wider than most
 * cores' memories, so an instruction that is well formed may still point outside. For instructions that keep
 * {@link InstructionRules}.
 */
final class MemoryRules {
    private MemoryRules() {}

    /**
     * Returns what an instruction leaves, as a sentence without its end; empty when it leaves nothing.
     *
     * @param dramBytes the bytes of DRAM that the program says it uses
     * @throws ArithmeticException when its extents exceed 64 bits
     */
    static String broken(CoreConfig core, long dramBytes, Instruction instruction) {
        return switch (instruction) {
            case Load load -> load(core, dramBytes, load);
            case Execute e when e.outputBlocks() == 0 -> "";
            case Execute e -> execute(core, e);
            case Store store -> store(core, dramBytes, store);
            case Halt halt -> "";
        };
    }

    /** Returns whether a map lies in the program's part of the DRAM. */
    static boolean inside(CoreConfig core, long dramBytes, Program.Placement place) {
        if (place.shape().rank() != 4 || place.shape().extent(0) != 1 || place.dram() < 0) return false;
        long bytes = core.wordBytes() * (long) Math.ceilDiv(place.shape().extent(1), core.size());
        for (int axis = 2; axis < 4; axis++)
            bytes = Math.multiplyExact(bytes, place.shape().extent(axis));
        return bytes >= 0 && Math.addExact(place.dram(), bytes) <= dramBytes;
    }

    /** Returns how many words behind its first one an execute may read of the input scratchpad. */
    static long inputWords(Execute e) {
        long step = e.tapped() ? 1 : e.dilationX();
        long y = e.originY() + (e.outputY() - 1L) * e.strideY() + (e.filterY() - 1L) * e.dilationY();
        long x = e.originX() + (e.outputX() - 1L) * e.strideX() + (e.filterX() - 1L) * step;
        long block = e.channelBlocks() - 1L + (e.outputBlocks() - 1L) * e.blockStep();
        return Math.multiplyExact(block, (long) e.inputBlock())
                + Math.clamp(y, 0, Math.max(0, e.height() - 1)) * (long) e.width()
                + Math.clamp(x, 0, Math.max(0, e.width() - 1))
                + 1;
    }

    private static String load(CoreConfig core, long dramBytes, Load l) {
        boolean weights = l.target() == Target.WEIGHT;
        long bits = switch (l.target()) {
            case INPUT, RESIDUAL, TABLE, EXTENSION -> core.wordBytes() * 8L;
            case WEIGHT -> core.packedWordBits(l.packing());
            case PARAMETER -> core.size() * Interpreter.PARAMETER_BYTES * 8L;
        };
        long run = Math.ceilDiv(l.words() * bits, 8);
        if (leaves(l.dram(), l.rows(), l.dramRow(), l.planes(), l.dramPlane(), run, dramBytes))
            return "it leaves the DRAM";
        long words = l.diagonal() ? (long) l.words() * core.size() : l.words();
        // the flags of the extension wrap around
        if (l.target() == Target.EXTENSION) return "";
        long most = switch (l.target()) {
            case INPUT -> core.inputWords();
            case WEIGHT -> core.weightWords();
            case PARAMETER -> core.parameterBlocks();
            case RESIDUAL -> core.residualWords();
            case TABLE -> core.tableWords();
            case EXTENSION -> Long.MAX_VALUE;
        };
        return leaves(l.to(), l.rows(), l.toRow(), l.planes(), l.toPlane(), words, most)
                ? "it leaves the memory " + (weights ? "of weights" : l.target())
                : "";
    }

    private static String execute(CoreConfig core, Execute e) {
        if (e.input() + inputWords(e) > core.inputWords()) return "it leaves the memory of inputs";
        long taps = Math.multiplyExact((long) e.channelBlocks() * e.filterY() * e.filterX(), (long) e.outputBlocks());
        long weights = Math.multiplyExact(taps, e.tapped() ? 1L : core.size());
        if (weights > core.weightWords() - e.weight()) return "it leaves the memory of weights";
        long sums = (long) e.outputBlocks() * e.outputY() * e.outputX();
        return sums > core.accumulatorWords() - e.accumulator() ? "it leaves the accumulator" : "";
    }

    private static String store(CoreConfig core, long dramBytes, Store s) {
        long run = (long) s.outputX() * core.wordBytes();
        if (leaves(s.dram(), s.outputY(), s.dramRow(), s.outputBlocks(), s.dramBlock(), run, dramBytes))
            return "it leaves the DRAM";
        long words = (long) s.outputBlocks() * s.accumulatorY() * s.accumulatorX();
        if (words > core.accumulatorWords() - s.accumulator()) return "it leaves the accumulator";
        if (s.outputBlocks() > core.parameterBlocks() - s.parameter()) return "it leaves the memory of parameters";
        if (s.residual() >= 0 && words > core.residualWords() - s.residual())
            return "it leaves the memory of residuals";
        if (s.low() > s.high()) return "its least result is above its largest";
        int half = 1 << core.inputBits() - 1;
        return s.table() && (core.tableWords() == 0 || s.low() < -half || s.high() >= half)
                ? "its results leave the table"
                : "";
    }

    /** Returns whether runs of {@code run} units, {@code row} and {@code plane} apart, leave a memory of {@code most}. */
    private static boolean leaves(long first, long rows, long row, long planes, long plane, long run, long most) {
        long down = (rows - 1) * row, across = (planes - 1) * plane;
        return first + Math.min(0, down) + Math.min(0, across) < 0
                || first + Math.max(0, down) + Math.max(0, across) + run > most;
    }
}
