package org.systole.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Pool;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;
import org.systole.compile.Program;

/**
 * What every part of the core did during a run: how many actions, and in how many of the cycles it was busy. Enough to
 * compute energy with any cost tables without another run.
 *
 * <p>Counts follow from the instructions alone: the address generators are counters, and nothing depends on data. A tap
 * outside the map takes its cycle but reads nothing.
 *
 * @param cycles of the whole run
 * @param counts of every part, in a fixed order
 * @param duty for each part the cycles in which it was busy
 */
public record Activity(long cycles, List<Count> counts, Map<String, Long> duty) {
    /** Copies the collections, keeping their order. */
    public Activity {
        counts = List.copyOf(counts);
        duty = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(duty));
    }

    /** The parts of the core. */
    public enum Part {
        /** Off-chip memory, in beats of the bus and rows opened. */
        DRAM,
        /** Input scratchpad, in words of N channels. */
        INPUT,
        /** Weight scratchpad, in words of N output channels. */
        WEIGHT,
        /** Parameters of output channels, in blocks. */
        PARAMETER,
        /** Words added at write-back. */
        RESIDUAL,
        /** Accumulator memory, in words of N sums. */
        ACCUMULATOR,
        /** Registers of the PEs that hold what is stationary. */
        REGISTERS,
        /** The PEs. */
        ARRAY,
        /** The lanes at write-back, an action for each value. */
        POST_PROCESSING
    }

    /**
     * How often a part did something.
     *
     * @param part which
     * @param action what: {@code read}, {@code write}, {@code open} (a row of the DRAM), {@code accumulate} (a read and
     *     a write of a sum), {@code slot} (a PE in a cycle in which pixels stream), {@code scale}, {@code add},
     *     {@code pool}
     * @param count how often
     * @param bits bits of one action
     */
    public record Count(Part part, String action, long count, int bits) {}

    /**
     * Returns the activity of a run.
     *
     * @param timeline the run
     */
    public static Activity of(Timeline timeline) {
        var counter = new Counter(timeline.program().config());
        for (Instruction instruction : timeline.program().instructions()) counter.add(instruction);
        return counter.activity(timeline);
    }

    /** Returns the activity of each layer; its cycles are those in which its units were busy, none of them twice a unit. */
    public static List<Activity> ofLayers(Timeline timeline) {
        Program program = timeline.program();
        var counters = new ArrayList<Counter>();
        for (int i = 0; i < program.layers().size(); i++) counters.add(new Counter(program.config()));
        for (int i = 0; i + 1 < program.instructions().size(); i++)
            counters.get(program.sources()[i]).add(program.instructions().get(i));
        return counters.stream().map(counter -> counter.activity(null)).toList();
    }

    /** Returns how often a part did something, 0 when it never did. */
    public long count(Part part, String action) {
        for (Count count : counts) if (count.part() == part && count.action().equals(action)) return count.count();
        return 0;
    }

    /** Adds up. */
    private static final class Counter {
        private final CoreConfig config;
        private final int n;
        private final Map<String, long[]> sums = new LinkedHashMap<>();
        private final OpenRows rows;
        private long streaming;

        Counter(CoreConfig config) {
            this.config = config;
            this.rows = new OpenRows(config.dramRows());
            this.n = config.size();
            // the order of the report
            int word = n * config.inputBits(), weights = n * config.weightBits(), sum = n * config.accumulatorBits();
            int registers = config.weightStationary() ? config.weightBits() : config.accumulatorBits();
            define(Part.DRAM, "read", config.busBits());
            define(Part.DRAM, "write", config.busBits());
            define(Part.DRAM, "open", 8 * config.dramRows().bytes());
            define(Part.INPUT, "read", word);
            define(Part.INPUT, "write", word);
            define(Part.WEIGHT, "read", weights);
            define(Part.WEIGHT, "write", weights);
            define(Part.PARAMETER, "read", n * 64);
            define(Part.PARAMETER, "write", n * 64);
            define(Part.RESIDUAL, "read", word);
            define(Part.RESIDUAL, "write", word);
            define(Part.ACCUMULATOR, "read", sum);
            define(Part.ACCUMULATOR, "write", sum);
            define(Part.ACCUMULATOR, "accumulate", sum);
            define(Part.REGISTERS, "write", registers);
            define(Part.ARRAY, "slot", 0);
            define(Part.POST_PROCESSING, "scale", config.inputBits());
            define(Part.POST_PROCESSING, "add", config.inputBits());
            define(Part.POST_PROCESSING, "pool", config.inputBits());
        }

        private void define(Part part, String action, int bits) {
            sums.put(part + " " + action, new long[] {0, bits});
        }

        private void count(Part part, String action, long count) {
            sums.get(part + " " + action)[0] += count;
        }

        void add(Instruction instruction) {
            switch (instruction) {
                case Load load -> load(load);
                case Execute e when e.outputBlocks() == 0 -> {}
                case Execute e -> execute(e);
                case Store store -> store(store);
                case Instruction.Halt halt -> {}
            }
        }

        private void load(Load load) {
            RowCounts.bursts(Bursts.of(config, load), rows);
            long words = (long) load.words() * load.rows() * load.planes();
            count(Part.DRAM, "read", Traffic.beats(config, load));
            count(part(load.target()), "write", load.diagonal() ? words * n : words);
        }

        private static Part part(Target target) {
            return switch (target) {
                case INPUT -> Part.INPUT;
                case WEIGHT -> Part.WEIGHT;
                case RESIDUAL -> Part.RESIDUAL;
                default -> Part.PARAMETER;
            };
        }

        private void execute(Execute e) {
            long rows = 0, columns = 0;
            for (int fy = 0; fy < e.filterY(); fy++)
                rows += inside(e.originY() + fy * e.dilationY(), e.strideY(), e.outputY(), e.height());
            for (int fx = 0; fx < e.filterX() && !e.tapped(); fx++)
                columns += inside(e.originX() + fx * e.dilationX(), e.strideX(), e.outputX(), e.width());
            // with taps every pixel of a row, or of a group of outputs of a row, is read once
            int group = config.weightStationary() ? e.outputX() : n;
            for (int ox = 0; ox < e.outputX() && e.tapped(); ox += group) {
                int more = Math.min(group, e.outputX() - ox) - 1;
                columns += inside(e.originX() + ox * e.strideX(), 1, more * e.strideX() + e.filterX(), e.width());
            }
            long blocks = (long) e.outputBlocks() * e.channelBlocks();
            long tiles = e.tiles(), pixels = (long) e.outputY() * e.outputX(), streamed = pixels;
            if (e.tapped())
                streamed = config.weightStationary()
                        ? e.outputY() * e.rowPixels()
                        : pixels + e.groups(n) * (e.filterX() - 1);
            count(Part.INPUT, "read", blocks * rows * columns);
            count(Part.ARRAY, "slot", tiles * streamed * n * n);
            streaming += tiles * streamed;
            if (config.weightStationary()) {
                count(Part.WEIGHT, "read", tiles * e.tileWords(n));
                count(Part.REGISTERS, "write", tiles * n * n);
                long first = e.accumulate() ? 0 : e.outputBlocks() * pixels;
                count(Part.ACCUMULATOR, "write", first);
                count(Part.ACCUMULATOR, "accumulate", tiles * pixels - first);
            } else {
                count(Part.WEIGHT, "read", tiles * e.groups(n) * e.tileWords(n));
                count(Part.REGISTERS, "write", tiles * pixels * n * e.slot(n));
                count(Part.ACCUMULATOR, e.accumulate() ? "accumulate" : "write", e.outputBlocks() * pixels);
            }
        }

        private void store(Store s) {
            RowCounts.bursts(Bursts.of(config, s), rows);
            long words = (long) s.outputBlocks() * s.outputY() * s.outputX();
            long lines = 0, columns = 0;
            for (int i = 0; i < s.poolY(); i++)
                lines += inside(i - s.poolTop(), s.poolStrideY(), s.outputY(), s.accumulatorY());
            for (int j = 0; j < s.poolX(); j++)
                columns += inside(j - s.poolLeft(), s.poolStrideX(), s.outputX(), s.accumulatorX());
            long taps = s.outputBlocks() * lines * columns;
            count(Part.ACCUMULATOR, "read", taps);
            count(Part.PARAMETER, "read", taps);
            count(Part.POST_PROCESSING, "scale", taps * n);
            if (s.residual() >= 0) {
                count(Part.RESIDUAL, "read", taps);
                count(Part.POST_PROCESSING, "add", taps * n);
            }
            if (s.pool() != Pool.NONE) count(Part.POST_PROCESSING, "pool", taps * n);
            count(Part.DRAM, "write", words * Bursts.beatsPerWord(config, Target.INPUT));
        }

        /** Returns how many of {@code from, from + step, ...} are from 0 to {@code extent - 1}. */
        private static long inside(int from, int step, int count, int extent) {
            if (step == 0) return from >= 0 && from < extent ? count : 0;
            long first = from >= 0 ? 0 : Math.ceilDiv(-from, step);
            long last = from >= extent ? -1 : (extent - 1 - from) / step;
            return Math.max(0, Math.min(count - 1, last) - first + 1);
        }

        Activity activity(Timeline timeline) {
            var counts = new ArrayList<Count>();
            sums.get(Part.DRAM + " open")[0] = rows.misses();
            sums.forEach((key, sum) -> {
                String[] words = key.split(" ");
                counts.add(new Count(Part.valueOf(words[0]), words[1], sum[0], (int) sum[1]));
            });
            var duty = new LinkedHashMap<String, Long>();
            if (timeline != null)
                for (Unit unit : Unit.values())
                    duty.put(unit.name().toLowerCase(java.util.Locale.ROOT), timeline.busy(unit));
            duty.put("array", streaming);
            duty.put("read_bus", sums.get(Part.DRAM + " read")[0]);
            duty.put("write_bus", sums.get(Part.DRAM + " write")[0]);
            for (Part part : List.of(Part.INPUT, Part.WEIGHT, Part.PARAMETER, Part.RESIDUAL))
                for (String port : List.of("read", "write"))
                    duty.put(
                            part.name().toLowerCase(java.util.Locale.ROOT) + "_" + port,
                            sums.get(part + " " + port)[0]);
            long accumulate = sums.get(Part.ACCUMULATOR + " accumulate")[0];
            duty.put("accumulator_read", sums.get(Part.ACCUMULATOR + " read")[0] + accumulate);
            duty.put("accumulator_write", sums.get(Part.ACCUMULATOR + " write")[0] + accumulate);
            return new Activity(timeline == null ? 0 : timeline.cycles(), counts, duty);
        }
    }
}
