package org.systole.mapping;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.systole.hardware.Accelerator;
import org.systole.workload.Workload;

/**
 * A whole process that evaluates one network on ZigZag's array and says what that took, and the way to start it: a fresh
 * virtual machine with an ahead-of-time cache, as the launcher starts Systole.
 */
final class PeersProcess {
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private PeersProcess() {}

    /**
     * What a process said.
     *
     * @param cpuSeconds of all its threads, user and system, start of the virtual machine included
     * @param searchSeconds of the thread that searches, during the search
     */
    record Result(double cpuSeconds, double searchSeconds, double energyPj, double cycles) {}

    /** Evaluates the network that the argument names and prints a {@link Result}, its parts with spaces between them. */
    public static void main(String[] arguments) {
        Accelerator tpu = Peers.zigzag();
        boolean alexNet = arguments[0].equals("alexnet");
        Workload workload = alexNet ? Peers.alexNet(tpu) : Peers.zoo(arguments[0], tpu);
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        NetworkCost cost =
                Peers.evaluate(workload, tpu, alexNet ? Objective.LATENCY : Objective.ENERGY, Peers.BUDGET, 1);
        long search = threads.getCurrentThreadCpuTime() - before;
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        String line = String.format(
                Locale.ROOT,
                "%.3f %.3f %.6e %.6e%n",
                system.getProcessCpuTime() / 1e9,
                search / 1e9,
                Peers.dynamicPj(cost),
                cost.cycles().value());
        write(line);
    }

    private static void write(String line) {
        try (var out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packs the classes of this test run into an archive, as an ahead-of-time cache wants them, and makes that cache. */
    static void prepare(Path folder) throws IOException, InterruptedException {
        var path = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            Path jar = folder.resolve("classes-" + path.size() + ".jar");
            if (Files.isDirectory(from)) pack(from, jar);
            path.add((Files.isDirectory(from) ? jar : from).toAbsolutePath().toString());
        }
        Files.writeString(folder.resolve("path"), String.join(File.pathSeparator, path));
        run(folder, "mobilenet-v2", "-XX:AOTCacheOutput=" + folder.resolve("cache.aot"));
    }

    /** Runs a network in a process of its own. */
    static Result run(Path folder, String network) throws IOException, InterruptedException {
        String[] parts = run(folder, network, "-XX:AOTCache=" + folder.resolve("cache.aot"))
                .strip()
                .split(" ");
        return new Result(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }

    private static String run(Path folder, String network, String cache) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add(cache);
        command.add("-cp");
        command.add(Files.readString(folder.resolve("path")));
        command.add(PeersProcess.class.getName());
        command.add(network);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("exit status of " + command);
        return text.lines()
                .filter(line -> line.matches("[0-9.]+ [0-9.]+ \\S+ \\S+"))
                .findFirst()
                .orElse("");
    }

    private static void pack(Path from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to);
                var jar = new JarOutputStream(out);
                var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(from.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }
}
