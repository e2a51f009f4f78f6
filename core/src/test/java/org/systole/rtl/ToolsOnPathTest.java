package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools on the path that are missing, wrong, crash, hang or say nonsense: each is named with its remedy and leaves nothing. */
class ToolsOnPathTest {
    @TempDir
    Path folder;

    /** What each case must say, of Verilator and of Yosys. */
    private static Map<String, String> expected() {
        var expected = new LinkedHashMap<String, String>();
        expected.put(
                "missing",
                "E6001 .*cannot run '(verilator|yosys)': No such file or directory; looked in /.*apt-get install.*");
        expected.put("not executable", "E6001 .*Permission denied; looked in .*");
        expected.put("other machine", "E6001 .*is a program for another processor.*apt-get.*");
        expected.put(
                "old", "E6001 .* says 'Verilator 4.028.*expected (Verilator 5|Yosys 0.23) or later.*apt-get install.*");
        expected.put("no version", "E6001 .* says 'hello.*expected .* or later.*");
        expected.put("version hangs", "E6003 .*did not end within 3 s.*");
        expected.put("fails", "E6002 .*ended with status 1:~%Error: top.sv:1: broken \\|.*");
        expected.put("other language", "E6002 .*ended with status 1:~Fehlschlag: Datei nicht gefunden \\|.*");
        expected.put("crashes", "E6002 .*crashed with signal 11; it wrote nothing.*");
        expected.put("killed", "E6002 .*was killed, perhaps for want of memory.*");
        expected.put("does nothing", "E6002 .*(made no program|the report of Yosys 0.23 has no cells).*");
        expected.put("without end", "E6002 .*wrote more than 64 MiB.*");
        expected.put("one line without end", "E6002 .*wrote more than 64 MiB.*");
        expected.put("long line", "E6002 .*ended with status 1:~E{300} \\.\\.\\..*");
        expected.put("hangs", "E6003 .*did not end within 3 s.*");
        expected.put("leaves a child", "E6002 .*ended with status 1; it wrote nothing.*");
        expected.put(
                "nonsense", "E6002 .*(ended without its report of cycles|the report of Yosys 0.23 has no cells).*");
        expected.put(
                "odd area",
                "E6002 .*(made no program|the report of Yosys 0.23 has no cells|Yosys 0.23 leaves .* or tells no area).*");
        return expected;
    }

    @Test
    void eachIsNamedWithItsRemedy() throws IOException, InterruptedException {
        assertEquals(ToolCases.scripts().keySet(), expected().keySet());
        Path path = Files.createDirectory(folder.resolve("path")), output = folder.resolve("output");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ToolCases.class.getName(),
                        path.toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", path.toString());
        Process process = builder.start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "hangs");
        String said = Files.readString(output);
        assertEquals(0, process.exitValue(), said);
        for (var each : expected().entrySet())
            for (String tool : new String[] {"verilator", "yosys", ToolCases.LIBERTY}) {
                if (tool.equals(ToolCases.LIBERTY) && !ToolCases.OF_LIBERTY.contains(each.getKey())) continue;
                String begin = each.getKey() + " | " + tool + " | ";
                String line = said.lines()
                        .filter(text -> text.startsWith(begin))
                        .findFirst()
                        .orElse("");
                String[] parts = line.split(" \\| ", 4);
                assertTrue(
                        parts.length == 4 && parts[3].matches(each.getValue()),
                        () -> begin + each.getValue() + "\n" + said);
                if (each.getKey().contains("hangs")) {
                    long millis = Long.parseLong(parts[2]);
                    assertTrue(millis >= ToolCases.SHORT.toMillis(), line);
                }
            }
        assertTrue(said.contains("look | verilator | 0 | missing"), said);
        assertFalse(sleeps(), "a process survives");
    }

    /** Returns whether a sleeper still runs; one that was ended may stay as a zombie, which has no command line. */
    private static boolean sleeps() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            boolean any = ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info().commandLine().orElse("").contains("sleep " + ToolCases.SLEEP));
            if (!any) return false;
            Thread.sleep(100);
        }
        return true;
    }
}
