package org.systole.rtl;

import java.util.Locale;
import org.systole.compile.ProgramEncoding;
import org.systole.rtl.ControlRegister.Access;

/** Writes the AXI4-Lite port and the C header from the table of control registers. */
final class RegisterWriter {
    /** Name of the module. */
    static final String MODULE = "systole_registers";

    private RegisterWriter() {}

    private static String lower(ControlRegister register) {
        return register.name().toLowerCase(Locale.ROOT);
    }

    private static String range(int bits) {
        return bits == 1 ? "" : "[" + (bits - 1) + ":0] ";
    }

    /** Returns the bits of an address within the port. */
    static int addressBits() {
        return 34 - Integer.numberOfLeadingZeros(ControlRegister.values().length - 1);
    }

    /** Returns the text of the module. */
    static String write() {
        var ports = new StringBuilder();
        var reads = new StringBuilder();
        var writes = new StringBuilder();
        var writable = new StringBuilder();
        var pulses = new StringBuilder();
        var resets = new StringBuilder();
        for (ControlRegister r : ControlRegister.values()) {
            String label = "      " + (addressBits() - 2) + "'d" + r.ordinal() + ": ";
            String value =
                    (r.access() == Access.READ ? "v_" : r.access() == Access.READ_WRITE ? "r_" : "p_") + lower(r);
            ports.append(",\n    ")
                    .append(r.access() == Access.READ ? "input  logic " : "output logic ")
                    .append(range(r.bits()))
                    .append(value);
            if (r.access() != Access.WRITE)
                reads.append(label).append("read = 32'(").append(value).append(");\n");
            if (r.access() == Access.READ) continue;
            writable.append(writable.isEmpty() ? "      " : ", ")
                    .append(label.strip().replace(":", ""));
            writes.append("  ").append(label);
            String bits = r.bits() + "'";
            if (r.access() == Access.WRITE) {
                writes.append(value).append(" <= ").append(bits).append("(s_axi_wdata & mask);\n");
                pulses.append("    ").append(value).append(" <= '0;\n");
            } else {
                writes.append("if (taken) ")
                        .append(value)
                        .append(" <= ")
                        .append(bits)
                        .append("((s_axi_wdata & mask) | (32'(")
                        .append(value)
                        .append(") & ~mask));\n");
                resets.append("      ").append(value).append(" <= '0;\n");
            }
        }
        return Generator.resource("systole_registers.sv.template")
                .replace("@WORD_BITS@", "" + (addressBits() - 2))
                .replace("@ADDRESS_BITS@", "" + addressBits())
                .replace("@PORTS@", ports)
                .replace("@READS@", reads)
                .replace("@WRITES@", writes)
                .replace("@WRITABLE@", writable)
                .replace("@PULSES@", pulses)
                .replace("@RESETS@", resets);
    }

    /** Returns a C header with the offsets and the fields. */
    static String header() {
        var text = new StringBuilder("/* Registers of the Systole core's AXI4-Lite port. Generated. */\n"
                + "#ifndef SYSTOLE_REGISTERS_H\n#define SYSTOLE_REGISTERS_H\n"
                + "\n/* version of the instruction set that programs must be for */\n#define SYSTOLE_ISA "
                + ProgramEncoding.VERSION + "\n");
        for (ControlRegister r : ControlRegister.values()) {
            text.append(String.format(Locale.ROOT, "\n#define SYSTOLE_%s 0x%02x\n", r, r.offset()));
            if (r.fields().size() == 1 && r.bits() == 32) continue;
            for (var field : r.fields())
                text.append(String.format(
                        Locale.ROOT,
                        "#define SYSTOLE_%s_%s_SHIFT %d\n#define SYSTOLE_%s_%s_MASK 0x%xu\n",
                        r,
                        field.name().toUpperCase(Locale.ROOT),
                        field.at(),
                        r,
                        field.name().toUpperCase(Locale.ROOT),
                        (1L << field.bits()) - 1));
        }
        return text.append("\n#endif\n").toString();
    }
}
