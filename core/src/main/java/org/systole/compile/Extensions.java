package org.systole.compile;

import java.util.List;

/**
 * What is built in at the three seams of the core. At each, a SystemVerilog module and a class that the interpreter and the
 * simulators call at the same place do the same; without an extension the module passes everything through.
 *
 * <p>An extension is a constant of its enum, a class and a module {@code systole_seam_SEAM_NAME.sv}. Each instruction has a
 * field {@code extension} for the extension that its unit meets; 0 leaves it out.
 *
 * @param write between post-processing and the write of a word
 * @param read before operands are read
 * @param stream between DMA and scratchpad
 */
public record Extensions(Write write, Read read, Stream stream) {
    /** Nothing at any seam. */
    public static final Extensions NONE = new Extensions(Write.NONE, Read.NONE, Stream.NONE);

    /** What may stand between post-processing and the write of a word. */
    public enum Write {
        /** Words are written as they are. */
        NONE,
        /** {@link BlockCompare}. */
        BLOCK_COMPARE;

        /** Returns the cycles that a word takes longer. */
        public int cycles() {
            return this == NONE ? 0 : 1;
        }

        /**
         * Changes the word that a store is about to write.
         *
         * @param store with an extension other than 0
         * @param lanes the word
         */
        void word(Instruction.Store store, int[] lanes) {
            if (this == BLOCK_COMPARE) BlockCompare.word(store, lanes);
        }
    }

    /** What may stand before operand reads. */
    public enum Read {
        /** All operands are read. */
        NONE,
        /** {@link TileFlags}. */
        SKIP_TILES
    }

    /** What may stand between DMA and scratchpad. */
    public enum Stream {
        /** Beats go on as they are. */
        NONE,
        /** {@link SignMagnitude}. */
        SIGN_MAGNITUDE;

        /** Returns the beats that it holds: a beat takes a cycle more, and as many may wait. */
        public int registers() {
            return this == NONE ? 0 : 2;
        }

        /**
         * Converts a beat.
         *
         * @param config the core
         * @param target where the beat goes
         * @param beat its bytes, changed in place
         */
        void beat(CoreConfig config, Instruction.Target target, byte[] beat) {
            if (this == SIGN_MAGNITUDE) SignMagnitude.beat(config, target, beat);
        }
    }

    /** Returns the extensions of three names, in the order of the components. */
    public static Extensions of(List<String> names) {
        if (names.size() != 3) throw new IllegalArgumentException(names + " are not three extensions");
        return new Extensions(Write.valueOf(names.get(0)), Read.valueOf(names.get(1)), Stream.valueOf(names.get(2)));
    }

    /** Returns the names, in the order of the components. */
    public List<String> names() {
        return List.of(write.name(), read.name(), stream.name());
    }
}
