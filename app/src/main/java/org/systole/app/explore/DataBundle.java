package org.systole.app.explore;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.systole.data.DataReader;
import org.systole.explore.ExploreProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * A data.yaml with all files that it names, as one archive that another machine can read. Equal data is an equal archive:
 * names are sorted and times left out.
 */
final class DataBundle {
    /** Data larger than this does not travel. */
    private static final long LARGEST = 512L << 20;

    /** A worker sees many studies in its life, and its evaluators come and go. */
    private static final Cleaner CLEANER = Cleaner.create();

    private DataBundle() {}

    /**
     * Packs a data.yaml, which comes first, and its files, as they lie to one another.
     *
     * @throws SystoleException E7204 when they are too large, or named by absolute paths
     */
    static byte[] pack(Path yaml) {
        Path description = yaml.toAbsolutePath().normalize();
        var places = new ArrayList<Path>();
        for (String named : DataReader.files(yaml)) {
            if (Path.of(named).isAbsolute()) throw stays(yaml, "names '" + named + "', which is elsewhere there,");
            places.add(description.resolveSibling(named).normalize());
        }
        Path base = description.getParent();
        for (Path place : places) while (!place.startsWith(base)) base = base.getParent();
        try {
            Map<String, Path> files = new LinkedHashMap<>();
            add(files, base, description);
            long size = 0;
            for (Path place : places) {
                try (var walk = Files.walk(place)) {
                    for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                        size += Files.size(file);
                        if (size > LARGEST) throw stays(yaml, "is more than 512 MiB");
                        add(files, base, file);
                    }
                }
            }
            return zip(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Map<String, Path> files, Path base, Path file) {
        var name = new StringJoiner("/");
        for (Path part : base.relativize(file)) name.add(part.toString());
        files.put(name.toString(), file);
    }

    private static byte[] zip(Map<String, Path> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            // pictures and sounds are small already, and an archive is read once
            zip.setMethod(ZipOutputStream.STORED);
            for (var file : files.entrySet()) {
                byte[] content = Files.readAllBytes(file.getValue());
                var crc = new CRC32();
                crc.update(content);
                var entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
            }
        }
        return bytes.toByteArray();
    }

    private static SystoleException stays(Path yaml, String why) {
        return new SystoleException(Problem.of(
                ExploreProblem.MODEL_STAYS,
                Place.file(yaml.toString()),
                "the data " + why + " and cannot be sent to workers",
                "put what the study needs beside its data.yaml and name it from there, or explore on this machine"));
    }

    /**
     * An archive's files.
     *
     * @param root a folder that lives no longer than this process
     * @param description the data.yaml in it
     */
    record Unpacked(Path root, Path description) {
        /** Lets the files go when nobody has the user any more, who may read them as long as it lives. */
        void removeWith(Object user) {
            Path folder = root;
            CLEANER.register(user, () -> remove(folder));
        }
    }

    private static void remove(Path root) {
        try (var walk = Files.walk(root)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            // what is left goes when the process ends
        }
    }

    /** Unpacks an archive. */
    static Unpacked unpack(byte[] archive) {
        try {
            Path root = Files.createTempDirectory("systole-data").toRealPath();
            root.toFile().deleteOnExit();
            Path description = null;
            try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    Path file = root.resolve(entry.getName()).normalize();
                    if (!file.startsWith(root) || file.equals(root))
                        throw new IllegalArgumentException("no name of a file: " + entry.getName());
                    make(file.getParent(), root);
                    Files.write(file, zip.readAllBytes());
                    file.toFile().deleteOnExit();
                    if (description == null) description = file;
                }
            }
            if (description == null) throw new IllegalArgumentException("an archive of nothing");
            return new Unpacked(root, description);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last folder that was made is the first one to be removed when the process ends. */
    private static void make(Path folder, Path root) throws IOException {
        if (Files.exists(folder) || !folder.startsWith(root)) return;
        make(folder.getParent(), root);
        Files.createDirectory(folder);
        folder.toFile().deleteOnExit();
    }
}
