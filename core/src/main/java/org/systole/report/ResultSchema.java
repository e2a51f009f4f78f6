package org.systole.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas of the files that a run writes. */
public final class ResultSchema {
    private ResultSchema() {}

    /** Returns the schema of {@code result.json}. */
    public static String result() {
        return text("result.schema.json");
    }

    /** Returns the schema of {@code run.json}. */
    public static String run() {
        return text("run.schema.json");
    }

    private static String text(String name) {
        try (InputStream stream = ResultSchema.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalStateException(name + " is missing from this build");
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
