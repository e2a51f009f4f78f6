package org.systole.rtl;

import java.util.Locale;
import org.systole.compile.ProgramEncoding;
import org.systole.compile.ProgramEncoding.Field;
import org.systole.compile.ProgramEncoding.Opcode;

/** Writes the SystemVerilog decoder of an opcode from the table of the instruction set. */
final class DecoderWriter {
    private DecoderWriter() {}

    /** Returns the name of an opcode's decoder module. */
    static String module(Opcode opcode) {
        return "systole_decode_" + opcode.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the text of an opcode's decoder module. */
    static String write(Opcode opcode) {
        var text = new StringBuilder("// The fields of the instruction " + opcode + ", version "
                + ProgramEncoding.VERSION + " of the instruction set. Generated from its table.\n");
        text.append("module ").append(module(opcode)).append(" (\n");
        text.append("    input logic [").append(ProgramEncoding.BITS - 1).append(":0] instruction");
        for (Field field : opcode.fields())
            text.append(",\n    output logic ").append(range(field.bits())).append(port(field.name()));
        text.append("\n);\n");
        int end = ProgramEncoding.OPCODE_BITS;
        for (Field field : opcode.fields()) {
            String bits = field.bits() == 1 ? "" + field.at() : field.at() + field.bits() - 1 + ":" + field.at();
            text.append("  assign ")
                    .append(port(field.name()))
                    .append(" = instruction[")
                    .append(bits)
                    .append("];\n");
            end = field.at() + field.bits();
        }
        text.append("\n  // the opcode, and bits behind the last field\n  logic unused;\n");
        text.append("  assign unused = ^{instruction[")
                .append(ProgramEncoding.OPCODE_BITS - 1)
                .append(":0]");
        if (end < ProgramEncoding.BITS)
            text.append(", instruction[")
                    .append(ProgramEncoding.BITS - 1)
                    .append(':')
                    .append(end)
                    .append(']');
        return text.append("};\nendmodule\n").toString();
    }

    private static String range(int bits) {
        return bits == 1 ? "" : "[" + (bits - 1) + ":0] ";
    }

    private static String port(String field) {
        return "f_" + field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
