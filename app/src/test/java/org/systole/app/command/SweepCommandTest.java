package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.app.Cli;
import org.systole.app.UsageProblem;
import org.systole.problem.SystoleException;
import org.systole.workload.Lowering;
import org.systole.zoo.Zoo;

class SweepCommandTest {
    private static final String STUDY = """
            systole: study/1
            title: two arrays
            model: zoo:lenet-5
            parameters:
              - {name: rows, values: [4, 8]}
            accelerator: |
              systole: accelerator/1
              extends: systolic-16
              name: variant
              array:
                preload: {cycles: ${rows}}
                axes:
                  - {name: rows, size: ${rows}}
            mapping: latency
            objectives: [{minimize: latency_ms}]
            """;

    @TempDir
    Path folder;

    private String study;

    @BeforeEach
    void write() throws IOException {
        study = Files.writeString(folder.resolve("study.yaml"), STUDY).toString();
    }

    private static String layer() {
        return Lowering.of(Zoo.graph("lenet-5")).macLayers().get(1).name();
    }

    /** Eight designs of two accelerators: each row of the front is one of them, and none is worse in everything. */
    @Test
    void theFrontIsPrintedAndSaved() throws IOException {
        Path csv = folder.resolve("front.csv");
        Cli cli = Cli.run(
                "sweep",
                study,
                "--layer",
                layer(),
                "--rate",
                "dram.bus=16..64:16",
                "--effort",
                "50",
                "-o",
                csv.toString());
        assertEquals(0, cli.status(), cli.err());
        assertTrue(cli.out().contains("Accelerators 2 mapped once each"), cli.out());
        assertTrue(cli.out().contains("Designs      8, of which 8 are valid"), cli.out());
        Cli again =
                Cli.run("sweep", study, "--layer", layer(), "--rate", "dram.bus=16..64:16", "--effort", "50", "--csv");
        assertEquals(0, again.status(), again.err());
        assertEquals(
                "rows,dram.bus,cycles,latency_ms,energy_mj,area_mm2,power_w",
                again.lines().getFirst());
        assertTrue(again.lines().size() > 1, again.out());
        assertEquals(again.out(), Files.readString(csv));
    }

    @Test
    void anUnknownLayerOrBandwidthIsRefusedWithWhatThereIs() {
        Cli layer = Cli.run("sweep", study, "--layer", "nowhere");
        assertEquals(UsageProblem.BAD_VALUE.code(), layer.code());
        assertTrue(layer.err().contains(layer()), layer.err());
        Cli rate = Cli.run("sweep", study, "--layer", layer(), "--rate", "nowhere=8", "--effort", "50");
        assertEquals(UsageProblem.BAD_VALUE.code(), rate.code());
        assertEquals(
                UsageProblem.BAD_VALUE.code(),
                Cli.run("sweep", study, "--layer", layer(), "--rate", "dram.bus=x")
                        .code());
    }

    @Test
    void rangesAreRead() {
        assertEquals(List.of(8, 16, 24), SweepCommand.values("8..24:8"));
        assertEquals(List.of(3, 4), SweepCommand.values("3..4"));
        assertEquals(List.of(5), SweepCommand.values("5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "8..4", "a", "1..2:0", "1..9999999", "-1", "1.5"})
    void whatIsNoRangeIsRefused(String text) {
        var refused = assertThrows(SystoleException.class, () -> SweepCommand.values(text));
        assertEquals(UsageProblem.BAD_VALUE, refused.problems().getFirst().code());
    }
}
