package org.systole.compile;

import java.util.List;
import org.systole.compile.ProgramEncoding.Field;
import org.systole.compile.ProgramEncoding.Opcode;

/**
 * The readable form of a program: an instruction a line, with its number, how it waits and signals, its fields, and the layer
 * that it comes from. Made of the same table of fields as the encoding.
 */
public final class Listing {
    private static final int FLAGS = 4;
    private static final List<String> FLAG_LETTERS = List.of("<", ">", "(", ")");

    private Listing() {}

    /** Returns the listing; names from a model appear without control characters. */
    public static String of(Program program) {
        var text = new StringBuilder();
        text.append("; ")
                .append(plain(program.name()))
                .append(": ")
                .append(program.instructions().size());
        text.append(" instructions, ").append(program.dramBytes()).append(" bytes of DRAM\n");
        text.append("; tokens: < waits for the unit before, > for the unit after;");
        text.append(" ( signals to the unit before, ) to the unit after\n");
        program.inputs().forEach((value, place) -> place(text, "input", value, place));
        program.outputs().forEach((value, place) -> place(text, "output", value, place));
        int layer = -1;
        for (int i = 0; i < program.instructions().size(); i++) {
            if (program.sources()[i] != layer) {
                layer = program.sources()[i];
                text.append("\n; layer ").append(layer);
                if (layer < program.layers().size())
                    text.append(": ").append(plain(program.layers().get(layer)));
                text.append('\n');
            }
            line(text, i, program.instructions().get(i));
        }
        return text.toString();
    }

    private static void place(StringBuilder text, String what, String value, Program.Placement place) {
        text.append("; ")
                .append(what)
                .append(' ')
                .append(plain(value))
                .append(" at byte ")
                .append(place.dram());
        text.append(", shape ")
                .append(place.shape())
                .append(", zero point ")
                .append(place.zero())
                .append('\n');
    }

    private static void line(StringBuilder text, int index, Instruction instruction) {
        Opcode opcode = Opcode.of(instruction);
        long[] values = ProgramEncoding.values(instruction);
        String number = Integer.toString(index);
        text.repeat(' ', Math.max(0, 6 - number.length())).append(number).append(' ');
        text.append(opcode.name()).repeat(' ', 8 - opcode.name().length());
        for (int i = 0; i < FLAGS; i++) text.append(values[i] == 0 ? "." : FLAG_LETTERS.get(i));
        List<Field> fields = opcode.fields();
        for (int i = FLAGS; i < values.length; i++)
            text.append(' ')
                    .append(fields.get(i).name())
                    .append('=')
                    .append(value(instruction, fields.get(i), values[i]));
        text.append('\n');
    }

    private static String value(Instruction instruction, Field field, long value) {
        if (instruction instanceof Instruction.Load load && field.name().equals("target"))
            return load.target().name();
        if (instruction instanceof Instruction.Store store && field.name().equals("pool"))
            return store.pool().name();
        return Long.toString(value);
    }

    /** Returns a name without what could move a cursor, end a line or change the direction of writing. */
    static String plain(String name) {
        var text = new StringBuilder();
        name.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean shown = !Character.isISOControl(c)
                    && type != Character.FORMAT
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.SURROGATE;
            text.appendCodePoint(shown ? c : 0xfffd);
        });
        return text.toString();
    }
}
