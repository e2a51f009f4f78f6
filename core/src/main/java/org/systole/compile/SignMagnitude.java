package org.systole.compile;

/**
 * The extension between DMA and scratchpad: numbers that lie in DRAM as sign and magnitude become two's complement. Parameters
 * and words for the other extension pass as they are. Module {@code systole_seam_stream_sign_magnitude}.
 */
final class SignMagnitude {
    private SignMagnitude() {}

    /** Converts the elements of a beat; a beat holds whole elements. */
    static void beat(CoreConfig config, Instruction.Target target, byte[] beat) {
        int bits = switch (target) {
            case INPUT, RESIDUAL, TABLE -> config.inputBits();
            case WEIGHT -> config.weightBits();
            case PARAMETER, EXTENSION -> 0;
        };
        if (bits == 0) return;
        for (int at = 0; at < beat.length * 8; at += bits) {
            long value = BitFields.unsigned(beat, at, bits), magnitude = value & (1L << bits - 1) - 1;
            BitFields.write(beat, at, bits, value == magnitude ? magnitude : -magnitude);
        }
    }
}
