package org.systole.rtl;

import java.util.List;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Program;
import org.systole.compile.Tokens;

/** A program that halts at once. */
final class EmptyProgram {
    private EmptyProgram() {}

    static Program of(CoreConfig core) {
        return new Program(
                "empty",
                core,
                List.of(new Instruction.Halt(new Tokens(false, false, false, false))),
                new int[1],
                List.of("none"),
                new byte[0],
                64,
                Map.of(),
                Map.of());
    }
}
