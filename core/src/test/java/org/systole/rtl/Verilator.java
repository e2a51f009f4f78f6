package org.systole.rtl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Skips tests where the tools are not installed. */
final class Verilator {
    private Verilator() {}

    static void assume() {
        for (String tool : List.of("verilator", "g++", "make")) assume(tool);
    }

    static void assume(String tool) {
        Assumptions.assumeTrue(has(tool), tool + " is not installed");
    }

    static boolean has(String tool) {
        boolean there = false;
        for (String folder : System.getenv("PATH").split(":"))
            there |= Files.isExecutable(Path.of(folder).resolve(tool));
        return there;
    }
}
