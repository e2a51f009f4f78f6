package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.Version;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Quantities;
import org.systole.rtl.Tools;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what this machine has of what Systole can use. */
@Command(
        name = "doctor",
        header = "Says what this machine has of what Systole can use.",
        description = "What is missing, what needs it, and how to get it. Ends with status 0 when 'evaluate' can run.")
public final class DoctorCommand implements Callable<Integer> {
    /** What needs each external tool. */
    private static final Map<String, String> NEEDS =
            Map.of("verilator", "verify", "g++", "verify", "make", "verify", "yosys", "synthesize");

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
        for (Tools.Tool tool : Tools.look())
            listing.row(
                    tool.name() + " (" + NEEDS.getOrDefault(tool.name(), "") + ")",
                    tool.state(),
                    tool.found(),
                    tool.remedy());
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
}
