package org.systole.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/**
 * Reads the text of a YAML file into nodes with positions. Bounded: a file has at most {@link #MOST_BYTES} bytes,
 * {@link #DEEPEST} levels, {@link #MOST_ALIASES} aliases and, with aliases written out, {@link #MOST_NODES} nodes.
 */
public final class YamlParser {
    /** The largest file, 1 MiB. */
    public static final int MOST_BYTES = 1 << 20;
    /** The most levels of lists and mappings inside each other. */
    public static final int DEEPEST = 32;
    /** The most aliases in a file. */
    public static final int MOST_ALIASES = 50;
    /** The most words, lists and mappings of a file, with aliases written out. */
    public static final int MOST_NODES = 20_000;

    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private YamlParser() {}

    /**
     * Reads a file's bytes.
     *
     * @param file the file as the user named it
     * @throws SystoleException E2001 when it cannot be read, E2002 when it is too large
     */
    public static byte[] bytes(Path file) {
        if (!Files.exists(file)) throw unreadable(file, "there is no such file");
        if (!Files.isRegularFile(file)) throw unreadable(file, "it is not a regular file");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) throw new SystoleException(tooLarge(file.toString()));
            return bytes;
        } catch (IOException e) {
            throw new SystoleException(
                    unreadable(file, "it may not be read").problems().getFirst(), e);
        }
    }

    private static SystoleException unreadable(Path file, String why) {
        return new SystoleException(Problem.of(
                YamlCode.UNREADABLE,
                Place.file(file.toString()),
                "cannot read '" + file + "': " + why,
                "name an existing file that you may read"));
    }

    private static Problem tooLarge(String label) {
        return Problem.of(
                YamlCode.TOO_LARGE,
                Place.file(label),
                "the file is larger than " + MOST_BYTES + " bytes",
                "check that this is the file you mean; descriptions have a few kilobytes");
    }

    /**
     * Returns the root node of the one document in the bytes; empty when a problem was added.
     *
     * @param label the file as messages name it
     * @param bytes UTF-8, with or without byte order mark
     * @param problems receives what is wrong
     */
    public static Optional<YamlNode> parse(String label, byte[] bytes, Problems problems) {
        if (bytes.length > MOST_BYTES) {
            problems.add(tooLarge(label));
            return Optional.empty();
        }
        int before = problems.count();
        String text = decode(label, bytes, problems);
        if (problems.count() > before) return Optional.empty();
        var settings = LoadSettings.builder().setLabel(label).setUseMarks(true).build();
        try {
            var events = new ParserImpl(settings, new StreamReader(settings, text));
            var root = new NodeBuilder(label, events, problems).document();
            return problems.count() > before ? Optional.empty() : root;
        } catch (MarkedYamlEngineException e) {
            problems.add(SyntaxProblems.of(label, text, e));
        } catch (ReaderException e) {
            problems.add(SyntaxProblems.of(label, text, e));
        } catch (YamlVersionException e) {
            problems.add(SyntaxProblems.version(label, text));
        } catch (YamlEngineException e) {
            problems.add(
                    Problem.of(YamlCode.SYNTAX, Place.file(label), "not YAML: " + e.getMessage(), "mend the text"));
        }
        return Optional.empty();
    }

    private static String decode(String label, byte[] bytes, Problems problems) {
        if (looksUtf16(bytes)) {
            problems.add(Problem.of(
                    YamlCode.NOT_UTF8,
                    new Place(label, 1, 1, ""),
                    "the file is UTF-16 or UTF-32, expected UTF-8",
                    "save it as UTF-8"));
            return "";
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) result = decoder.flush(out);
        String text = out.flip().toString();
        if (result.isError()) {
            problems.add(Problem.of(
                    YamlCode.NOT_UTF8,
                    SyntaxProblems.end(label, text),
                    "byte 0x" + SyntaxProblems.hex(bytes[in.position()] & 0xff, 2) + " is not UTF-8 here",
                    "save the file as UTF-8"));
            return "";
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static boolean looksUtf16(byte[] bytes) {
        if (bytes.length < 2) return false;
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean marked = first == 0xff && second == 0xfe || first == 0xfe && second == 0xff;
        return marked || first == 0 || second == 0;
    }
}
