package org.systole.explore;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreModel;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.files.ContentHash;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.AcceleratorWriter;
import org.systole.hardware.Accelerators;
import org.systole.mapping.AnalyticalEvaluator;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.NetworkCost;
import org.systole.mapping.Objective;
import org.systole.problem.SystoleException;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanReader;
import org.systole.workload.Workload;

/** Evaluates points by the analytical model, every layer mapped by the mapper. */
public final class AnalyticalPoints implements PointEvaluator {
    private static final Set<String> WEIGHTED = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

    private final Study study;
    private final Workload workload;
    private final String modelHash;
    private final MapperSettings settings;
    private final String build;
    private final CostTables tables = CostTables.read();
    private final AnalyticalEvaluator evaluator = new AnalyticalEvaluator();
    private final ClockSweep clocks = new ClockSweep();
    private final boolean sweeps;
    private final Optional<Graph> graph;
    private final Optional<CoreModel> core;

    /**
     * Creates an evaluator.
     *
     * @param workload the study's model, lowered
     * @param graph the model itself: points that are Systole cores are then timed by the core's own model, which knows what the
     *     compiler makes of it; none to time every point by the general one
     * @param modelHash SHA-256 of what the workload was read from
     * @param settings what the mapper does at each point
     * @param build names the version of models and tables: another one does not take this one's evaluations
     */
    public AnalyticalPoints(
            Study study,
            Workload workload,
            Optional<Graph> graph,
            String modelHash,
            MapperSettings settings,
            String build) {
        this.study = study;
        this.workload = workload;
        this.graph = graph;
        this.core = graph.map(CoreModel::new);
        this.modelHash = modelHash;
        this.settings = settings;
        this.build = build;
        this.sweeps = study.accelerator().contains("clock_mhz: ${")
                && (settings.objective() == Objective.LATENCY || settings.objective() == Objective.DRAM);
    }

    /** Returns the bits of the weights of every node by a point's plan; nothing unless the point is a core, which unpacks them. */
    private Map<String, Integer> widths(DesignPoint point, Accelerator accelerator) {
        var widths = new TreeMap<String, Integer>();
        Optional<String> text = study.plan(point);
        if (graph.isEmpty() || text.isEmpty() || !CoreModel.isCore(accelerator)) return widths;
        Plan plan = PlanReader.read("plan", text.get().getBytes(StandardCharsets.UTF_8), graph.get());
        for (Node node : graph.get().nodes()) {
            if (!WEIGHTED.contains(node.op())) continue;
            var weights = plan.layer(node.name()).weights();
            widths.put(node.name(), weights.quantization(new float[] {1}).signedBits());
        }
        return widths;
    }

    /**
     * Returns the accelerator of a point.
     *
     * @throws SystoleException when its description is not valid
     */
    static Accelerator accelerator(Study study, DesignPoint point) {
        return read("accelerator of point " + point, study.description(point));
    }

    private static Accelerator read(String label, String text) {
        return new AcceleratorReader(Accelerators.SOURCES).read(label, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Task task(DesignPoint point) {
        Accelerator accelerator;
        Map<String, Integer> widths;
        try {
            // what cannot be built is not to crowd out what can; a core's cycles depend on its clock, so none is swept
            boolean cores = study.fidelity().simulated();
            var sweep = cores ? Optional.<Task>empty() : sweep(point);
            if (sweep.isPresent()) return sweep.get();
            accelerator = accelerator(study, point);
            if (cores) CoreConfigs.of(accelerator);
            widths = widths(point, accelerator);
        } catch (SystoleException e) {
            return new Task(key("refused " + study.description(point)), () -> refused(e));
        }
        String design = AcceleratorWriter.hash(accelerator) + (widths.isEmpty() ? "" : " weights " + widths);
        return new Task(key(design), () -> evaluate(accelerator, widths));
    }

    /** The task of a point whose design is known at another clock, where the mapping does not depend on the clock. */
    private Optional<Task> sweep(DesignPoint point) {
        if (!sweeps) return Optional.empty();
        return ClockSweep.Split.of(study.description(point), tables::alikeClockMhz)
                .flatMap(split -> {
                    ClockSweep.Base base = clocks.base(split, this::base);
                    if (base.clockMatters()) return Optional.empty();
                    // another mapping than a search at this very clock might end at: another evaluation
                    return Optional.of(new Task(
                            key("mapped at " + split.referenceMhz() + " MHz "
                                    + ContentHash.of(
                                            base.canonical(split.clockMhz()).getBytes(StandardCharsets.UTF_8))),
                            () -> {
                                try {
                                    return base.outcome(split.clockMhz());
                                } catch (SystoleException e) {
                                    return refused(e);
                                }
                            }));
                });
    }

    /** Returns whether points that differ in the clock alone share a mapping, as far as their actions cost the same. */
    public boolean sharesMappings() {
        return sweeps;
    }

    private ClockSweep.Base base(ClockSweep.Split split) {
        Accelerator accelerator = read("accelerator", split.text());
        String canonical = AcceleratorWriter.canonical(accelerator);
        // bandwidths in bytes a second are cycles of another number at another clock; a parameter may decide which
        // design has them
        double half = split.referenceMhz() / 2;
        String other = AcceleratorWriter.canonical(read(
                "accelerator",
                ClockSweep.Split.of(split.text(), clock -> half).orElseThrow().text()));
        boolean matters = !ClockSweep.at(canonical, split.referenceMhz(), half).equals(other)
                || accelerator.control().tileLoop().isPresent()
                // rows of the DRAM open in nanoseconds
                || core.isPresent() && CoreModel.isCore(accelerator);
        return new ClockSweep.Base(
                canonical,
                split.referenceMhz(),
                matters,
                () -> detail(accelerator, Map.of()).cost());
    }

    private Outcome evaluate(Accelerator accelerator, Map<String, Integer> widths) {
        try {
            return new Outcome(Kpis.of(detail(accelerator, widths).cost()), "");
        } catch (SystoleException e) {
            return refused(e);
        }
    }

    /**
     * A point's evaluation down to layers.
     *
     * @param cost what was found
     * @param workload the layers in the accelerator's number formats
     */
    public record Detail(NetworkCost cost, Workload workload, Accelerator accelerator, AcceleratorCosts costs) {}

    /**
     * Evaluates a point down to layers.
     *
     * @throws SystoleException when it cannot be built or mapped
     */
    public Detail detail(DesignPoint point) {
        Accelerator accelerator = accelerator(study, point);
        return detail(accelerator, widths(point, accelerator));
    }

    private Detail detail(Accelerator accelerator, Map<String, Integer> widths) {
        // a plan's integers run at the widths that the machine has, whatever the float model was read as
        Workload costed = workload.withPrecision(
                accelerator.precision(), study.quantizing().isPresent() ? List.of() : accelerator.operandBits());
        AcceleratorCosts costs = tables.costs(accelerator);
        NetworkCost cost = core.flatMap(model -> model.cost(costed, accelerator, costs, settings, widths))
                .orElseGet(() -> evaluator.evaluate(costed, accelerator, costs, settings));
        return new Detail(cost, costed, accelerator, costs);
    }

    static Outcome refused(SystoleException e) {
        var problem = e.problems().getFirst();
        return new Outcome(Map.of(), problem.code().code() + ": " + problem.message());
    }

    private String key(String accelerator) {
        return ContentHash.of(
                core.isPresent() ? "analytical/2" : "analytical/1",
                build,
                modelHash,
                accelerator,
                settings.withThreads(1).toString());
    }
}
