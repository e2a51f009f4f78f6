package org.systole.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.yaml.Sources;

/** The accelerators that Systole ships, and the way from a name or a file to a description. */
public final class Accelerators {
    private static final String FOLDER = "/hardware/";

    /** Finds shipped accelerators by name, for {@code extends}. */
    public static final Sources SOURCES = new Sources() {
        @Override
        public Optional<byte[]> bytes(String name) {
            return Accelerators.names().contains(name) ? resource(name + "/accelerator.yaml") : Optional.empty();
        }

        @Override
        public List<String> names() {
            return Accelerators.names();
        }
    };

    private Accelerators() {}

    /** Returns the names of the shipped accelerators, in the order of the documentation. */
    public static List<String> names() {
        String index = new String(resource("index.txt").orElseThrow(), StandardCharsets.UTF_8);
        return index.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /**
     * Returns a shipped accelerator, or the one that a file describes, in whatever technology it names.
     *
     * @param nameOrFile a name of {@link #names()}, or the path of a YAML file
     * @throws SystoleException E2101 when it is neither; E20xx and E21xx with all problems of the file
     */
    public static Accelerator load(String nameOrFile) {
        return load(nameOrFile, List.of());
    }

    /**
     * Returns a shipped accelerator, or the one that a file describes.
     *
     * @param nameOrFile a name of {@link #names()}, or the path of a YAML file
     * @param technologies the technologies that a file may name; none for any
     * @throws SystoleException E2101 when it is neither; E20xx and E21xx with all problems of the file
     */
    public static Accelerator load(String nameOrFile, Collection<String> technologies) {
        if (names().contains(nameOrFile)) return shipped(nameOrFile);
        Path file;
        try {
            file = Path.of(nameOrFile);
        } catch (InvalidPathException e) {
            throw unknown(nameOrFile);
        }
        boolean looksLikeFile = nameOrFile.contains("/")
                || nameOrFile.contains("\\")
                || nameOrFile.endsWith(".yaml")
                || nameOrFile.endsWith(".yml");
        if (!looksLikeFile && !Files.isRegularFile(file)) throw unknown(nameOrFile);
        return new AcceleratorReader(SOURCES, technologies).read(file);
    }

    /**
     * Returns a shipped accelerator.
     *
     * @throws SystoleException E2101 when there is none of that name
     */
    public static Accelerator shipped(String name) {
        byte[] bytes = SOURCES.bytes(name).orElseThrow(() -> unknown(name));
        return new AcceleratorReader(SOURCES).read(name + "/accelerator.yaml", bytes);
    }

    /**
     * Returns the published figures of a shipped accelerator.
     *
     * @throws SystoleException E2101 when there is none of that name
     */
    public static List<ExpectedFigure> expected(String name) {
        if (!names().contains(name)) throw unknown(name);
        return ExpectedFigure.read(
                name + "/expected.yaml", resource(name + "/expected.yaml").orElseThrow());
    }

    /** Returns the text of a file in the folder of a shipped accelerator, such as {@code README.md}. */
    public static Optional<String> text(String name, String file) {
        if (!names().contains(name) || file.contains("/")) return Optional.empty();
        return resource(name + "/" + file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static SystoleException unknown(String name) {
        return new SystoleException(Problem.of(
                HardwareCode.NO_SUCH_ACCELERATOR,
                Place.NONE,
                "there is no accelerator '" + printable(name) + "'" + DidYouMean.hint(name, names()),
                DidYouMean.nearest(name, names())
                        .map(near -> "write '" + near + "', another name of 'systole list accelerators' or a YAML file")
                        .orElse("name a shipped accelerator ('systole list accelerators') or a YAML file")));
    }

    private static String printable(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "\uFFFD");
        return clean.length() > 80 ? clean.substring(0, 80) + "..." : clean;
    }

    private static Optional<byte[]> resource(String path) {
        try (InputStream in = Accelerators.class.getResourceAsStream(FOLDER + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + path, e);
        }
    }
}
