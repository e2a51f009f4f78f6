package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.units.Witness;
import org.systole.workload.VectorWork;
import org.systole.zoo.Zoo;

/** Every shipped accelerator is read, is what its name says, and has the structural figures that are published. */
class ShippedAcceleratorsTest {
    private static final Path FOLDER = Path.of("..", "hardware");

    static Stream<String> names() {
        return Accelerators.names().stream();
    }

    /** Names and figures that only structure decides; the others need a model. */
    static Stream<Object[]> structuralFigures() {
        return names().flatMap(name -> Accelerators.expected(name).stream()
                .filter(f -> f.isHeld() && f.isStructural())
                .map(figure -> new Object[] {name, figure}));
    }

    @Test
    void theIndexNamesEveryFolder() throws IOException {
        var folders = new TreeSet<String>();
        try (var files = Files.list(FOLDER)) {
            files.filter(Files::isDirectory)
                    .forEach(f -> folders.add(f.getFileName().toString()));
        }
        assertEquals(folders, new TreeSet<>(Accelerators.names()));
        assertEquals(folders.size(), Accelerators.names().size(), "a name is in the index twice");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyDescriptionIsRead(String name) {
        Accelerator accelerator = Accelerators.load(name);
        assertEquals(name, accelerator.name());
        assertFalse(accelerator.source().isEmpty(), "a shipped accelerator names its source");
        assertFalse(accelerator.title().equals(name), "a shipped accelerator has a title");
        assertTrue(accelerator.witnesses().contains(Witness.ANALYTICAL));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFolderHasAReadMe(String name) {
        String text = Accelerators.text(name, "README.md").orElseThrow();
        assertTrue(text.startsWith("# ") && text.contains("## Assumed"), text);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyKindOfWorkHasAPlace(String name) {
        var able = EnumSet.noneOf(VectorWork.Kind.class);
        Accelerators.load(name)
                .units()
                .forEach(u -> able.addAll(u.operationsPerCycle().keySet()));
        assertEquals(EnumSet.allOf(VectorWork.Kind.class), able);
    }

    @ParameterizedTest
    @MethodSource("names")
    void readingWhatIsWrittenGivesTheSame(String name) {
        Accelerator accelerator = Accelerators.load(name);
        String text = AcceleratorWriter.yaml(accelerator);
        Accelerator again =
                new AcceleratorReader(Accelerators.SOURCES).read("written.yaml", text.getBytes(StandardCharsets.UTF_8));
        assertEquals(accelerator, again, text);
        assertEquals(AcceleratorWriter.hash(accelerator), AcceleratorWriter.hash(again));
    }

    @Test
    void noTwoAreTheSame() {
        var hashes = new HashSet<String>();
        names().forEach(name -> assertTrue(
                hashes.add(AcceleratorWriter.hash(Accelerators.load(name))),
                name + " is another one under a new name"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("structuralFigures")
    void publishedStructureHolds(String name, ExpectedFigure figure) {
        Accelerator a = Accelerators.load(name);
        double ours = switch (figure.kind()) {
            case PES -> a.array().pes();
            case MACS_PER_CYCLE -> a.array().peakMacs();
            case PEAK_TOPS -> a.peakTops();
            case ON_CHIP_KIB -> a.onChipBits() / 8192.0;
            case MEMORY_KIB -> a.memory(figure.memory()).orElseThrow().sizeBits() / 8192.0;
            default -> throw new AssertionError(figure.kind() + " is not structural: give it no tolerance");
        };
        double margin = figure.value() * figure.tolerancePercent() / 100 + 1e-9 * figure.value();
        assertEquals(figure.value(), ours, margin, figure.source());
    }

    @ParameterizedTest
    @MethodSource("names")
    void publishedFiguresAreOfNetworksThatThereAre(String name) {
        for (ExpectedFigure figure : Accelerators.expected(name)) {
            if (!figure.network().startsWith("zoo:")) continue;
            assertTrue(Zoo.find(figure.network().substring(4)).isPresent(), figure.network());
        }
    }

    @Test
    void everyAcceleratorHasAHeldFigure() {
        List<String> without = names().filter(
                        name -> Accelerators.expected(name).stream().noneMatch(ExpectedFigure::isHeld))
                .toList();
        assertEquals(List.of(), without);
    }
}
