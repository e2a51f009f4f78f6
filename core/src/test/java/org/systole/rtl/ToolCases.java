package org.systole.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.problem.SystoleException;

/**
 * Builds and synthesizes a small core with tools that misbehave, each in turn the only one on the path: a program of its own,
 * because a process cannot change its path. Prints a line for each case.
 */
final class ToolCases {
    static final CoreConfig CORE = new CoreConfig(2, true, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 50);
    static final Duration SHORT = Duration.ofSeconds(3);

    /** Sleepers that must not survive are found by how long they sleep. */
    static final String SLEEP = "6173";

    /** Yosys again, with a library of cells. */
    static final String LIBERTY = "liberty";

    /** The cases that are tried with a library: those of its version and reports, the others are the same. */
    static final List<String> OF_LIBERTY =
            List.of("missing", "old", "no version", "does nothing", "nonsense", "odd area");

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String VERSION =
            "case $1 in --version) echo Verilator 5.006; exit;; -V) echo Yosys 0.23; exit;; esac\n";

    private ToolCases() {}

    /** Returns for each case what the tool does; nothing for one that is not there. */
    static Map<String, String> scripts() {
        var scripts = new LinkedHashMap<String, String>();
        scripts.put("missing", "");
        scripts.put("not executable", "exit 0");
        scripts.put("other machine", "\177ELF\002\001\001234567890x\000\000 none of ours");
        scripts.put("old", "echo Verilator 4.028; echo Yosys 0.9");
        scripts.put("no version", "echo hello; /usr/bin/head -c 2000 /dev/zero");
        scripts.put("version hangs", "exec /bin/sleep " + SLEEP);
        scripts.put("fails", VERSION + "echo '%Error: top.sv:1: broken'; echo later; exit 1");
        scripts.put("other language", VERSION + "echo 'Fehlschlag: Datei nicht gefunden' >&2; exit 1");
        scripts.put("crashes", VERSION + "kill -SEGV $$");
        scripts.put("killed", VERSION + "kill -KILL $$");
        scripts.put("does nothing", VERSION + "exit 0");
        scripts.put("without end", VERSION + "exec /usr/bin/yes");
        scripts.put("one line without end", VERSION + "exec /usr/bin/head -c 1073741824 /dev/zero >&2");
        scripts.put(
                "long line",
                VERSION + "/usr/bin/head -c 9000000 /dev/zero | /usr/bin/tr '\\0' E; echo ' error'; exit 1");
        scripts.put(
                "hangs",
                VERSION + "trap '' TERM HUP INT\n(/usr/bin/setsid /bin/sleep " + SLEEP
                        + " &)\nwhile true; do /bin/sleep 1; done");
        scripts.put("leaves a child", VERSION + "/bin/sleep " + SLEEP + " &\nexit 1");
        scripts.put(
                "nonsense",
                VERSION + "echo '     SB_LUT4  99999999999999' > cells.txt; echo echo cycles x > bench; "
                        + "echo '     $_DFF_P_  99999999999999' > registers.txt; /bin/chmod +x bench; exit 0");
        scripts.put(
                "odd area",
                VERSION + "echo '     NAND  5' > cells.txt; echo \"   Chip area for module 'x': 1.2.3\" >> cells.txt; "
                        + "echo '     $_DFF_P_  4' > registers.txt; exit 0");
        return scripts;
    }

    /** Arguments: the folder of the path, a folder to work in. */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]), work = Path.of(arguments[1]);
        for (var each : scripts().entrySet())
            for (String tool : List.of("verilator", "yosys", LIBERTY)) {
                if (tool.equals(LIBERTY) && !OF_LIBERTY.contains(each.getKey())) continue;
                Path file = path.resolve(tool.equals(LIBERTY) ? "yosys" : tool);
                Files.deleteIfExists(file);
                String script = each.getValue();
                if (!script.isEmpty())
                    Files.writeString(file, script.startsWith("\177") ? script : "#!/bin/sh\n" + script + "\n");
                if (!script.isEmpty() && !each.getKey().equals("not executable"))
                    file.toFile().setExecutable(true);
                Duration limit = each.getKey().contains("hangs") ? SHORT : LONG;
                long from = System.nanoTime();
                String said = run(tool, Files.createTempDirectory(work, "case"), limit);
                long millis = (System.nanoTime() - from) / 1_000_000;
                System.out.println(each.getKey() + " | " + tool + " | " + millis + " | " + said);
                Files.deleteIfExists(file);
            }
        for (Tools.Tool tool : Tools.look()) System.out.println("look | " + tool.name() + " | 0 | " + tool.state());
    }

    /** In a folder with the reports of another run, which must not be read. */
    private static void library(Path folder, Duration limit) {
        try {
            Files.writeString(folder.resolve("registers.txt"), "     $_DFF_P_  4\n");
            Files.writeString(folder.resolve("cells.txt"), "     NAND  5\n   Chip area for module 'x': 12.5\n");
            AsicSynthesis.run(CORE, 16, Files.writeString(folder.resolve("any.lib"), ""), folder, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String tool, Path folder, Duration limit) {
        try {
            if (tool.equals(LIBERTY)) library(folder, limit);
            else if (tool.equals("yosys")) Synthesis.run(CORE, 16, Synthesis.Family.ICE40, folder, limit);
            else Verification.build(CORE, 16, folder, limit).run(EmptyProgram.of(CORE), new byte[64], 1000, 0);
            return "nothing";
        } catch (SystoleException e) {
            var problem = e.problems().getFirst();
            String message = problem.message().replace('\n', '~');
            int bytes = message.getBytes(StandardCharsets.UTF_8).length;
            return problem.code().code() + " " + bytes + " " + message.substring(0, Math.min(600, message.length()))
                    + " | " + problem.fix();
        } catch (RuntimeException e) {
            return "CRASH " + e;
        }
    }
}
