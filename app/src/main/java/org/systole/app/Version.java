package org.systole.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
public final class Version implements IVersionProvider {
    /** Creates the provider. */
    public Version() {}

    /** Returns the version of this build, for example {@code 0.1.0-SNAPSHOT}. */
    public static String current() {
        var properties = new Properties();
        try (var stream = Version.class.getResourceAsStream("version.properties")) {
            if (stream == null) throw new IllegalStateException("version.properties is missing from this build");
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"systole " + current(), "Java " + Runtime.version()};
    }
}
