package org.systole.app.command;

import java.time.Duration;
import org.systole.report.TextTable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option's time in minutes: a number above 0, parts of a minute allowed. */
final class Minutes implements ITypeConverter<Duration> {
    private static final double MILLIS = 60_000;

    @Override
    public Duration convert(String text) {
        if (text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            double minutes = Double.parseDouble(text);
            if (minutes > 0) return Duration.ofMillis(Math.max(1, Math.round(minutes * MILLIS)));
        }
        throw new TypeConversionException(
                "expected minutes above 0, such as 30 or 0.5, found '" + TextTable.plain(text) + "'");
    }
}
