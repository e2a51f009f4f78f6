package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerators;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.zoo.Zoo;

/** Time to cost all mapped layers of ResNet-34 on gemmini-16 again with their mappings given. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx512m"})
public class FixedMappings {
    private final List<MappingEvaluator> evaluators = new ArrayList<>();
    private final List<FlatMapping> flat = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();

    /** Maps the network once. */
    @Setup
    public void map() {
        var accelerator = Accelerators.load("gemmini-16");
        var settings = MapperSettings.DEFAULT.withBudget(5_000);
        var mapper = new NetworkMapper(accelerator, CostTables.read().costs(accelerator), settings);
        var workload = Lowering.of(Zoo.graph("resnet-34"));
        mapper.mapAlone(workload.macLayers());
        for (MacLayer layer : workload.macLayers()) {
            Mapping mapping = mapper.found(layer, Situation.ALONE).orElseThrow().mapping();
            Binding binding = mapper.binding(layer, Situation.ALONE);
            FlatMapping one = FlatMapping.of(mapping);
            bindings.add(binding);
            mappings.add(mapping);
            flat.add(one);
            evaluators.add(new MappingEvaluator(binding, mapping.spatial(), one.chains()));
        }
    }

    /** Cycles, energy, accesses and capacity by the fast evaluator. */
    @Benchmark
    public double evaluator() {
        double product = 0;
        for (int i = 0; i < flat.size(); i++) {
            FlatMapping one = flat.get(i);
            evaluators.get(i).evaluate(one.loops(), one.dimensions(), one.factors(), one.cuts());
            product += evaluators.get(i).cycles() * evaluators.get(i).energyPj();
        }
        return product;
    }

    /** Everything that a report shows, by the readable model. */
    @Benchmark
    public double readable() {
        double sum = 0;
        for (int i = 0; i < mappings.size(); i++)
            sum += ReadableModel.estimate(bindings.get(i), mappings.get(i))
                    .cycles()
                    .total();
        return sum;
    }
}
