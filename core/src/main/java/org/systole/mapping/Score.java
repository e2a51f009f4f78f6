package org.systole.mapping;

/** The number that a search minimizes, of the evaluator's last evaluation. */
final class Score {
    private Score() {}

    /** Returns the score for an objective. */
    static double of(Objective objective, MappingEvaluator evaluator) {
        double cycles = evaluator.cycles();
        double energy = evaluator.energyPj();
        return switch (objective) {
            case LATENCY -> cycles;
            case ENERGY -> energy;
            case EDP -> cycles * energy;
            case DRAM -> evaluator.dramBits();
        };
    }

    /** Returns the second criterion: what decides between equal scores. */
    static double second(Objective objective, MappingEvaluator evaluator) {
        return objective == Objective.ENERGY || objective == Objective.DRAM ? evaluator.cycles() : evaluator.energyPj();
    }
}
