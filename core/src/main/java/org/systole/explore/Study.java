package org.systole.explore;

import java.util.List;

/**
 * What is asked.
 *
 * @param title one line for people
 * @param model an ONNX file or {@code zoo:NAME}
 * @param space what may vary, and the rules over it
 * @param accelerator text of the accelerator description; <code>${EXPRESSION}</code> stands for a value of the point
 * @param mapping what the mapper makes small: latency, energy, edp or dram
 * @param goals objectives, at least one
 * @param constraints expressions over parameters and KPIs that must hold for a point to be on the front
 * @param method how points are chosen
 * @param budget the most evaluations
 * @param seed repeats the search
 */
public record Study(
        String title,
        String model,
        DesignSpace space,
        String accelerator,
        String mapping,
        List<Goal> goals,
        List<Expression> constraints,
        Method method,
        long budget,
        long seed) {
    /** How points are chosen. */
    public enum Method {
        /** All of them where the budget allows, else NSGA-II. */
        AUTO,
        /** All of them, in order. */
        EXHAUSTIVE,
        /** Drawn without repetition. */
        RANDOM,
        /** The evolutionary algorithm of Deb et al., 2002. */
        NSGA2
    }

    /** Copies the lists. */
    public Study {
        goals = List.copyOf(goals);
        constraints = List.copyOf(constraints);
    }

    /** Returns the method that is really used. */
    public Method effectiveMethod() {
        if (method != Method.AUTO) return method;
        return space.size() <= budget ? Method.EXHAUSTIVE : Method.NSGA2;
    }
}
