package org.systole.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;
import org.moeaframework.core.variable.BinaryIntegerVariable;
import org.moeaframework.problem.AbstractProblem;

/**
 * NSGA-II of the MOEA Framework (Deb, Pratap, Agarwal, Meyarivan 2002) over the indices of parameter values.
 *
 * <p>The budget counts distinct points: a point that comes again costs nothing. Rules and constraints are handled by
 * constraint domination. The framework's random numbers are global, so one search runs at a time.
 */
final class EvolutionarySearch implements Search {
    private static final int MOST_IDLE_GENERATIONS = 50;

    @Override
    public void run(Study study, Exploration exploration) {
        synchronized (PRNG.class) {
            PRNG.setSeed(study.seed());
            var problem = new SpaceProblem(study, exploration);
            var algorithm = new NSGAII(problem);
            int population = Math.clamp(study.budget() / 8, 8, 100);
            algorithm.setInitialPopulationSize(population + (population & 1));
            int idle = 0;
            while (problem.evaluated() < study.budget() && idle < MOST_IDLE_GENERATIONS) {
                long before = problem.evaluated();
                algorithm.step();
                idle = problem.evaluated() == before ? idle + 1 : 0;
            }
        }
    }

    /** The space as the framework's problem. */
    private static final class SpaceProblem extends AbstractProblem {
        private final Study study;
        private final Exploration exploration;

        SpaceProblem(Study study, Exploration exploration) {
            super(study.space().parameters().size(), study.goals().size(), 1);
            this.study = study;
            this.exploration = exploration;
        }

        long evaluated() {
            return exploration.outcomes().size();
        }

        @Override
        public Solution newSolution() {
            Solution solution = new Solution(numberOfVariables, numberOfObjectives, numberOfConstraints);
            for (int i = 0; i < numberOfVariables; i++)
                solution.setVariable(
                        i,
                        new BinaryIntegerVariable(
                                0, study.space().parameters().get(i).values().size() - 1));
            solution.setConstraint(0, org.moeaframework.core.constraint.Equal.to(0.0));
            return solution;
        }

        @Override
        public void evaluate(Solution solution) {
            long point = study.space().point(BinaryIntegerVariable.getInt(solution));
            boolean allowed = exploration.outcomes().containsKey(point) || evaluated() < study.budget();
            Map<Long, Outcome> outcome = allowed ? exploration.evaluate(List.of(point)) : Map.of();
            boolean usable = Optional.ofNullable(outcome.get(point))
                            .map(Outcome::isEvaluated)
                            .orElse(false)
                    && Arrays.stream(exploration.objectives(point)).noneMatch(Double::isNaN);
            double[] objectives = new double[numberOfObjectives];
            if (usable) objectives = exploration.objectives(point);
            else Arrays.fill(objectives, Double.MAX_VALUE);
            solution.setObjectiveValues(objectives);
            solution.setConstraintValue(0, !usable ? 2 : exploration.isFeasible(point) ? 0 : 1);
        }
    }
}
