package org.systole.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Reads whole files, unpacking gzip, within a limit that keeps a hostile one from filling the heap. */
final class Bytes {
    /** The largest content that is read: what one Java array holds. */
    static final long MOST = Integer.MAX_VALUE - 64L;

    private Bytes() {}

    static byte[] of(Path file) {
        if (!Files.isRegularFile(file))
            throw unreadable(file, Files.exists(file) ? "it is not a file" : "no such file");
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes((int) MOST);
            if (in.read() >= 0) throw damaged(file, "has more than " + MOST + " bytes");
            return bytes;
        } catch (EOFException | ZipException e) {
            throw damaged(file, "is cut short or not gzip: " + e.getMessage());
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    static SystoleException unreadable(Path file, String why) {
        return new SystoleException(Problem.of(
                DataProblem.UNREADABLE,
                Place.file(file.toString()),
                "cannot read the data file: " + why,
                "give the path of a readable file; names in a data.yaml are relative to it, or to --data-root"));
    }

    static SystoleException damaged(Path file, String what) {
        return damaged(file.toString(), what);
    }

    static SystoleException damaged(String file, String what) {
        return new SystoleException(Problem.of(
                DataProblem.DAMAGED, Place.file(file), "the file " + what, "write or download the file again"));
    }

    static SystoleException unsupported(String file, String what, String fix) {
        return new SystoleException(Problem.of(DataProblem.UNSUPPORTED_ENCODING, Place.file(file), what, fix));
    }
}
