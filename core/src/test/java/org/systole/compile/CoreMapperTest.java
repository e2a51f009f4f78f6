package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.mapping.CoreMapper;
import org.systole.mapping.CoreTiling;
import org.systole.mapping.CoreTiming;
import org.systole.problem.SystoleException;
import org.systole.simulate.RandomPrograms;

/** The mapper of the Systole core beside the compiler's choices, over random networks and cores. */
class CoreMapperTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void theCompilersTilingIsAmongThoseThatFitAndNotFasterThanTheBest() {
        var random = new SplittableRandom(SEED);
        int looked = 0;
        for (int i = 0; i < 60; i++) {
            CoreConfig config = RandomPrograms.core(4 << random.nextInt(3), random);
            if (i % 2 == 1) config = config.outputStationary();
            var network = new RandomNetwork(random).build();
            try {
                var template = CoreMappings.template(config);
                var mapper = new CoreMapper(template);
                var timing = new CoreTiming(template);
                for (var mapped : CoreMappings.of(network, config)) {
                    String where = "case " + i + " of seed " + SEED + " " + mapped;
                    assertTrue(mapper.fits(mapped.pass(), mapped.tiling()), where);
                    assertTrue(mapper.tilings(mapped.pass()).contains(mapped.tiling()), where);
                    CoreTiling best = mapper.best(mapped.pass()).orElseThrow();
                    long least = timing.alone(mapped.pass(), best);
                    assertTrue(least <= timing.alone(mapped.pass(), mapped.tiling()), where);
                    assertEquals(
                            best, new CoreMapper(template).best(mapped.pass()).orElseThrow(), where);
                    looked++;
                }
            } catch (SystoleException e) {
                continue; // not even one tile fits
            }
        }
        assertTrue(looked > 60, looked + " passes");
    }

    /** What no tiling can beat: the array's peak, every operand moved once. */
    @Test
    void cyclesAreAtLeastThePeaks() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 40; i++) {
            CoreConfig config = RandomPrograms.core(4 << random.nextInt(3), random);
            if (i % 2 == 1) config = config.outputStationary();
            var network = new RandomNetwork(random).build();
            try {
                var template = CoreMappings.template(config);
                var timing = new CoreTiming(template);
                for (var mapped : CoreMappings.of(network, config)) {
                    long macs = 0;
                    for (var part : mapped.pass().parts())
                        macs += (long) mapped.pass().outputs()
                                * (part.diagonal() ? 1 : part.channels())
                                * part.filterY()
                                * part.filterX()
                                * mapped.pass().outputY()
                                * mapped.pass().outputX();
                    long cycles = timing.alone(mapped.pass(), mapped.tiling());
                    assertTrue(
                            cycles >= macs / (config.size() * (double) config.size()),
                            "case " + i + " of seed " + SEED + " " + mapped + " " + cycles);
                }
            } catch (SystoleException e) {
                continue; // not even one tile fits
            }
        }
    }
}
