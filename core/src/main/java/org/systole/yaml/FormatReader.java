package org.systole.yaml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;

/** Reads files of one format: header, {@code extends}, keys; all problems in one pass. */
public final class FormatReader {
    private static final Pattern HEADER = Pattern.compile("([a-z][a-z-]*)/([0-9]{1,6})");
    private static final int LONGEST_CHAIN = 8;

    private final FileFormat format;
    private final Sources sources;

    /**
     * Creates a reader.
     *
     * @param format what the files are
     * @param sources where {@code extends: NAME} finds shipped descriptions
     */
    public FormatReader(FileFormat format, Sources sources) {
        this.format = format;
        this.sources = sources;
    }

    /**
     * Reads a file.
     *
     * @param file the file as the user named it
     * @param problems receives everything that is wrong
     * @return what could be read; empty when the text as a whole was refused
     * @throws org.systole.problem.SystoleException E2001 or E2002 when the file itself cannot be read
     */
    public Optional<YamlObject> read(Path file, Problems problems) {
        return read(new Source(file.toString(), YamlParser.bytes(file), file), problems);
    }

    /**
     * Reads text that is no file: a shipped description, an upload, a test. It can extend shipped descriptions only.
     *
     * @param label what messages call it
     * @param bytes UTF-8
     * @param problems receives everything that is wrong
     * @return what could be read; empty when the text as a whole was refused
     */
    public Optional<YamlObject> read(String label, byte[] bytes, Problems problems) {
        return read(new Source(label, bytes, null), problems);
    }

    private record Source(String label, byte[] bytes, Path file) {}

    private Optional<YamlObject> read(Source source, Problems problems) {
        var chain = new LinkedHashSet<String>();
        chain.add(identity(source));
        return merged(source, chain, problems)
                .map(mapping -> new ValueReader(problems).object(mapping, format.root(), ""));
    }

    /** Returns the mapping of a file, laid over all that it extends, without header and {@code extends}. */
    private Optional<YamlNode.Mapping> merged(Source source, Set<String> chain, Problems problems) {
        Optional<YamlNode> node = YamlParser.parse(source.label(), source.bytes(), problems);
        if (node.isEmpty()) return Optional.empty();
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            problems.add(
                    YamlCode.WRONG_TYPE,
                    node.get().place(),
                    "the file: expected a mapping that begins with 'systole: " + format.header() + "', found "
                            + node.get().what(),
                    "begin the file with 'systole: " + format.header() + "'");
            return Optional.empty();
        }
        if (!header(mapping, problems)) return Optional.empty();
        YamlNode.Mapping own = without(mapping);
        Optional<YamlNode> reference = mapping.get(FileFormat.EXTENDS);
        if (!format.extensible() || reference.isEmpty()) return Optional.of(own);
        Optional<Source> below = resolve(reference.get(), source, chain, problems);
        if (below.isEmpty()) return Optional.empty();
        return merged(below.get(), chain, problems).map(base -> Merge.objects(base, own, format.root(), true));
    }

    private YamlNode.Mapping without(YamlNode.Mapping mapping) {
        var entries = mapping.entries().stream()
                .filter(e -> !e.key().text().equals(FileFormat.HEADER))
                .filter(e -> !(format.extensible() && e.key().text().equals(FileFormat.EXTENDS)))
                .toList();
        return new YamlNode.Mapping(mapping.place(), entries, mapping.weight());
    }

    private boolean header(YamlNode.Mapping mapping, Problems problems) {
        String right = "'systole: " + format.header() + "'";
        Optional<YamlNode.Entry> entry = mapping.entry(FileFormat.HEADER);
        if (entry.isEmpty()) {
            problems.add(
                    YamlCode.HEADER,
                    mapping.place(),
                    "the header is missing: expected " + right,
                    "begin the file with the line " + right);
            return false;
        }
        String text = entry.get().value() instanceof YamlNode.Scalar s ? s.text() : "";
        Place place = ValueReader.at(entry.get().value().place(), FileFormat.HEADER);
        Matcher m = HEADER.matcher(text);
        if (!m.matches()) {
            problems.add(
                    YamlCode.HEADER,
                    place,
                    "expected " + right + ", found " + entry.get().value().what(),
                    "write " + right);
            return false;
        }
        if (!m.group(1).equals(format.kind())) {
            problems.add(
                    YamlCode.WRONG_KIND,
                    place,
                    "expected a file of kind '" + format.kind() + "', found kind '" + m.group(1) + "'",
                    "name a file that begins with " + right);
            return false;
        }
        return version(Integer.parseInt(m.group(2)), place, problems);
    }

    private boolean version(int version, Place place, Problems problems) {
        if (version >= 1 && version <= format.version()) return true;
        problems.add(
                version < 1 ? YamlCode.HEADER : YamlCode.NEWER_VERSION,
                place,
                "version " + version + " of '" + format.kind() + "' is not known; this Systole reads 1 to "
                        + format.version(),
                version < 1 ? "write 'systole: " + format.header() + "'" : "use a newer Systole");
        return false;
    }

    private Optional<Source> resolve(YamlNode node, Source from, Set<String> chain, Problems problems) {
        Place place = ValueReader.at(node.place(), FileFormat.EXTENDS);
        if (!(node instanceof YamlNode.Scalar s) || s.isNull() || s.text().isBlank()) {
            problems.add(
                    YamlCode.WRONG_TYPE,
                    place,
                    "extends: expected a name or a file, found " + node.what(),
                    "write the name of a shipped " + format.kind() + ", or a file beside this one");
            return Optional.empty();
        }
        Optional<Source> found = isFile(s.text()) ? file(s, from, place, problems) : shipped(s, place, problems);
        if (found.isEmpty()) return found;
        if (!chain.add(identity(found.get())) || chain.size() > LONGEST_CHAIN) {
            problems.add(
                    YamlCode.EXTENDS_CYCLE,
                    place,
                    chain.size() > LONGEST_CHAIN
                            ? "extends: a chain of more than " + LONGEST_CHAIN + " files"
                            : "extends: '" + s.shown() + "' is already in the chain " + String.join(" -> ", chain),
                    "let the chain of 'extends' end");
            return Optional.empty();
        }
        return found;
    }

    private static boolean isFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml") || text.contains("/") || text.contains("\\");
    }

    private Optional<Source> shipped(YamlNode.Scalar name, Place place, Problems problems) {
        Optional<Source> found =
                sources.bytes(name.text()).map(bytes -> new Source(name.text() + " (shipped)", bytes, null));
        if (found.isEmpty()) {
            problems.add(
                    YamlCode.EXTENDS_UNKNOWN,
                    place,
                    "extends: no shipped " + format.kind() + " '" + name.shown() + "'"
                            + DidYouMean.hint(name.text(), sources.names()),
                    DidYouMean.nearest(name.text(), sources.names())
                            .map(near ->
                                    "write 'extends: " + near + "', another shipped one, or a file that ends in .yaml")
                            .orElse("name a shipped one, or a file that ends in .yaml"));
        }
        return found;
    }

    private Optional<Source> file(YamlNode.Scalar name, Source from, Place place, Problems problems) {
        Optional<Problem> wrong = Confined.check(name, from.file(), place);
        if (wrong.isPresent()) {
            problems.add(wrong.get());
            return Optional.empty();
        }
        Path path = from.file().resolveSibling(name.text()).normalize();
        if (!Files.isRegularFile(path)) {
            problems.add(
                    YamlCode.EXTENDS_UNKNOWN,
                    place,
                    "extends: there is no file '" + name.shown() + "' beside this one",
                    "name an existing file, relative to this one");
            return Optional.empty();
        }
        return Optional.of(new Source(path.toString(), YamlParser.bytes(path), path));
    }

    private static String identity(Source source) {
        if (source.file() == null) return source.label();
        return source.file().toAbsolutePath().normalize().toString();
    }
}
