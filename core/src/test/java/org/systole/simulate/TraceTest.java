package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.HostileNames;
import org.systole.compile.RandomNetwork;
import org.systole.files.Json;
import org.systole.quantize.IntegerNetwork;

/**
 * Time lines are what their readers want: the trace event format (its document, section "Event Descriptions"; Perfetto refuses
 * complete events that overlap on a thread without nesting), and value change dumps (IEEE 1364, section 18).
 */
class TraceTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final double MHZ = 200;
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);

    private static IntegerNetwork network(int i) {
        return new RandomNetwork(new SplittableRandom(SEED + i)).build();
    }

    private static Timeline timeline(IntegerNetwork network) {
        return EventSimulator.run(Compiler.compile(network, CORE).program());
    }

    /** What a reader of the file finds. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> events(Timeline timeline) {
        byte[] file = Json.compact(Trace.tree(timeline, MHZ)).getBytes(StandardCharsets.UTF_8);
        var tree = (Map<String, Object>) Json.parse(file);
        assertEquals(Set.of("displayTimeUnit", "traceEvents"), tree.keySet());
        assertTrue(Set.of("ns", "ms").contains(tree.get("displayTimeUnit")));
        return (List<Map<String, Object>>) tree.get("traceEvents");
    }

    private static double number(Map<String, Object> event, String key) {
        return ((Number) event.get(key)).doubleValue();
    }

    @Test
    void perfettosStructure() {
        for (int i = 0; i < 20; i++) {
            Timeline timeline = timeline(network(i));
            var named = new HashSet<Object>();
            var ends = new HashMap<Object, Double>();
            var open = new HashMap<Object, String>();
            double last = 0, all = timeline.cycles() / MHZ;
            int slices = 0;
            for (var event : events(timeline)) {
                String what = "seed " + (SEED + i) + ": " + event;
                assertEquals(1, number(event, "pid"), what);
                assertTrue(event.get("name") instanceof String, what);
                Object thread = event.get("tid");
                if (event.get("ph").equals("M")) {
                    assertTrue(Set.of("process_name", "thread_name").contains(event.get("name")), what);
                    assertTrue(((Map<?, ?>) event.get("args")).get("name") instanceof String, what);
                    assertEquals(0, slices, () -> "metadata first: " + what);
                    named.add(thread);
                    continue;
                }
                slices++;
                assertTrue(named.contains(thread), () -> "a thread without a name: " + what);
                double at = number(event, "ts");
                assertTrue(at >= last && at <= all, what);
                last = at;
                switch ((String) event.get("ph")) {
                    case "X" -> {
                        assertTrue(
                                at >= ends.getOrDefault(thread, 0.0) - 1e-9, () -> "overlaps the one before: " + what);
                        assertTrue(number(event, "dur") > 0, what);
                        ends.put(thread, at + number(event, "dur"));
                        assertTrue(ends.get(thread) <= all + 1e-9, what);
                    }
                    case "b" -> assertEquals(null, open.put(event.get("id"), (String) event.get("name")), what);
                    case "e" -> assertEquals(event.get("name"), open.remove(event.get("id")), what);
                    default -> throw new AssertionError(what);
                }
            }
            assertTrue(open.isEmpty() && slices > 3, "layers that do not end: " + open);
        }
    }

    @Test
    void valueChangesOnlyOfWhatIsDeclared() {
        for (int i = 0; i < 20; i++) {
            var declared = new HashSet<String>();
            long last = -1, cycles = timeline(network(i)).cycles();
            boolean definitions = true;
            var lines = Trace.vcd(timeline(network(i))).lines().toList();
            for (String line : lines) {
                if (definitions) {
                    if (line.startsWith("$var")) assertTrue(declared.add(line.split(" ")[3]), line);
                    assertTrue(line.startsWith("$") && line.endsWith("$end"), line);
                    definitions = !line.startsWith("$enddefinitions");
                } else if (line.startsWith("#")) {
                    long time = Long.parseLong(line.substring(1));
                    assertTrue(time >= last && time <= cycles, line);
                    last = time;
                } else if (line.startsWith("b")) {
                    assertTrue(line.matches("b[01]+ .") && declared.contains(line.substring(line.length() - 1)), line);
                } else {
                    assertTrue(line.matches("[01].") && declared.contains(line.substring(1)), line);
                }
            }
            assertEquals(6, declared.size());
            assertEquals("#" + cycles, lines.getLast());
        }
    }

    /** A wave file has no names of a model at all; a trace has them as text that comes back. */
    @Test
    void hostileNamesStayText() {
        IntegerNetwork plain = network(0);
        Timeline expected = timeline(plain);
        String waves = Trace.vcd(expected);
        var names = layers(expected);
        for (String name : HostileNames.ALL) {
            if (name.chars().anyMatch(c -> Character.isSurrogate((char) c))) continue; // no text that UTF-8 has
            Timeline timeline = timeline(HostileNames.renamed(plain, name));
            assertEquals(waves, Trace.vcd(timeline), name);
            var renamed = new ArrayList<String>();
            for (String layer : names) renamed.add(name + layer.replace(" + ", " + " + name));
            assertEquals(renamed, layers(timeline), name);
            assertEquals(events(expected).size(), events(timeline).size(), name);
        }
    }

    private static List<String> layers(Timeline timeline) {
        return events(timeline).stream()
                .filter(event -> event.get("ph").equals("b"))
                .map(event -> (String) event.get("name"))
                .toList();
    }
}
