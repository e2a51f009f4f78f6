package org.systole.simulate;

import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

/** How much commands move over the bus. */
public final class Traffic {
    private Traffic() {}

    /** Returns the beats that a load reads. */
    public static long beats(CoreConfig config, Load load) {
        return (long) load.rows() * load.planes() * Bursts.beatsPerRun(config, load);
    }

    /** Returns the beats that a store writes. */
    public static long beats(CoreConfig config, Store store) {
        long words = (long) store.outputBlocks() * store.outputY() * store.outputX();
        return words * Bursts.beatsPerWord(config, Target.INPUT);
    }
}
