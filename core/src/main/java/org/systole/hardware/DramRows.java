package org.systole.hardware;

/**
 * The rows of off-chip memory. Row {@code address / bytes} lies in bank {@code row % banks}. A burst of an open row costs nothing
 * beside latency and bandwidth; in a bank without an open row, its row is opened first, and where another row is open, that one
 * is closed before.
 *
 * @param bytes bytes of a row, a power of two of at least 4 KiB: AXI4 bursts do not cross 4 KiB, so none crosses a row
 * @param banks banks, a power of two
 * @param openCycles cycles of the accelerator to open a row: tRCD
 * @param closeCycles cycles of the accelerator to close a row: tRP
 */
public record DramRows(int bytes, int banks, int openCycles, int closeCycles) {
    /** Rows that open and close for nothing: latency and bandwidth only. */
    public static final DramRows FREE = new DramRows(4096, 8, 0, 0);

    /** Returns the number of the row that holds a byte, over all banks. */
    public long row(long address) {
        return address / bytes;
    }

    /** Returns the bank of a row. */
    public int bank(long row) {
        return (int) (row & banks - 1);
    }
}
