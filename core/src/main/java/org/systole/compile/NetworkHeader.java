package org.systole.compile;

import java.util.Locale;
import java.util.Map;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.Quantization;
import org.systole.tensor.Shape;

/**
 * What a host must know of a compiled network, as constants in plain C99, {@value #FILE}: how long the files are and where
 * they go, and for each input and output where it lies, its shape and what its integers stand for. All names are fixed; none
 * of a network's own names reach the file. Equal programs give equal text.
 */
public final class NetworkHeader {
    /** The header's name in a run directory. */
    public static final String FILE = "network.h";

    /** What the address of a program is a multiple of, in bytes. */
    private static final int ALIGNMENT = ProgramEncoding.BITS / 8;

    private static final String HEAD = """
            /*
             * A network compiled by Systole, for C99. Addresses are the core's own, in bytes: dram.bin goes to
             * SYSTOLE_IMAGE_ADDRESS, program.bin to SYSTOLE_PROGRAM_ADDRESS; the core touches SYSTOLE_MEMORY_BYTES from 0 on.
             *
             * A map lies as [block][y][x] words of SYSTOLE_WORD_LANES channels. Channel c of pixel y, x is lane c % LANES of the
             * word at ADDRESS + ((c / LANES * HEIGHT + y) * WIDTH + x) * SYSTOLE_WORD_BYTES; lane l takes BITS bits from bit
             * l * BITS of the word on, the lowest first, in two's complement. Channels past the last hold ZERO.
             * real = SCALE * (integer - ZERO).
             */
            #ifndef SYSTOLE_NETWORK_H
            #define SYSTOLE_NETWORK_H
            """;

    private NetworkHeader() {}

    /** Returns the first address behind what a program uses of the DRAM where the program itself may lie. */
    public static long programAddress(Program program) {
        return Math.ceilDiv(program.dramBytes(), ALIGNMENT) * ALIGNMENT;
    }

    /**
     * Returns the header.
     *
     * @param program a compiled network
     * @param network what it was compiled from
     */
    public static String of(Program program, IntegerNetwork network) {
        var text = new StringBuilder(HEAD);
        long at = programAddress(program), code = (long) program.instructions().size() * ALIGNMENT;
        text.append("\n/* version of the instruction set */\n");
        define(text, "PROGRAM_ISA", ProgramEncoding.VERSION + "u");
        text.append("#if defined(SYSTOLE_ISA) && SYSTOLE_ISA != SYSTOLE_PROGRAM_ISA\n")
                .append(
                        "#error \"the hardware has another version of the instruction set: generate and compile again\"\n")
                .append("#endif\n\n/* dram.bin: weights and parameters */\n");
        define(text, "IMAGE_ADDRESS", wide(0));
        define(text, "IMAGE_BYTES", wide(program.dram().length));
        text.append("\n/* program.bin: may lie at any multiple of ")
                .append(ALIGNMENT)
                .append(" bytes behind SYSTOLE_DRAM_BYTES */\n");
        define(text, "PROGRAM_ADDRESS", wide(at));
        define(text, "PROGRAM_BYTES", wide(code));
        define(text, "PROGRAM_INSTRUCTIONS", program.instructions().size() + "u");
        text.append("\n/* image, inputs, outputs and work space; with the program at its address */\n");
        define(text, "DRAM_BYTES", wide(program.dramBytes()));
        define(text, "MEMORY_BYTES", wide(at + code));
        text.append("\n/* a word of a map: channels and bytes */\n");
        define(text, "WORD_LANES", program.config().size() + "u");
        define(text, "WORD_BYTES", program.config().wordBytes() + "u");
        maps(text, "INPUT", program, program.inputs(), network);
        maps(text, "OUTPUT", program, program.outputs(), network);
        return text.append("\n#endif\n").toString();
    }

    private static void maps(
            StringBuilder text,
            String what,
            Program program,
            Map<String, Program.Placement> places,
            IntegerNetwork network) {
        text.append("\n/* ").append(what.toLowerCase(Locale.ROOT)).append("s, in the network's order */\n");
        define(text, what + "S", places.size() + "u");
        int index = 0;
        for (var entry : places.entrySet()) {
            text.append('\n');
            map(
                    text,
                    what + "_" + index++ + "_",
                    program.config(),
                    entry.getValue(),
                    network.type(entry.getKey()).quantization());
        }
    }

    private static void map(
            StringBuilder text, String name, CoreConfig core, Program.Placement place, Quantization quantization) {
        Shape shape = place.shape();
        int blocks = Math.ceilDiv(shape.extent(1), core.size());
        long words = (long) blocks * shape.extent(2) * shape.extent(3);
        define(text, name + "ADDRESS", wide(place.dram()));
        define(text, name + "BYTES", wide(words * core.wordBytes()));
        define(text, name + "CHANNELS", shape.extent(1) + "u");
        define(text, name + "HEIGHT", shape.extent(2) + "u");
        define(text, name + "WIDTH", shape.extent(3) + "u");
        define(text, name + "BLOCKS", blocks + "u");
        define(text, name + "BITS", core.inputBits() + "u");
        float scale = quantization.scales()[0];
        define(text, name + "SCALE", Float.toHexString(scale) + "f /* " + scale + " */");
        define(text, name + "ZERO", "(" + place.zero() + ")");
    }

    private static void define(StringBuilder text, String name, String value) {
        text.append("#define SYSTOLE_").append(name).append(' ').append(value).append('\n');
    }

    private static String wide(long value) {
        return value + "ull";
    }
}
