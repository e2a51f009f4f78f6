package org.systole.app.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.Version;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Quantities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what this machine has of what Systole can use. */
@Command(
        name = "doctor",
        header = "Says what this machine has of what Systole can use.",
        description = "What is missing, what needs it, and how to get it. Ends with status 0 when 'evaluate' can run.")
public final class DoctorCommand implements Callable<Integer> {
    /** External tools: command, what needs it, how to get it on Debian. */
    private static final List<List<String>> TOOLS = List.of(
            List.of("verilator", "co-simulation of generated hardware (later)", "apt-get install verilator"),
            List.of("yosys", "synthesis figures of generated hardware (later)", "apt-get install yosys"),
            List.of("git", "development", "apt-get install git"));

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public DoctorCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var listing = new Listing(
                "doctor",
                List.of(
                        Column.text("what", "What"),
                        Column.text("state", "state"),
                        Column.text("found", "found"),
                        Column.text("remedy", "how to get it")));
        java(listing);
        cache(listing);
        for (List<String> tool : TOOLS) tool(listing, tool);
        Printing.print(console, format, listing);
        return 0;
    }

    private static void java(Listing listing) {
        listing.row("systole", "ok", Version.current(), "");
        listing.row("java", "ok", Runtime.version() + " (" + System.getProperty("java.home") + ")", "");
        long heap = Runtime.getRuntime().maxMemory();
        boolean small = heap < 200L << 20;
        listing.row(
                "java heap", small ? "small" : "ok", Quantities.bytes(heap), small ? "SYSTOLE_JAVA_OPTS=-Xmx2g" : "");
        listing.row("processors", "ok", Runtime.getRuntime().availableProcessors(), "");
        boolean fast = System.getProperty("systole.aot", "").equals("true");
        listing.row(
                "fast start",
                fast ? "ok" : "off",
                fast ? "recorded" : "not recorded",
                fast ? "" : "start with ./systole");
    }

    private static void cache(Listing listing) {
        Path folder = CacheFolder.current();
        Path there = folder;
        while (there != null && !Files.exists(there)) there = there.getParent();
        boolean writable = there != null && Files.isDirectory(there) && Files.isWritable(there);
        listing.row(
                "result cache",
                writable ? "ok" : "not writable",
                folder.toString(),
                writable ? "" : "set SYSTOLE_CACHE to a folder that you may write to");
    }

    private static void tool(Listing listing, List<String> tool) {
        Optional<Path> found = onPath(tool.getFirst());
        listing.row(
                tool.getFirst(),
                found.isPresent() ? "ok" : "missing",
                found.map(Path::toString).orElse("for " + tool.get(1)),
                found.isPresent() ? "" : tool.get(2));
    }

    private static Optional<Path> onPath(String command) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (folder.isEmpty()) continue;
            Path file = Path.of(folder, command);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) return Optional.of(file);
        }
        return Optional.empty();
    }
}
