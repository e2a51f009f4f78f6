package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.hardware.DramRows;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.RandomPrograms;
import org.systole.simulate.Timeline;

/** Verification finds each fault that is planted into the hardware. All of them stand in one build, behind a switch. */
class PlantedFaultsTest {
    private static final long MOST_CYCLES = 20_000;
    private static final int PROGRAMS = 48;
    private static final Extensions ALL = new Extensions(
            Extensions.Write.BLOCK_COMPARE, Extensions.Read.SKIP_TILES, Extensions.Stream.SIGN_MAGNITUDE);

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    private record Expected(RandomPrograms.Case made, Timeline timeline, byte[] dram) {}

    @Test
    void everyPlantedFaultIsFound() throws IOException {
        found(new CoreConfig(4, true, 8, 8, 32, 512, 256, 256, 16, 512, 16, 8, 2, 2, 2, 2, 9)
                .with(new DramRows(4096, 2, 5, 4))
                .with(ALL));
    }

    @Test
    void everyPlantedFaultOfTheOutputStationaryCoreIsFound() throws IOException {
        found(new CoreConfig(4, false, 8, 8, 32, 512, 256, 256, 16, 512, 16, 8, 2, 2, 2, 2, 9)
                .with(new DramRows(4096, 2, 5, 4))
                .with(ALL));
    }

    /** Plants the faults of modules that only this core has; of the weight-stationary core also all others. */
    private void found(CoreConfig config) throws IOException {
        var random = new SplittableRandom(5);
        var hardware = build(config);
        var programs = new ArrayList<Expected>();
        for (int i = 0; i < PROGRAMS; i++) {
            var made = RandomPrograms.of(config, 6, random);
            byte[] dram = made.dram().clone();
            programs.add(new Expected(made, ClockedSimulator.run(made.program(), dram, MOST_CYCLES), dram));
        }
        var missed = new ArrayList<Fault>();
        for (int number = 0; number <= Fault.ALL.size(); number++) {
            if (number > 0 && Fault.ALL.get(number - 1).outputStationary() == config.weightStationary()) continue;
            String found = "";
            for (Expected e : programs) {
                if (!found.isEmpty()) break;
                var run = hardware.run(e.made.program(), e.made.dram(), MOST_CYCLES, 0, number, false);
                found = Verification.difference(run, e.timeline, e.dram);
            }
            if (number == 0) assertEquals("", found, "without a fault");
            else if (found.isEmpty()) missed.add(Fault.ALL.get(number - 1));
        }
        assertEquals(List.of(), missed);
    }

    private Verification build(CoreConfig config) throws IOException {
        List<Path> sources = Generator.write(config, 64, folder.resolve("rtl"));
        for (int number = 1; number <= Fault.ALL.size(); number++) {
            Fault fault = Fault.ALL.get(number - 1);
            if (fault.dataflow() && fault.outputStationary() == config.weightStationary()) continue;
            Path file = folder.resolve("rtl").resolve(fault.file());
            Files.writeString(file, Fault.plant(Files.readString(file), number));
        }
        return Verification.build(config, 64, folder, sources, Duration.ofMinutes(5));
    }
}
