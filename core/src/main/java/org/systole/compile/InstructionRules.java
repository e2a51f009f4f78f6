package org.systole.compile;

import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

/** What the fields of an instruction must keep on a core so that its units do as the instruction set says, and end. */
final class InstructionRules {
    private InstructionRules() {}

    /** Returns which rule an instruction breaks, as a sentence without its end; empty when it keeps all of them. */
    static String broken(CoreConfig core, Instruction instruction) {
        return switch (instruction) {
            case Load load -> load(core, load);
            case Execute e when e.outputBlocks() == 0 -> "";
            case Execute e -> execute(core, e);
            case Store store -> store(core, store);
            case Halt halt -> "";
        };
    }

    private static String load(CoreConfig core, Load l) {
        boolean weights = l.target() == Target.WEIGHT;
        if (l.packing() > 0 && !(weights && core.packs(l.packing()))) return "the core does not unpack this";
        if (l.diagonal() && !weights) return "only weights expand to diagonal tiles";
        if (none(l.words(), l.rows(), l.planes())) return "there is nothing to load";
        return beats(core, l.dram(), l.dramRow(), l.dramPlane());
    }

    private static String execute(CoreConfig core, Execute e) {
        if (none(e.channelBlocks(), e.filterY(), e.filterX(), e.outputY(), e.outputX()))
            return "there is nothing to compute";
        if (!e.tapped()) return "";
        int stride = core.mostTappedStride();
        if (e.filterX() > core.taps()) return "the core computes rows of at most " + core.taps() + " taps together";
        return e.strideX() >= 1 && e.strideX() <= stride
                ? ""
                : "with taps together outputs are 1 to " + stride + " columns apart";
    }

    private static String store(CoreConfig core, Store s) {
        if (none(s.outputBlocks(), s.outputY(), s.outputX(), s.poolY(), s.poolX())) return "there is nothing to store";
        return beats(core, s.dram(), s.dramRow(), s.dramBlock());
    }

    private static boolean none(int... counts) {
        for (int count : counts) if (count < 1) return true;
        return false;
    }

    private static String beats(CoreConfig core, long... bytes) {
        for (long at : bytes) if (at % (core.busBits() / 8) != 0) return "runs do not begin with a beat of the bus";
        return "";
    }
}
