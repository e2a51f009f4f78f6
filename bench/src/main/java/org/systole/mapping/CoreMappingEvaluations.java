package org.systole.mapping;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreMappings;
import org.systole.hardware.Accelerators;

/**
 * Evaluations a second of tilings that fit a Systole core: cycles and all action counts of a 3x3 convolution of ResNet (64 to
 * 64 channels, 56 x 56).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx512m"})
public class CoreMappingEvaluations {
    private static final int SAMPLE = 1024;

    /** The core. */
    @Param({"systole-core-4os", "systole-core-8ws", "systole-core-16ws"})
    public String core;

    private CorePass pass;
    private List<CoreTiling> tilings;
    private CoreTiming timing;
    private CoreCounts counts;

    /** Lists the tilings. */
    @Setup
    public void list() {
        var template = CoreMappings.template(CoreConfigs.of(Accelerators.load(core)));
        var part = new CorePass.Part(0, 64, false, 3, 3, 1, 1, 1, 1, 1, 1, 56, 56, 0);
        pass = new CorePass("conv", List.of(part), 64, 56, 56, false, false, CorePass.Pool.NONE, 56, 56);
        tilings = new CoreMapper(template).tilings(pass);
        timing = new CoreTiming(template);
        counts = new CoreCounts(template);
    }

    /** Cycles and action counts of tilings spread over all of them. */
    @Benchmark
    @OperationsPerInvocation(SAMPLE)
    public long evaluate() {
        long sum = 0;
        for (int i = 0; i < SAMPLE; i++) {
            CoreTiling tiling = tilings.get((int) ((long) i * tilings.size() / SAMPLE));
            sum += timing.alone(pass, tiling);
            sum += counts.count(pass, tiling).get(CoreAction.DRAM_READ);
        }
        return sum;
    }
}
