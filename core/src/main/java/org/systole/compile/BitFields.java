package org.systole.compile;

/** Numbers of any width packed into bytes, least significant bit first. */
public final class BitFields {
    private BitFields() {}

    /** Returns the signed number of {@code bits} (1 to 32) that begins at a bit. */
    public static int signed(byte[] bytes, long bit, int bits) {
        return (int) (unsigned(bytes, bit, bits) << 64 - bits >> 64 - bits);
    }

    /** Returns the unsigned number of {@code bits} (1 to 32) that begins at a bit. */
    public static long unsigned(byte[] bytes, long bit, int bits) {
        long value = 0;
        for (int got = 0; got < bits; ) {
            int at = Math.toIntExact(bit + got >> 3),
                    skip = (int) (bit + got & 7),
                    take = Math.min(8 - skip, bits - got);
            value |= (long) (bytes[at] >> skip & (1 << take) - 1) << got;
            got += take;
        }
        return value;
    }

    /** Writes the low {@code bits} (1 to 32) of a number from a bit on. */
    public static void write(byte[] bytes, long bit, int bits, long value) {
        for (int done = 0; done < bits; ) {
            int at = Math.toIntExact(bit + done >> 3),
                    skip = (int) (bit + done & 7),
                    put = Math.min(8 - skip, bits - done);
            int mask = (1 << put) - 1 << skip;
            bytes[at] = (byte) (bytes[at] & ~mask | (int) (value >> done) << skip & mask);
            done += put;
        }
    }
}
