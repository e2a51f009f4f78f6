package org.systole.compile;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;

/**
 * The binary form of instructions: {@value #BITS} bits each, from one table of fields for each opcode.
 *
 * <p>Encoder, decoder, the SystemVerilog decoder, the listing and the reference page are all made of {@link Opcode#fields}. Bit
 * 0 is the least significant one: the opcode stands in bits 1 to 0, the four token flags in bits 5 to 2, then the fields
 * in the table's order. Bits behind the last field are zero.
 */
public final class ProgramEncoding {
    /** Version of the encoding; any change to the table raises it. */
    public static final int VERSION = 3;

    /** Bits of an instruction. */
    public static final int BITS = 512;

    /** 64-bit words of an instruction. */
    public static final int LONGS = BITS / 64;

    /** Bits of the opcode. */
    public static final int OPCODE_BITS = 2;

    private ProgramEncoding() {}

    /** The opcodes, by their numbers. */
    public enum Opcode {
        /** Ends the program. */
        HALT(Halt.class, ""),
        /** Copies from DRAM. */
        LOAD(
                Load.class,
                "target:3 dram:40 to:24 words:24 rows:16 dramRow:32 toRow:24 planes:16 dramPlane:32 toPlane:24 diagonal:1"
                        + " packing:2 extension:16"),
        /** Multiplies and accumulates. */
        EXECUTE(
                Execute.class,
                "input:24 height:16 width:16 inputBlock:24 originY:16s originX:16s strideY:16 strideX:16 dilationY:16"
                        + " dilationX:16 filterY:16 filterX:16 channelBlocks:16 blockStep:16 outputBlocks:16 outputY:16"
                        + " outputX:16 weight:24 accumulator:24 accumulate:1 zero:16s extension:16 tapped:1"),
        /** Post-processes and writes to DRAM. */
        STORE(
                Store.class,
                "accumulator:24 accumulatorY:12 accumulatorX:12 outputBlocks:16 parameter:16 zero:16s low:16s high:16s"
                        + " residual:25s left:25s right:25s sumShift:6 residualZero:16s sumZero:16s pool:2 poolY:12"
                        + " poolX:12 poolStrideY:8 poolStrideX:8 poolTop:8 poolLeft:8 outputY:12 outputX:12"
                        + " poolMultiplier:24 poolShift:6 poolZero:16s dram:40 dramRow:32 dramBlock:32"
                        + " table:1 extension:16");

        private final Class<? extends Instruction> type;
        private final List<Field> fields;

        Opcode(Class<? extends Instruction> type, String table) {
            this.type = type;
            this.fields = table(type, table);
        }

        /** Returns the fields, the token flags first. */
        public List<Field> fields() {
            return fields;
        }

        /** Returns the opcode of an instruction. */
        public static Opcode of(Instruction instruction) {
            return switch (instruction) {
                case Halt halt -> HALT;
                case Load load -> LOAD;
                case Execute execute -> EXECUTE;
                case Store store -> STORE;
            };
        }
    }

    /**
     * A field of an instruction.
     *
     * @param name its name, that of the record's component
     * @param at its least significant bit
     * @param bits its width
     * @param signed whether it is in two's complement
     */
    public record Field(String name, int at, int bits, boolean signed) {
        /** Returns the smallest value. */
        public long least() {
            return signed ? -(1L << bits - 1) : 0;
        }

        /** Returns the largest value. */
        public long most() {
            return (1L << (signed ? bits - 1 : bits)) - 1;
        }
    }

    private static List<Field> table(Class<? extends Instruction> type, String table) {
        var fields = new ArrayList<Field>();
        int at = OPCODE_BITS;
        for (RecordComponent flag : Tokens.class.getRecordComponents())
            fields.add(new Field(flag.getName(), at++, 1, false));
        RecordComponent[] components = type.getRecordComponents();
        String[] rows = table.isEmpty() ? new String[0] : table.split(" ");
        if (rows.length != components.length - 1) throw new IllegalStateException("table of " + type);
        for (int i = 0; i < rows.length; i++) {
            String[] row = rows[i].split(":");
            if (!row[0].equals(components[i + 1].getName())) throw new IllegalStateException(type + ": " + row[0]);
            boolean signed = row[1].endsWith("s");
            int bits = Integer.parseInt(signed ? row[1].substring(0, row[1].length() - 1) : row[1]);
            fields.add(new Field(row[0], at, bits, signed));
            at += bits;
        }
        if (at > BITS) throw new IllegalStateException(type + " takes " + at + " bits");
        return List.copyOf(fields);
    }

    /**
     * Returns the fields' values in the table's order, flags as 0 or 1 and enums by their ordinal.
     *
     * @param instruction any instruction
     */
    public static long[] values(Instruction instruction) {
        var fields = Opcode.of(instruction).fields();
        long[] values = new long[fields.size()];
        int flags = Tokens.class.getRecordComponents().length;
        RecordComponent[] components = instruction.getClass().getRecordComponents();
        try {
            RecordComponent[] tokens = Tokens.class.getRecordComponents();
            for (int i = 0; i < flags; i++)
                values[i] = number(tokens[i].getAccessor().invoke(instruction.tokens()));
            for (int i = 1; i < components.length; i++)
                values[flags + i - 1] = number(components[i].getAccessor().invoke(instruction));
            return values;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? 1 : 0;
            case Enum<?> constant -> constant.ordinal();
            case Number number -> number.longValue();
            default -> throw new IllegalStateException("a field of " + value.getClass());
        };
    }

    /**
     * Returns an instruction's bits, the least significant word first.
     *
     * @throws IllegalArgumentException when a value does not fit its field; the message names both
     */
    public static long[] encode(Instruction instruction) {
        Opcode opcode = Opcode.of(instruction);
        long[] words = new long[LONGS];
        put(words, 0, OPCODE_BITS, opcode.ordinal());
        long[] values = values(instruction);
        for (int i = 0; i < values.length; i++) {
            Field field = opcode.fields().get(i);
            if (values[i] < field.least() || values[i] > field.most())
                throw new IllegalArgumentException(opcode + "." + field.name() + " is " + values[i] + ", expected "
                        + field.least() + " to " + field.most() + ": " + instruction);
            put(words, field.at(), field.bits(), values[i]);
        }
        return words;
    }

    private static void put(long[] words, int at, int bits, long value) {
        long kept = value & -1L >>> 64 - bits;
        words[at / 64] |= kept << at % 64;
        if (at % 64 + bits > 64) words[at / 64 + 1] |= kept >>> 64 - at % 64;
    }

    private static long get(long[] words, int at, int bits) {
        long value = words[at / 64] >>> at % 64;
        if (at % 64 + bits > 64) value |= words[at / 64 + 1] << 64 - at % 64;
        return value & -1L >>> 64 - bits;
    }

    /**
     * Returns the instruction of some bits.
     *
     * @param words {@link #LONGS} words, the least significant first
     * @throws IllegalArgumentException when the bits are no instruction
     */
    public static Instruction decode(long[] words) {
        Opcode opcode = Opcode.values()[(int) get(words, 0, OPCODE_BITS)];
        var fields = opcode.fields();
        long[] values = new long[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            long raw = get(words, field.at(), field.bits());
            values[i] = field.signed() ? raw << 64 - field.bits() >> 64 - field.bits() : raw;
        }
        return build(opcode, values);
    }

    private static Instruction build(Opcode opcode, long[] values) {
        RecordComponent[] components = opcode.type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        arguments[0] = new Tokens(values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0);
        types[0] = Tokens.class;
        int flags = Tokens.class.getRecordComponents().length;
        for (int i = 1; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = argument(types[i], values[flags + i - 1]);
        }
        try {
            return opcode.type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no instruction: " + e.getCause(), e);
        }
    }

    private static Object argument(Class<?> type, long value) {
        if (type == boolean.class) return value != 0;
        if (type == long.class) return value;
        if (type == int.class) return Math.toIntExact(value);
        Object[] constants = type.getEnumConstants();
        if (value >= constants.length) throw new IllegalArgumentException(type.getSimpleName() + " " + value);
        return constants[(int) value];
    }
}
