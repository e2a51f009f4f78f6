package org.systole.app.command;

import org.systole.report.TextTable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option's count: a whole number from 1. */
final class PositiveCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (text.matches("[1-9][0-9]{0,8}")) return Integer.valueOf(text);
        throw new TypeConversionException("expected a whole number from 1, found '" + TextTable.plain(text) + "'");
    }
}
