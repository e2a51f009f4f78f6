package org.systole.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Program;
import org.systole.compile.ProgramFile;
import org.systole.problem.SystoleException;
import org.systole.simulate.Timeline;
import org.systole.simulate.Traffic;
import org.systole.simulate.Unit;

/** Runs programs on the generated hardware under Verilator and compares with the simulator, cycle by cycle. */
public final class Verification {
    private final CoreConfig config;
    private final int instructions;
    private final Path folder;
    private final Path bench;
    private final Duration limit;

    private Verification(CoreConfig config, int instructions, Path folder, Path bench, Duration limit) {
        this.config = config;
        this.instructions = instructions;
        this.folder = folder;
        this.bench = bench;
        this.limit = limit;
    }

    /**
     * What the hardware did.
     *
     * @param cycles its own counter
     * @param dram the DRAM at the end
     * @param begins for each instruction but the halt the cycle in which its unit took it
     * @param ends for each instruction but the halt the cycle in which it ended
     * @param counters what its other counters say: cycles in which load, execute and store had a command, beats read and
     *     written; empty after a fault
     * @param fault what the test bench found wrong on the bus, or the empty string
     */
    public record Run(long cycles, byte[] dram, long[] begins, long[] ends, long[] counters, String fault) {}

    /**
     * Generates a core and builds its test bench.
     *
     * @param config the core
     * @param instructions entries of the instruction memory, a power of two
     * @param folder where to; gets {@code rtl/} and {@code bench/}
     * @param limit how long each call of a tool may take
     * @throws org.systole.problem.SystoleException when a tool is missing, fails or hangs
     */
    public static Verification build(CoreConfig config, int instructions, Path folder, Duration limit) {
        try {
            List<Path> sources = Generator.write(config, instructions, folder.resolve("rtl"));
            return build(config, instructions, folder, sources, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds the test bench of sources that are there already. */
    static Verification build(CoreConfig config, int instructions, Path folder, List<Path> sources, Duration limit)
            throws IOException {
        var all = new ArrayList<>(sources);
        all.addAll(checks(config, Files.createDirectories(folder.resolve("bench"))));
        return build(config, instructions, folder, all, limit, "-O2");
    }

    /** Writes the checks of the bus and of the memories' ports, which are bound to the hardware. */
    private static List<Path> checks(CoreConfig config, Path folder) throws IOException {
        int half = Integer.numberOfTrailingZeros(config.accumulatorWords()) - 1;
        Path bind = Files.writeString(
                folder.resolve("bind.sv"),
                "bind systole_top systole_axi_check #(.BUS_BITS(" + config.busBits() + "), .BURST_BEATS("
                        + config.burstBeats() + "), .OUTSTANDING(" + config.outstanding() + ")) axi_check (.*);\n"
                        + "bind systole_core systole_port_check port_check (.clk, .rst, .execute_read(sum_read),"
                        + " .execute_read_half(sum_read_at[" + half + "]), .execute_write(sum_write),"
                        + " .execute_write_half(sum_write_at[" + half + "]),"
                        + " .store_read(store.issue && store.in_map), .store_read_half(store_at[" + half + "]));\n");
        var files = new ArrayList<Path>();
        for (String check : List.of("systole_axi_check.sv", "systole_port_check.sv"))
            files.add(Files.writeString(folder.resolve(check), Generator.resource(check)));
        files.add(bind);
        return files;
    }

    /** Builds the test bench with flags for the C++ compiler; checks of the bus are those among the sources. */
    static Verification build(
            CoreConfig config, int instructions, Path folder, List<Path> sources, Duration limit, String flags)
            throws IOException {
        Path bench = TestBench.build(folder.resolve("bench").toAbsolutePath(), sources, limit, flags);
        return new Verification(config, instructions, folder.toAbsolutePath(), bench, limit);
    }

    /**
     * Runs a program.
     *
     * @param program for the same core
     * @param dram the DRAM at the start; not changed
     * @param mostCycles where to give up
     * @param stallSeed other than 0: every AXI channel pauses at random; then cycles mean nothing
     */
    public Run run(Program program, byte[] dram, long mostCycles, long stallSeed) {
        return run(program, dram, mostCycles, stallSeed, 0, false);
    }

    /**
     * Runs a program with one of the faults that a test has planted, or with none: 0.
     *
     * @param exercise whether the program then runs again with errors, stops and resets in its middle
     */
    Run run(Program program, byte[] dram, long mostCycles, long stallSeed, int fault, boolean exercise) {
        if (program.instructions().size() > instructions || !program.config().equals(config))
            throw new IllegalArgumentException("a program for another core");
        try {
            Path code = Files.write(folder.resolve(ProgramFile.CODE), ProgramFile.code(program));
            Path before = Files.write(folder.resolve("dram.bin"), dram);
            Path after = folder.resolve("dram.out");
            Path events = folder.resolve("events.txt");
            Files.deleteIfExists(after);
            Files.deleteIfExists(events);
            var command = List.of(
                    bench.toString(),
                    code.toString(),
                    before.toString(),
                    after.toString(),
                    "" + config.busBits() / 8,
                    "" + config.dramLatency(),
                    "" + mostCycles,
                    "" + stallSeed,
                    events.toString(),
                    "" + fault,
                    "" + config.dramRows().bytes(),
                    "" + config.dramRows().banks(),
                    "" + config.dramRows().openCycles(),
                    "" + config.dramRows().closeCycles(),
                    exercise ? "1" : "0");
            String output = bench(command);
            boolean ended = output.startsWith("cycles ");
            if (!Files.exists(events) || ended && !Files.exists(after)) throw unreadable(null);
            long[] begins = new long[program.instructions().size()];
            long[] ends = new long[begins.length];
            events(program, Files.readAllLines(events), begins, ends);
            if (!ended) return new Run(-1, dram.clone(), begins, ends, new long[0], output.strip());
            long[] numbers = output.lines()
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .toArray();
            long[] counters = Arrays.copyOfRange(numbers, 1, numbers.length);
            return new Run(numbers[0], Files.readAllBytes(after), begins, ends, counters, "");
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SystoleException unreadable(RuntimeException cause) {
        var problem = Generator.refused(
                RtlProblem.TOOL_FAILED,
                folder.resolve("run.log"),
                "the test bench ended without its report of cycles",
                "delete " + folder + " and verify again; check the tools with 'verilator --version', 'g++ --version'");
        if (cause != null) problem.initCause(cause);
        return problem;
    }

    private String bench(List<String> command) throws IOException {
        Path log = folder.resolve("run.log");
        try {
            return ExternalTool.run(command, folder, log, limit, TestBench.INSTALL);
        } catch (SystoleException e) {
            String output = Files.exists(log) ? Files.readString(log) : "";
            if (output.startsWith("fault: ")) return output;
            throw e;
        }
    }

    /** Gives the cycles in which units began and ended commands to the instructions, which each unit runs in order. */
    private static void events(Program program, List<String> lines, long[] begins, long[] ends) {
        Arrays.fill(begins, -1);
        Arrays.fill(ends, -1);
        int[][] order = new int[Unit.values().length][];
        for (Unit unit : Unit.values())
            order[unit.ordinal()] = java.util.stream.IntStream.range(0, begins.length)
                    .filter(i -> Unit.of(program.instructions().get(i)) == unit)
                    .toArray();
        int[] begun = new int[order.length];
        int[] ended = new int[order.length];
        for (String line : lines) {
            int space = line.indexOf(' ');
            long cycle = Long.parseLong(line.substring(0, space));
            int bits = Integer.parseInt(line.substring(space + 1));
            for (int unit = 0; unit < order.length; unit++) {
                if ((bits >> 2 * unit & 1) != 0 && begun[unit] < order[unit].length)
                    begins[order[unit][begun[unit]++]] = cycle;
                if ((bits >> 2 * unit & 2) != 0 && ended[unit] < order[unit].length)
                    ends[order[unit][ended[unit]++]] = cycle;
            }
        }
    }

    /**
     * Returns the first thing in which hardware and simulator differ, or the empty string.
     *
     * @param run what the hardware did
     * @param timeline when the simulator ran each instruction
     * @param dram the DRAM after the simulator's run
     */
    public static String difference(Run run, Timeline timeline, byte[] dram) {
        if (!run.fault.isEmpty()) return run.fault;
        String first = firstEvent(run, timeline);
        if (!first.isEmpty()) return first;
        if (run.cycles != timeline.cycles())
            return "the hardware took " + run.cycles + " cycles, the simulator " + timeline.cycles();
        String counter = counters(run, timeline);
        if (!counter.isEmpty()) return counter;
        int at = Arrays.mismatch(run.dram, dram);
        if (at < 0) return "";
        return "byte " + at + " of the DRAM is " + run.dram[at] + " after the hardware's run, " + dram[at]
                + " after the simulator's" + writer(timeline.program(), at);
    }

    private static String firstEvent(Run run, Timeline timeline) {
        int first = -1;
        long when = Long.MAX_VALUE;
        for (int i = 0; i < run.begins.length - 1; i++) {
            long cycle = Long.MAX_VALUE;
            if (run.begins[i] != timeline.begins()[i]) cycle = timeline.begins()[i];
            else if (run.ends[i] != timeline.ends()[i]) cycle = timeline.ends()[i];
            if (cycle < when) {
                when = cycle;
                first = i;
            }
        }
        if (first < 0) return "";
        boolean begin = run.begins[first] != timeline.begins()[first];
        return "instruction " + first + " (" + timeline.program().instructions().get(first) + ") "
                + (begin ? "begins" : "ends") + " in cycle " + (begin ? run.begins : run.ends)[first]
                + " of the hardware, in cycle " + when + " of the simulator";
    }

    private static String counters(Run run, Timeline timeline) {
        long[] expected = new long[run.counters.length];
        String[] names = {"cycles of load", "cycles of execute", "cycles of store", "beats read", "beats written"};
        for (Unit unit : Unit.values()) expected[unit.ordinal()] = timeline.busy(unit);
        for (Instruction instruction : timeline.program().instructions())
            switch (instruction) {
                case Instruction.Load load ->
                    expected[3] += Traffic.beats(timeline.program().config(), load);
                case Instruction.Store store ->
                    expected[4] += Traffic.beats(timeline.program().config(), store);
                default -> {}
            }
        for (int i = 0; i < expected.length; i++)
            if (run.counters[i] != expected[i])
                return "the hardware counts " + run.counters[i] + " " + names[i] + ", the simulator " + expected[i];
        return "";
    }

    private static String writer(Program program, long at) {
        for (int i = program.instructions().size() - 1; i >= 0; i--)
            if (program.instructions().get(i) instanceof Instruction.Store s
                    && at >= s.dram()
                    && at < s.dram() + (long) s.outputBlocks() * s.dramBlock() + (long) s.outputY() * s.dramRow())
                return ", written by instruction " + i;
        return "";
    }
}
