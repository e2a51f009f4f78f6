package org.systole.app.command;

import org.systole.report.TextTable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option's count that may be none: a whole number from 0. */
final class NaturalCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (text.matches("[0-9]{1,9}")) return Integer.valueOf(text);
        throw new TypeConversionException("expected a whole number from 0, found '" + TextTable.plain(text) + "'");
    }
}
