package org.systole.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.systole.files.ContentHash;
import org.systole.report.Result;

/** Which build of Systole runs: part of the key of every cached result. */
public final class Build {
    private Build() {}

    /**
     * Returns a hash over the archives of Systole, or the empty string when it runs from folders of classes, whose content
     * changes under it.
     */
    public static String fingerprint() {
        Path core = source(Result.class);
        Path app = source(Build.class);
        if (core == null || app == null) return "";
        return ContentHash.of(checksums(core), checksums(app));
    }

    private static Path source(Class<?> type) {
        try {
            var source = type.getProtectionDomain().getCodeSource();
            if (source == null) return null;
            Path path = Path.of(source.getLocation().toURI());
            return Files.isRegularFile(path) ? path : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The archive's own checksums of its entries: reading its table is much faster than hashing its content. */
    private static String checksums(Path archive) {
        var text = new StringBuilder();
        try (var zip = new ZipFile(archive.toFile())) {
            zip.stream().forEach(entry -> text.append(entry.getName())
                    .append(' ')
                    .append(entry.getCrc())
                    .append(' ')
                    .append(entry.getSize())
                    .append('\n'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
