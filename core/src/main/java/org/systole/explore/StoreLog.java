package org.systole.explore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Looks at the write-ahead log of a store before SQLite does. SQLite reads a log up to its first damaged page and drops the rest
 * without a word: right for a write that a kill has cut, and silent where the disk has changed a page in the middle. Here a page
 * that is damaged while whole commits stand behind it is told, and the log is kept aside.
 *
 * <p>The format of the log: SQLite, "WAL-mode File Format", section 4 (header of 32 bytes; frames of a header of 24 bytes and a
 * page; cumulative checksums).
 */
final class StoreLog {
    private static final int HEADER = 32, FRAME_HEADER = 24;

    /** The last bit of the magic number says whether checksums are made of big-endian words. */
    private static final int MAGIC = 0x377f0682;

    private static final int LARGEST_PAGE = 65536;

    /** A log has some megabytes, unless somebody read for long while others wrote; then its beginning is looked at. */
    private static final int MOST_BYTES = 64 << 20;

    private final ByteBuffer log;
    private final boolean bigEndian;
    private final int frame;

    private StoreLog(byte[] bytes) {
        log = ByteBuffer.wrap(bytes);
        bigEndian = (log.getInt(0) & 1) != 0;
        frame = FRAME_HEADER + log.getInt(8);
    }

    /**
     * Looks at the log of a store.
     *
     * @param keep whether a damaged log is copied to a file beside it, which SQLite does not know
     * @return what is damaged, for people; empty when nothing is, or when there is no log
     */
    static Optional<String> inspect(Path store, boolean keep) {
        Path file = Path.of(store + "-wal");
        try {
            if (!Files.isRegularFile(file)) return Optional.empty();
            byte[] bytes = read(file, MOST_BYTES);
            Optional<String> damage = bytes.length < HEADER ? Optional.empty() : damage(bytes);
            // a log that another process begins anew while it is read looks damaged
            if (damage.isEmpty() || !isStill(file, bytes)) return Optional.empty();
            String kept = keep ? keep(file, bytes) : "";
            return Optional.of(file + ": " + damage.get() + kept);
        } catch (IOException e) {
            // SQLite says what is wrong with the file
            return Optional.empty();
        }
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    private static boolean isStill(Path file, byte[] bytes) throws IOException {
        return Arrays.equals(Arrays.copyOf(bytes, HEADER), read(file, HEADER));
    }

    private static String keep(Path file, byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        Path aside = Path.of(file + ".damaged-" + Long.toHexString(crc.getValue()));
        try {
            if (!Files.exists(aside)) Files.write(aside, bytes);
            return "; the log is kept as " + aside.getFileName();
        } catch (IOException e) {
            return "; there is no space to keep the log";
        }
    }

    private static Optional<String> damage(byte[] bytes) {
        int page = ByteBuffer.wrap(bytes).getInt(8);
        boolean isPage = page >= 512 && page <= LARGEST_PAGE && Integer.bitCount(page) == 1;
        // nothing can be said of a log whose pages have no size
        if (!isPage || (ByteBuffer.wrap(bytes).getInt(0) & ~1) != MAGIC) return unreadable(bytes);
        return new StoreLog(bytes).damage();
    }

    /** An old header is written over as a whole: one of which nothing is right, before pages, was damaged. */
    private static Optional<String> unreadable(byte[] bytes) {
        return bytes.length <= HEADER
                ? Optional.empty()
                : Optional.of("its header is damaged, and what it holds cannot be read");
    }

    /** Commits that follow each other behind a damaged frame, each with the checksum that its predecessor asks for. */
    private Optional<String> damage() {
        boolean sound = checksum(0, HEADER - 8, 0, 0) == log.getLong(HEADER - 8);
        if (log.capacity() < HEADER + frame) return Optional.empty();
        // pages of an earlier round of the log have other salts
        long salts = log.getLong(sound ? 16 : HEADER + 8);
        long bad = sound ? -1 : 0, badEnd = HEADER;
        int commits = 0;
        for (int at = HEADER; at + frame <= log.capacity(); at += frame) {
            boolean fits = log.getLong(at + 8) == salts && follows(at);
            if (!fits && bad < 0) bad = at;
            if (!fits && commits == 0) badEnd = at + (long) frame;
            if (fits && bad >= 0 && log.getInt(at + 4) != 0) commits++;
        }
        if (bad < 0 || commits == 0) return Optional.empty();
        return Optional.of("bytes " + bad + " to " + badEnd + " are damaged, and " + commits
                + (commits == 1 ? " commit" : " commits") + " behind them cannot be read");
    }

    /** Returns whether a frame has the checksum that the one before it, right or wrong, leads to. */
    private boolean follows(int at) {
        int before = at == HEADER ? HEADER - 8 : at - frame + 16;
        long sum = checksum(at, 8, log.getInt(before), log.getInt(before + 4));
        sum = checksum(at + FRAME_HEADER, frame - FRAME_HEADER, (int) (sum >>> 32), (int) sum);
        return sum == log.getLong(at + 16);
    }

    private long checksum(int from, int length, int s0, int s1) {
        log.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < from + length; i += 8) {
            s0 += log.getInt(i) + s1;
            s1 += log.getInt(i + 4) + s0;
        }
        log.order(ByteOrder.BIG_ENDIAN);
        return (long) s0 << 32 | s1 & 0xffffffffL;
    }
}
