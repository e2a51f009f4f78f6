package org.systole.graph.operator;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The table of all operators that are supported. */
public final class Operators {
    private static final Map<String, Operator> ALL = collect();

    private Operators() {}

    private static Map<String, Operator> collect() {
        var registry = new Registry();
        ElementwiseShapes.register(registry);
        ConvolutionShapes.register(registry);
        MatrixShapes.register(registry);
        PoolingShapes.register(registry);
        ResizingShapes.register(registry);
        NormalizationShapes.register(registry);
        ReductionShapes.register(registry);
        ReshapingShapes.register(registry);
        SlicingShapes.register(registry);
        GatheringShapes.register(registry);
        GeneratingShapes.register(registry);
        RecurrentShapes.register(registry);
        AttentionShapes.register(registry);
        QuantizationShapes.register(registry);
        ContributedShapes.register(registry);
        return registry.operators();
    }

    /**
     * Returns an operator.
     *
     * @param domain {@code ai.onnx} is the same as the empty string
     * @param name its name
     */
    public static Optional<Operator> find(String domain, String name) {
        return Optional.ofNullable(ALL.get(Registry.key(domain.equals("ai.onnx") ? "" : domain, name)));
    }

    /** Returns all operators, family after family. */
    public static Collection<Operator> all() {
        return ALL.values();
    }
}
