package org.systole.compile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;

/**
 * What lies where, from which instruction to which: for each on-chip memory and the DRAM the ranges that the program writes
 * and how long each is still read.
 *
 * <p>A range of an on-chip memory begins with the instruction that writes it (the host, instruction -1, writes inputs and
 * weights) and ends with the last one that reads it before it is overwritten.
 */
public final class MemoryTimeline {
    /** The memories. */
    public enum Memory {
        /** Input scratchpad. */
        INPUT,
        /** Weight scratchpad. */
        WEIGHT,
        /** Parameters of output channels. */
        PARAMETER,
        /** Words added at write-back. */
        RESIDUAL,
        /** The table of an activation. */
        TABLE,
        /** Words of the extension before operand reads. */
        EXTENSION,
        /** Partial sums. */
        ACCUMULATOR,
        /** Off-chip memory. */
        DRAM
    }

    /**
     * A range that is in use.
     *
     * @param memory where
     * @param first first word; of DRAM the first byte
     * @param size words; of DRAM bytes
     * @param from the instruction that writes it, or -1 for the host
     * @param to the last instruction that reads it
     * @param what the layer, or of DRAM the value
     */
    public record Live(Memory memory, long first, long size, int from, int to, String what) {}

    private final Program program;
    private final Map<Memory, List<Live>> open = new EnumMap<>(Memory.class);
    private final List<Live> closed = new ArrayList<>();

    private MemoryTimeline(Program program) {
        this.program = program;
        for (Memory memory : Memory.values()) open.put(memory, new ArrayList<>());
    }

    /**
     * Returns the ranges of a compiled network, on-chip memories by the instruction that ends them, then the DRAM's.
     *
     * @param compiled the program with its maps
     */
    public static List<Live> of(Compiler.Compiled compiled) {
        var timeline = new MemoryTimeline(compiled.program());
        timeline.onChip();
        timeline.dram(compiled);
        return List.copyOf(timeline.closed);
    }

    /** Returns the most words (of DRAM bytes) of each memory that are in use at one time, in the order of memories. */
    public static Map<Memory, Long> peaks(List<Live> ranges) {
        var peaks = new EnumMap<Memory, Long>(Memory.class);
        for (Memory memory : Memory.values()) {
            var changes = new java.util.TreeMap<Integer, Long>();
            for (Live live : ranges)
                if (live.memory() == memory) {
                    changes.merge(live.from(), live.size(), Long::sum);
                    changes.merge(live.to() + 1, -live.size(), Long::sum);
                }
            long now = 0, most = 0;
            for (long change : changes.values()) most = Math.max(most, now += change);
            peaks.put(memory, most);
        }
        return peaks;
    }

    private void onChip() {
        int n = program.config().size();
        for (int i = 0; i < program.instructions().size(); i++)
            switch (program.instructions().get(i)) {
                case Load load -> write(i, memory(load), load.to(), words(load, n));
                case Execute e when e.outputBlocks() == 0 -> {}
                case Execute e -> execute(i, e, n);
                case Store s -> store(i, s);
                case Instruction.Halt halt -> {}
            }
        for (List<Live> ranges : open.values()) closed.addAll(ranges);
        open.values().forEach(List::clear);
    }

    private void execute(int i, Execute e, int n) {
        long blocks = 1L + (e.channelBlocks() - 1) + (long) (e.outputBlocks() - 1) * e.blockStep();
        read(i, Memory.INPUT, e.input(), blocks * e.inputBlock());
        read(i, Memory.WEIGHT, e.weight(), e.tiles() * e.tileWords(n));
        long sums = (long) e.outputBlocks() * e.outputY() * e.outputX();
        if (e.accumulate()) read(i, Memory.ACCUMULATOR, e.accumulator(), sums);
        else write(i, Memory.ACCUMULATOR, e.accumulator(), sums);
    }

    private void store(int i, Store s) {
        long sums = (long) s.outputBlocks() * s.accumulatorY() * s.accumulatorX();
        read(i, Memory.ACCUMULATOR, s.accumulator(), sums);
        read(i, Memory.PARAMETER, s.parameter(), s.outputBlocks());
        if (s.residual() >= 0) read(i, Memory.RESIDUAL, s.residual(), sums);
        if (s.table()) read(i, Memory.TABLE, 0, program.config().tableWords());
    }

    private static Memory memory(Load load) {
        return switch (load.target()) {
            case INPUT -> Memory.INPUT;
            case WEIGHT -> Memory.WEIGHT;
            case PARAMETER -> Memory.PARAMETER;
            case RESIDUAL -> Memory.RESIDUAL;
            case TABLE -> Memory.TABLE;
            case EXTENSION -> Memory.EXTENSION;
        };
    }

    private static long words(Load load, int n) {
        long run = (long) load.words() * (load.diagonal() ? n : 1);
        return (load.planes() - 1L) * load.toPlane() + (load.rows() - 1L) * load.toRow() + run;
    }

    private void write(int i, Memory memory, long first, long size) {
        List<Live> ranges = open.get(memory);
        ranges.removeIf(live -> {
            boolean over = live.first() < first + size && first < live.first() + live.size();
            if (over) closed.add(live);
            return over;
        });
        ranges.add(new Live(memory, first, size, i, i, layer(i)));
    }

    private void read(int i, Memory memory, long first, long size) {
        open.get(memory)
                .replaceAll(live -> live.first() < first + size && first < live.first() + live.size()
                        ? new Live(memory, live.first(), live.size(), live.from(), i, live.what())
                        : live);
    }

    private String layer(int i) {
        int layer = program.sources()[i];
        return layer < program.layers().size() ? program.layers().get(layer) : "";
    }

    private void dram(Compiler.Compiled compiled) {
        int end = program.instructions().size() - 1;
        closed.add(new Live(Memory.DRAM, 0, program.dram().length, -1, end, "weights and parameters"));
        int[] first = new int[program.layers().size()], last = new int[first.length];
        java.util.Arrays.fill(first, -1);
        for (int i = 0; i < end; i++) {
            int layer = program.sources()[i];
            if (first[layer] < 0) first[layer] = i;
            last[layer] = i;
        }
        for (Compiler.MapRange map : compiled.maps())
            closed.add(new Live(
                    Memory.DRAM,
                    map.address(),
                    map.bytes(),
                    map.firstPass() < 0 ? -1 : first[map.firstPass()],
                    map.lastPass() == Integer.MAX_VALUE ? end : map.lastPass() < 0 ? -1 : last[map.lastPass()],
                    map.value()));
    }

    /** Returns the ranges as a CSV table, names quoted. */
    public static String csv(List<Live> ranges) {
        var text = new StringBuilder("memory,first,size,from_instruction,to_instruction,what\n");
        for (Live live : ranges)
            text.append(live.memory().name().toLowerCase(java.util.Locale.ROOT))
                    .append(',')
                    .append(live.first())
                    .append(',')
                    .append(live.size())
                    .append(',')
                    .append(live.from())
                    .append(',')
                    .append(live.to())
                    .append(",\"")
                    .append(Listing.plain(live.what()).replace("\"", "\"\""))
                    .append("\"\n");
        return text.toString();
    }
}
