package org.systole.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * The files of a folder or of a zip archive, by name.
 *
 * <p>Archives are never unpacked to disk, so names such as {@code ../x} do no harm; one entry is read up to
 * {@link #MOST_BYTES}.
 */
final class Entries {
    /** The largest entry that is read; pictures and sounds are far below it. */
    static final int MOST_BYTES = 256 << 20;

    private final Path place;
    private final boolean zip;
    private final TreeMap<String, String> names;

    private Entries(Path place, boolean zip, TreeMap<String, String> names) {
        this.place = place;
        this.zip = zip;
        this.names = names;
    }

    static Entries of(Path place) {
        if (Files.isDirectory(place)) return new Entries(place, false, folder(place));
        if (Files.isRegularFile(place)) return new Entries(place, true, archive(place));
        throw Bytes.unreadable(place, "no such file or folder");
    }

    private static TreeMap<String, String> folder(Path place) {
        var names = new TreeMap<String, String>();
        try (var files = Files.walk(place, 8)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.put(place.relativize(file).toString().replace('\\', '/'), ""));
        } catch (IOException | UncheckedIOException e) {
            throw Bytes.unreadable(place, e.getMessage());
        }
        return names;
    }

    private static TreeMap<String, String> archive(Path place) {
        var names = new TreeMap<String, String>();
        try (var file = new ZipFile(place.toFile())) {
            file.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> names.put(entry.getName(), ""));
        } catch (ZipException e) {
            throw Bytes.damaged(place, "is not a readable zip archive: " + e.getMessage());
        } catch (IOException e) {
            throw Bytes.unreadable(place, e.getMessage());
        }
        return names;
    }

    /** Returns the names with one of these endings, sorted. */
    List<String> withEnding(String... endings) {
        var found = new ArrayList<String>();
        for (String name : names.keySet())
            for (String ending : endings)
                if (name.toLowerCase(Locale.ROOT).endsWith(ending)) {
                    found.add(name);
                    break;
                }
        return found;
    }

    boolean has(String name) {
        return names.containsKey(name);
    }

    /** Returns {@code PLACE/NAME} for messages. */
    String path(String name) {
        return place + (zip ? "!" : "/") + name;
    }

    byte[] read(String name) {
        if (!has(name))
            throw new SystoleException(Problem.of(
                    DataProblem.UNREADABLE,
                    Place.file(place.toString()),
                    "there is no '" + name + "' in it",
                    "add the file or take its line out of the labels"));
        try {
            return zip ? fromArchive(name) : limited(name, Files.newInputStream(place.resolve(name)));
        } catch (IOException e) {
            throw Bytes.damaged(path(name), "cannot be read: " + e.getMessage());
        }
    }

    private byte[] fromArchive(String name) throws IOException {
        try (var file = new ZipFile(place.toFile())) {
            return limited(name, file.getInputStream(file.getEntry(name)));
        }
    }

    private byte[] limited(String name, InputStream in) throws IOException {
        try (in) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (in.read() >= 0) throw Bytes.damaged(path(name), "has more than " + MOST_BYTES + " bytes");
            return bytes;
        }
    }
}
