package org.systole.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Small text files: how they are read, and how their contents are shown in messages. */
final class Texts {
    private static final long LARGEST = 16L << 20;
    private static final int SHOWN = 80;

    private Texts() {}

    /** Returns the text of a file; refuses what is not UTF-8 or larger than 16 MiB. */
    static String read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) throw notText(file, "found " + size + " bytes, expected a text of at most 16 MiB");
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw notText(file, "found bytes that are not UTF-8, expected text");
        }
    }

    private static SystoleException notText(Path file, String message) {
        return new SystoleException(Problem.of(
                WorkloadProblem.NOT_TEXT, Place.file(file.toString()), message, "give the SCALE-Sim text file itself"));
    }

    /** Returns the lines, without a byte order mark. */
    static List<String> lines(String text) {
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    }

    /** Returns the file's name without folder and ending. */
    static String baseName(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Returns a text as a message shows it: control characters replaced, cut when long. */
    static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "...";
    }
}
