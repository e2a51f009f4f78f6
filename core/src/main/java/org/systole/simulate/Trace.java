package org.systole.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Program;

/**
 * A run as a time line: JSON of the trace event format that Perfetto and Chrome open ({@code traceEvents}: complete events of the
 * units, asynchronous ones of the layers, times in microseconds), or a value change dump for wave viewers.
 */
public final class Trace {
    private Trace() {}

    /**
     * Returns the trace events: a track for each unit, and one for the layers.
     *
     * @param timeline the run
     * @param clockMhz cycles in a microsecond
     */
    public static Map<String, Object> tree(Timeline timeline, double clockMhz) {
        Program program = timeline.program();
        var events = new ArrayList<Object>();
        name(events, "process_name", 0, program.name());
        name(events, "thread_name", 0, "layers");
        for (Unit unit : Unit.values()) name(events, "thread_name", unit.ordinal() + 1, lower(unit.name()));
        var slices = new ArrayList<Map<String, Object>>();
        layers(slices, timeline, clockMhz);
        for (int i = 0; i < program.instructions().size(); i++) {
            Instruction instruction = program.instructions().get(i);
            Unit unit = Unit.of(instruction);
            if (unit == null) continue;
            var event = complete(
                    title(instruction), unit.ordinal() + 1, timeline.begins()[i], timeline.ends()[i], clockMhz);
            var arguments = new LinkedHashMap<String, Object>();
            arguments.put("instruction", i);
            arguments.put("layer", layer(program, i));
            arguments.put("begin_cycle", timeline.begins()[i]);
            arguments.put("end_cycle", timeline.ends()[i]);
            event.put("args", arguments);
            slices.add(event);
        }
        slices.sort(Comparator.comparingDouble(event -> (double) event.get("ts")));
        events.addAll(slices);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("displayTimeUnit", "ns");
        tree.put("traceEvents", events);
        return tree;
    }

    /** Layers overlap, since a layer's loads begin before the stores of the one before end: asynchronous events. */
    private static void layers(List<Map<String, Object>> events, Timeline timeline, double clockMhz) {
        Program program = timeline.program();
        int last = program.instructions().size() - 1;
        for (int from = 0, i = 0; i < last; i++) {
            if (i + 1 < last && program.sources()[i + 1] == program.sources()[from]) continue;
            long begin = Long.MAX_VALUE, end = 0;
            for (int j = from; j <= i; j++) {
                if (program.instructions().get(j) instanceof Execute e && e.outputBlocks() == 0) continue;
                begin = Math.min(begin, timeline.begins()[j]);
                end = Math.max(end, timeline.ends()[j]);
            }
            if (end > 0) {
                events.add(layer("b", program, from, begin / clockMhz));
                events.add(layer("e", program, from, (end + 1) / clockMhz));
            }
            from = i + 1;
        }
    }

    private static LinkedHashMap<String, Object> layer(String phase, Program program, int instruction, double time) {
        var event = new LinkedHashMap<String, Object>();
        event.put("name", layer(program, instruction));
        event.put("cat", "layer");
        event.put("ph", phase);
        event.put("id", program.sources()[instruction]);
        event.put("ts", time);
        event.put("pid", 1);
        event.put("tid", 0);
        return event;
    }

    private static String layer(Program program, int instruction) {
        int layer = program.sources()[instruction];
        return layer < program.layers().size() ? program.layers().get(layer) : "";
    }

    private static String title(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load load -> "load " + lower(load.target().name());
            case Execute e -> e.outputBlocks() == 0 ? "wait" : "execute";
            case Instruction.Store store -> "store";
            case Instruction.Halt halt -> "halt";
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static void name(List<Object> events, String what, int thread, String name) {
        var event = new LinkedHashMap<String, Object>();
        event.put("name", what);
        event.put("ph", "M");
        event.put("pid", 1);
        event.put("tid", thread);
        event.put("args", Map.of("name", name));
        events.add(event);
    }

    private static LinkedHashMap<String, Object> complete(
            String name, int thread, long begin, long end, double clockMhz) {
        var event = new LinkedHashMap<String, Object>();
        event.put("name", name);
        event.put("ph", "X");
        event.put("ts", begin / clockMhz);
        event.put("dur", (end - begin + 1) / clockMhz);
        event.put("pid", 1);
        event.put("tid", thread);
        return event;
    }

    /**
     * Returns the run as a value change dump (IEEE 1364, section 18): for each unit whether it is busy and with which
     * instruction. A time step is a cycle.
     *
     * @param timeline the run
     */
    public static String vcd(Timeline timeline) {
        Program program = timeline.program();
        var text = new StringBuilder("$timescale 1 ns $end\n$scope module systole $end\n");
        for (Unit unit : Unit.values()) {
            text.append("$var wire 1 ")
                    .append(busy(unit))
                    .append(' ')
                    .append(lower(unit.name()))
                    .append("_busy $end\n");
            text.append("$var wire 32 ").append(index(unit)).append(' ').append(lower(unit.name()));
            text.append("_instruction $end\n");
        }
        text.append("$upscope $end\n$enddefinitions $end\n#0\n");
        for (Unit unit : Unit.values())
            text.append('0')
                    .append(busy(unit))
                    .append("\nb0 ")
                    .append(index(unit))
                    .append('\n');
        // an end is written one cycle later, unless the unit's next instruction begins there
        var changes = new java.util.TreeMap<Long, StringBuilder>();
        for (int i = 0; i < program.instructions().size(); i++) {
            Unit unit = Unit.of(program.instructions().get(i));
            if (unit == null) continue;
            at(changes, timeline.begins()[i])
                    .append("b")
                    .append(Integer.toBinaryString(i))
                    .append(' ')
                    .append(index(unit))
                    .append("\n1")
                    .append(busy(unit))
                    .append('\n');
        }
        for (int i = 0; i < program.instructions().size(); i++) {
            Unit unit = Unit.of(program.instructions().get(i));
            if (unit == null) continue;
            var then = at(changes, timeline.ends()[i] + 1);
            if (then.indexOf("1" + busy(unit)) < 0)
                then.append('0').append(busy(unit)).append('\n');
        }
        changes.forEach(
                (cycle, lines) -> text.append('#').append(cycle).append('\n').append(lines));
        return text.append('#').append(timeline.cycles()).append('\n').toString();
    }

    private static StringBuilder at(Map<Long, StringBuilder> changes, long cycle) {
        return changes.computeIfAbsent(cycle, key -> new StringBuilder());
    }

    private static char busy(Unit unit) {
        return (char) ('a' + unit.ordinal());
    }

    private static char index(Unit unit) {
        return (char) ('A' + unit.ordinal());
    }
}
