package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Program;
import org.systole.compile.RandomNetwork;
import org.systole.files.Json;
import org.systole.problem.SystoleException;
import org.systole.simulate.Activity.Part;

/** Action counts against a walk over every tap; traces against the time line. */
class ActivityTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    private static List<Program> programs() {
        var random = new SplittableRandom(SEED);
        var programs = new java.util.ArrayList<Program>();
        while (programs.size() < 40) {
            CoreConfig config = RandomPrograms.core(4 << random.nextInt(2), random);
            if (random.nextBoolean()) config = config.outputStationary();
            try {
                programs.add(Compiler.compile(new RandomNetwork(random).build(), config)
                        .program());
            } catch (SystoleException e) {
                // not even one tile fits
            }
        }
        return programs;
    }

    @Test
    void countsEqualAWalkOverEveryTap() {
        for (Program program : programs()) {
            Activity activity = Activity.of(EventSimulator.run(program));
            long inputs = 0, slots = 0, added = 0, sums = 0, stored = 0;
            for (Instruction instruction : program.instructions())
                switch (instruction) {
                    case Execute e -> {
                        long[] walked = walk(e, program.config());
                        inputs += walked[0];
                        slots += walked[1];
                        added += walked[2];
                    }
                    case Store s -> {
                        sums += walk(s);
                        stored += (long) s.outputBlocks() * s.outputY() * s.outputX();
                    }
                    default -> {}
                }
            int n = program.config().size();
            assertEquals(inputs, activity.count(Part.INPUT, "read"));
            assertEquals(slots * n * n, activity.count(Part.ARRAY, "slot"));
            assertEquals(sums, activity.count(Part.ACCUMULATOR, "read"));
            assertEquals(sums * n, activity.count(Part.POST_PROCESSING, "scale"));
            assertEquals(
                    stored * n * program.config().inputBits() / program.config().busBits(),
                    activity.count(Part.DRAM, "write"));
            if (program.config().weightStationary())
                assertEquals(
                        added,
                        activity.count(Part.ACCUMULATOR, "write") + activity.count(Part.ACCUMULATOR, "accumulate"));
            layersAddUp(program, activity);
            activity.duty().forEach((part, busy) -> assertTrue(busy <= activity.cycles(), part + " " + busy));
        }
    }

    private static void layersAddUp(Program program, Activity whole) {
        List<Activity> layers = Activity.ofLayers(EventSimulator.run(program));
        for (Activity.Count count : whole.counts())
            assertEquals(
                    count.count(),
                    layers.stream()
                            .mapToLong(layer -> layer.count(count.part(), count.action()))
                            .sum(),
                    count.toString());
    }

    private static long[] walk(Execute e, CoreConfig config) {
        if (e.tapped() && !config.weightStationary()) return walkGroups(e, config.size());
        long inside = 0, slots = 0, added = 0;
        // with taps in rows of the array, every pixel from a row's first tap to its last one
        int columns = e.tapped() ? (e.outputX() - 1) * e.strideX() + e.filterX() : e.outputX();
        int step = e.tapped() ? 1 : e.strideX(), passes = e.tapped() ? 1 : e.filterX();
        for (int b = 0; b < e.outputBlocks() * e.channelBlocks(); b++)
            for (int fy = 0; fy < e.filterY(); fy++)
                for (int fx = 0; fx < passes; fx++)
                    for (int oy = 0; oy < e.outputY(); oy++, added += e.outputX())
                        for (int column = 0; column < columns; column++) {
                            int y = e.originY() + oy * e.strideY() + fy * e.dilationY();
                            int x = e.originX() + column * step + fx * e.dilationX();
                            if (y >= 0 && x >= 0 && y < e.height() && x < e.width()) inside++;
                            slots++;
                        }
        return new long[] {inside, slots, added};
    }

    /** Output-stationary, with taps: what the outputs of a group read, each pixel once. */
    private static long[] walkGroups(Execute e, int n) {
        long inside = 0, slots = 0;
        for (int b = 0; b < e.outputBlocks() * e.channelBlocks(); b++)
            for (int fy = 0; fy < e.filterY(); fy++)
                for (int oy = 0; oy < e.outputY(); oy++)
                    for (int ox = 0; ox < e.outputX(); ox++) {
                        boolean lastOfGroup = ox % n == n - 1 || ox == e.outputX() - 1;
                        for (int fx = 0; fx < (lastOfGroup ? e.filterX() : 1); fx++, slots++) {
                            int y = e.originY() + oy * e.strideY() + fy * e.dilationY(), x = e.originX() + ox + fx;
                            if (y >= 0 && x >= 0 && y < e.height() && x < e.width()) inside++;
                        }
                    }
        return new long[] {inside, slots, 0};
    }

    private static long walk(Store s) {
        long inside = 0;
        for (int k = 0; k < s.outputBlocks(); k++)
            for (int py = 0; py < s.outputY(); py++)
                for (int px = 0; px < s.outputX(); px++)
                    for (int i = 0; i < s.poolY(); i++)
                        for (int j = 0; j < s.poolX(); j++) {
                            int y = py * s.poolStrideY() - s.poolTop() + i, x = px * s.poolStrideX() - s.poolLeft() + j;
                            if (y >= 0 && x >= 0 && y < s.accumulatorY() && x < s.accumulatorX()) inside++;
                        }
        return inside;
    }

    @Test
    void tracesHoldEveryInstructionOnce() {
        for (Program program : programs().subList(0, 5)) {
            Timeline timeline = EventSimulator.run(program);
            byte[] json = Json.compact(Trace.tree(timeline, 500)).getBytes(StandardCharsets.UTF_8);
            var events = (List<?>) ((Map<?, ?>) Json.parse(json)).get("traceEvents");
            long complete = events.stream()
                    .map(event -> (Map<?, ?>) event)
                    .filter(event -> event.containsKey("args") && "X".equals(event.get("ph")))
                    .count();
            assertEquals(program.instructions().size() - 1, complete);
            String vcd = Trace.vcd(timeline);
            assertEquals(
                    program.instructions().size() - 1 + Unit.values().length,
                    vcd.lines().filter(line -> line.startsWith("b")).count());
            assertTrue(vcd.endsWith("#" + timeline.cycles() + "\n"));
        }
    }
}
