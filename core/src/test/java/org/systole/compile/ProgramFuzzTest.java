package org.systole.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.house.Fuzz;

/** Changed programs are read or refused, also those whose lengths and checksum fit what was changed. */
class ProgramFuzzTest {
    private static final int MAGIC = 8;
    private static final int HEAD = MAGIC + 16;
    private static final int DIGEST = 32;

    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);

    private final Program program = Compiler.compile(new RandomNetwork(new SplittableRandom(5)).build(), CORE)
            .program();
    private final byte[] file = ProgramFile.write(program);
    private final int headBytes =
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC + 8);

    /** Returns a program file of these parts: lengths and checksum are right. */
    private byte[] assemble(byte[] head, byte[] code) throws Exception {
        var bytes =
                ByteBuffer.allocate(HEAD + head.length + code.length + DIGEST).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(file, 0, MAGIC + 8)
                .putInt(head.length)
                .putInt(code.length)
                .put(head)
                .put(code);
        byte[] content = Arrays.copyOf(bytes.array(), HEAD + head.length + code.length);
        return bytes.put(MessageDigest.getInstance("SHA-256").digest(content)).array();
    }

    private byte[] head() {
        return Arrays.copyOfRange(file, HEAD, HEAD + headBytes);
    }

    private byte[] code() {
        return Arrays.copyOfRange(file, HEAD + headBytes, file.length - DIGEST);
    }

    @Test
    void files() {
        Fuzz.run("program", List.of(file), bytes -> ProgramFile.read("fuzz.sysp", bytes, program.dram()));
    }

    @Test
    void heads() {
        Fuzz.run(
                "program's head",
                List.of(head()),
                bytes -> ProgramFile.read("fuzz.sysp", assemble(bytes, code()), program.dram()));
    }

    @Test
    void instructions() {
        Fuzz.run(
                "program's instructions",
                List.of(code()),
                bytes -> ProgramFile.read("fuzz.sysp", assemble(head(), bytes), program.dram()));
    }
}
