package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Hostile and broken models: each is answered by pinned problems with code, place and exit status, in bounded memory,
 * and never by another exception.
 *
 * <p>The answers stand in {@code hostile.txt}; {@code -Dgolden.update=true} writes them anew, to be read before they are
 * kept.
 */
class HostileModelsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/systole/onnx/hostile.txt");

    /** No case may hang; a machine that is a hundred times slower still finishes. */
    private static final long PATIENCE_MILLIS = 60_000;

    private static final int SHOWN = 4;

    @TempDir
    Path folder;

    private static List<HostileCase> cases() {
        var table = new HostileCase.Table();
        HostileFiles.add(table);
        HostileTensors.add(table);
        HostileExternalData.add(table);
        HostileGraphs.add(table);
        HostileBodies.add(table);
        HostileAttributes.add(table);
        HostileShapes.add(table);
        return table.cases();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseGetsItsAnswer() throws IOException {
        Map<String, String> golden = golden();
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    String found = answer(c);
                    assertEquals(golden.get(c.name()), found, c.name());
                }));
    }

    @Test
    void thereAreEnoughCasesWithDifferentNames() throws IOException {
        List<HostileCase> cases = cases();
        assertEquals(
                cases.size(),
                new HashSet<>(cases.stream().map(HostileCase::name).toList()).size());
        assertTrue(cases.size() >= 120, () -> cases.size() + " cases");
        if (Boolean.getBoolean("golden.update")) update(cases);
        assertEquals(cases.stream().map(HostileCase::name).collect(Collectors.toSet()), golden().keySet());
    }

    private void update(List<HostileCase> cases) throws IOException {
        var text = new StringBuilder();
        for (HostileCase c : cases)
            text.append("## ").append(c.name()).append('\n').append(answer(c)).append('\n');
        Files.writeString(GOLDEN, text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> golden() throws IOException {
        var answers = new LinkedHashMap<String, String>();
        if (!Files.exists(GOLDEN)) return answers;
        for (String block : Files.readString(GOLDEN, StandardCharsets.UTF_8).split("(^|\n)## ")) {
            int end = block.indexOf('\n');
            if (end > 0)
                answers.put(block.substring(0, end), block.substring(end + 1).stripTrailing());
        }
        return answers;
    }

    private String answer(HostileCase c) throws IOException {
        Path own = Files.createTempDirectory(folder, "case");
        Path file = c.maker().make(Files.createDirectory(own.resolve("model")));
        var answer = new AtomicReference<String>();
        var failure = new AtomicReference<Throwable>();
        var allocated = new AtomicReference<>(0L);
        // A thread of its own: a small stack finds recursion, and allocation is counted by thread.
        var thread = new Thread(null, () -> read(file, c, answer, failure, allocated), c.name(), 256 << 10);
        thread.start();
        join(thread);
        assertFalse(thread.isAlive(), "hangs");
        long size = Files.isRegularFile(file) ? Files.size(file) : 0;
        remove(own);
        assertNull(failure.get(), () -> c.name() + ": " + failure.get());
        assertTrue(allocated.get() <= (384L << 20) + 16 * size, () -> c.name() + " allocates " + allocated.get());
        return answer.get();
    }

    private static void read(
            Path file,
            HostileCase c,
            AtomicReference<String> answer,
            AtomicReference<Throwable> failure,
            AtomicReference<Long> allocated) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            answer.set(accepted(OnnxReader.read(file, ShapeBindings.parse(c.shapes()))));
        } catch (SystoleException e) {
            answer.set(refused(e));
        } catch (Throwable e) {
            failure.set(e);
        }
        allocated.set(threads.getCurrentThreadAllocatedBytes() - before);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String accepted(OnnxModel model) {
        var text = new StringBuilder("accepted:");
        for (String output : model.graph().outputs())
            text.append(' ').append(output).append(' ').append(model.graph().type(output));
        for (String note : model.notes()) text.append("\nnote: ").append(note);
        return text.toString();
    }

    private static String refused(SystoleException e) {
        var text = new StringBuilder("exit " + e.status().code());
        for (Problem p : e.problems().subList(0, Math.min(SHOWN, e.problems().size()))) {
            text.append('\n')
                    .append(p.code().code())
                    .append(' ')
                    .append(p.place().element());
            text.append(": ").append(p.message()).append("\n  fix: ").append(p.fix());
            assertFalse(p.fix().isEmpty(), "no fix");
            assertTrue(p.message().length() < 1000, () -> "long message: " + p.message());
            String shown = p.render();
            assertTrue(
                    shown.chars().allMatch(ch -> ch == '\n' || !Character.isISOControl(ch)),
                    "control characters in a message");
        }
        if (e.problems().size() > SHOWN)
            text.append("\n... ").append(e.problems().size()).append(" problems");
        // Where memory runs out depends on how much there is.
        return text.toString()
                .replaceAll("node\\[[0-9]{6,}]", "node[...]")
                .replaceAll("[0-9]+ MiB set aside", "... MiB set aside");
    }
}
