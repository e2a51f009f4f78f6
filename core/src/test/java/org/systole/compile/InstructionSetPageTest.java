package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.systole.compile.ProgramEncoding.Field;
import org.systole.compile.ProgramEncoding.Opcode;
import org.systole.house.Generated;

/** The reference page of the instruction set is made of the table of fields and of the instructions' documentation. */
class InstructionSetPageTest {
    private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) ((?:(?!@param).)*)", Pattern.DOTALL);
    private static final Pattern COMMENT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public )?record (\\w+)\\(", Pattern.DOTALL);

    @Test
    void thePageIsCurrent() throws IOException {
        var page = new StringBuilder("# Instruction set of the Systole core\n\n"
                + "<!-- Made from the table in org.systole.compile.ProgramEncoding by InstructionSetPageTest. -->\n\n"
                + "Version " + ProgramEncoding.VERSION + ". An instruction has " + ProgramEncoding.BITS
                + " bits; in memory the byte of its bits 7 to 0 comes first. Bits 1 to 0 are the opcode; bits behind the"
                + " last field are zero. The encoder, the decoder, the SystemVerilog decoders and this page are made from"
                + " one table. What the units do with the fields, cycle by cycle:"
                + " [the Systole core](../rationale/systole-core.md).\n\n"
                + "`N` is the number of rows and of columns of the array. Addresses of on-chip memories count words,"
                + " addresses of DRAM count bytes. A feature map is stored as `[channel block][y][x]` words of `N`"
                + " channels, a parameter block as `N` lanes of 8 bytes: bias (32 bits, signed), multiplier (24), shift"
                + " (8).\n");
        String source =
                Files.readString(Generated.root().resolve("core/src/main/java/org/systole/compile/Instruction.java"));
        String tokens =
                Files.readString(Generated.root().resolve("core/src/main/java/org/systole/compile/Tokens.java"));
        for (Opcode opcode : Opcode.values()) opcode(page, opcode, source, parameters(comment(tokens, "Tokens")));
        Generated.check("docs/reference/isa.md", page.toString());
    }

    private static void opcode(StringBuilder page, Opcode opcode, String source, Map<String, String> tokens) {
        page.append("\n## ")
                .append(opcode.ordinal())
                .append(": ")
                .append(opcode)
                .append("\n\n");
        String name = opcode.name().charAt(0) + opcode.name().substring(1).toLowerCase(java.util.Locale.ROOT);
        String comment = comment(source, name);
        page.append(plain(comment.split("@param")[0])).append("\n\n");
        page.append("| bits | field | values | meaning |\n|---|---|---|---|\n");
        var meanings = new LinkedHashMap<>(tokens);
        meanings.putAll(parameters(comment));
        for (Field field : opcode.fields()) {
            String bits = field.bits() == 1 ? "" + field.at() : field.at() + field.bits() - 1 + ":" + field.at();
            assertTrue(meanings.containsKey(field.name()), "no meaning of " + field.name());
            page.append("| ").append(bits).append(" | `").append(field.name()).append("` | ");
            page.append(field.least()).append(" to ").append(field.most()).append(" | ");
            page.append(meanings.get(field.name())).append(" |\n");
        }
    }

    private static String comment(String source, String record) {
        var matcher = COMMENT.matcher(source);
        while (matcher.find()) if (matcher.group(2).equals(record)) return matcher.group(1);
        throw new AssertionError("no comment of " + record);
    }

    private static Map<String, String> parameters(String comment) {
        var found = new LinkedHashMap<String, String>();
        var matcher = PARAMETER.matcher(comment);
        while (matcher.find()) found.put(matcher.group(1), plain(matcher.group(2)));
        return found;
    }

    /** Returns documentation without what makes it a comment. */
    private static String plain(String text) {
        return text.replaceAll("\\n\\s*\\*", "\n")
                .replaceAll("<p>", "")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link (?:\\w+)?#?([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
