package org.systole.yaml;

import java.util.Objects;

/**
 * A kind of YAML file.
 *
 * @param kind the word in the header {@code systole: KIND/VERSION}
 * @param version the newest version; older ones are read as well
 * @param title what a file describes, for people
 * @param description a paragraph for the reference page
 * @param extensible whether a file may say {@code extends: NAME|FILE}
 * @param root its keys, without {@code systole} and {@code extends}
 */
public record FileFormat(
        String kind, int version, String title, String description, boolean extensible, YamlType.ObjectOf root) {
    /** The key of the header. */
    public static final String HEADER = "systole";
    /** The key that names the description underneath. */
    public static final String EXTENDS = "extends";

    /** Checks that no part is missing. */
    public FileFormat {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(title);
        Objects.requireNonNull(description);
        Objects.requireNonNull(root);
        if (version < 1) throw new IllegalArgumentException("version " + version);
    }

    /** Returns the header's value, {@code accelerator/1}. */
    public String header() {
        return kind + "/" + version;
    }
}
