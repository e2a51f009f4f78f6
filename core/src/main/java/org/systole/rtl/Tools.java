package org.systole.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.systole.problem.SystoleException;

/** Which of the tools of others are there, and whether they are ones that Systole can use. */
public final class Tools {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /**
     * A tool.
     *
     * @param name its command
     * @param state {@code ok}, {@code missing}, {@code broken} or {@code wrong version}
     * @param found what it says of its version, or what is wrong
     * @param remedy what to do; empty when it is ok
     */
    public record Tool(String name, String state, String found, String remedy) {}

    private Tools() {}

    /** Asks every tool that verify and synthesize start for its version; none of them for more than some seconds. */
    public static List<Tool> look() {
        var tools = new ArrayList<Tool>();
        tools.add(look(
                List.of("verilator", "--version"),
                "Verilator " + TestBench.LEAST_VERILATOR,
                TestBench::isKnown,
                TestBench.INSTALL));
        tools.add(look(List.of("g++", "--version"), "", text -> true, "install it: apt-get install g++"));
        tools.add(look(List.of("make", "--version"), "", text -> true, "install it: apt-get install make"));
        tools.add(look(
                List.of("yosys", "-V"), "Yosys 0." + Synthesis.LEAST_YOSYS, Synthesis::isKnown, Synthesis.INSTALL));
        return tools;
    }

    private static Tool look(List<String> command, String least, Predicate<String> known, String install) {
        String name = command.getFirst();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("systole-tool");
            String text = ExternalTool.run(command, folder, folder.resolve("log"), LIMIT, install);
            String first = ExternalTool.shown(text.lines().findFirst().orElse(""));
            return known.test(text)
                    ? new Tool(name, "ok", first, "")
                    : new Tool(name, "wrong version", first + "; expected " + least + " or later", install);
        } catch (SystoleException e) {
            var problem = e.problems().getFirst();
            boolean missing = problem.code() == RtlProblem.TOOL_MISSING;
            String what = problem.message().lines().findFirst().orElse("");
            return new Tool(name, missing ? "missing" : "broken", what, install);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            TestBench.delete(folder);
        }
    }
}
