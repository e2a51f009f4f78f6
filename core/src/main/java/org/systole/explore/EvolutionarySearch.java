package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.algorithm.NSGAIII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;
import org.moeaframework.core.constraint.LessThanOrEqual;
import org.moeaframework.core.operator.CompoundVariation;
import org.moeaframework.core.operator.Variation;
import org.moeaframework.core.operator.binary.BitFlip;
import org.moeaframework.core.operator.binary.HUX;
import org.moeaframework.core.operator.real.PM;
import org.moeaframework.core.operator.real.SBX;
import org.moeaframework.core.spi.OperatorFactory;
import org.moeaframework.core.variable.BinaryIntegerVariable;
import org.moeaframework.core.variable.RealVariable;
import org.moeaframework.core.variable.Variable;
import org.moeaframework.problem.AbstractProblem;

/**
 * NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002) and NSGA-III (Deb, Jain 2014) of the MOEA Framework over the indices of
 * parameter values: ordered values as real numbers that are rounded down, categories as binary integers.
 *
 * <p>The budget counts distinct points. A child that is known already or breaks a rule is changed further until it is new, so
 * that small spaces do not use generations up. Constraints are handled by constraint domination. A generation is evaluated
 * together. With {@link SearchSettings#local} some or all children are steps from the front ({@link FrontNeighbours}): the
 * algorithm then is a memetic one. The framework's random numbers are global, so one search runs at a time.
 */
final class EvolutionarySearch implements Search {
    private static final int MOST_TRIES = 60;

    /** Distribution indices of crossover and mutation, the library's usual ones. */
    private static final double DISTRIBUTION = 15, SPREAD = 20;

    @Override
    public void run(Study study, Exploration exploration) {
        synchronized (PRNG.class) {
            PRNG.setSeed(study.search().seed());
            var problem = new SpaceProblem(study, exploration);
            NSGAII algorithm = algorithm(study, problem);
            algorithm.setVariation(new NewPoints(variation(study, algorithm, problem), problem));
            algorithm.setInitialPopulationSize(population(study));
            algorithm.setInitialization(problem::first);
            for (int idle = 0; exploration.remaining() > 0 && idle < MOST_IDLE; ) {
                int before = exploration.outcomes().size();
                algorithm.step();
                idle = exploration.outcomes().size() == before ? idle + 1 : 0;
            }
        }
    }

    /** The library's own for the kinds of variables, unless the study says how likely it is. */
    private static Variation variation(Study study, NSGAII algorithm, SpaceProblem problem) {
        SearchSettings settings = study.search().settings();
        if (Double.isNaN(settings.crossover()) && Double.isNaN(settings.mutation()))
            return algorithm.getVariation() == null
                    ? OperatorFactory.getInstance().getVariation(problem)
                    : algorithm.getVariation();
        double crossover = Double.isNaN(settings.crossover()) ? 1 : settings.crossover();
        double mutation =
                Double.isNaN(settings.mutation()) ? 1.0 / problem.getNumberOfVariables() : settings.mutation();
        return new CompoundVariation(
                new SBX(crossover, DISTRIBUTION), new HUX(crossover), new PM(mutation, SPREAD), new BitFlip(mutation));
    }

    private static NSGAII algorithm(Study study, SpaceProblem space) {
        return study.effectiveMethod() == SearchPlan.Method.NSGA3
                ? new NSGAIII(space) {
                    @Override
                    public void evaluateAll(Iterable<Solution> solutions) {
                        numberOfEvaluations += space.evaluateAll(solutions);
                    }
                }
                : new NSGAII(space) {
                    @Override
                    public void evaluateAll(Iterable<Solution> solutions) {
                        numberOfEvaluations += space.evaluateAll(solutions);
                    }
                };
    }

    private static int population(Study study) {
        int given = study.search().population();
        int size = given > 0 ? given : Math.clamp(study.search().budget() / 8, 8, 100);
        return size + (size & 1);
    }

    /** The space as the framework's problem. */
    private static final class SpaceProblem extends AbstractProblem {
        private final Study study;
        private final Exploration exploration;
        private final int[] spread;
        private List<DesignPoint> front = List.of();

        SpaceProblem(Study study, Exploration exploration) {
            super(study.space().parameters().size(), study.goals().size(), 1);
            this.study = study;
            this.exploration = exploration;
            this.spread = new int[numberOfVariables];
            Arrays.fill(spread, 1);
        }

        @Override
        public Solution newSolution() {
            Solution solution = new Solution(numberOfVariables, numberOfObjectives, numberOfConstraints);
            for (int i = 0; i < numberOfVariables; i++) {
                Parameter p = study.space().parameters().get(i);
                int last = p.values().size() - 1;
                solution.setVariable(
                        i, p.words().isEmpty() ? new RealVariable(0, last + 1) : new BinaryIntegerVariable(0, last));
            }
            solution.setConstraint(0, LessThanOrEqual.to(0.0));
            return solution;
        }

        /** Returns the first generation: the study's starting points, then a Latin hypercube of points that break no rule. */
        Solution[] first(int size) {
            var random = new Random(PRNG.nextInt());
            var chosen = new ArrayList<DesignPoint>(study.search().starts());
            if (study.search().settings().corners())
                for (DesignPoint corner : Corners.of(study.space())) if (!chosen.contains(corner)) chosen.add(corner);
            for (DesignPoint drawn : Search.hypercube(study.space(), size, random)) {
                DesignPoint point = drawn;
                for (int tries = 0; tries < MOST_TRIES && !isNew(point, chosen); tries++)
                    point = study.space().canonical(study.space().draw(random));
                if (chosen.size() < size) chosen.add(point);
            }
            return chosen.stream().map(this::solution).toArray(Solution[]::new);
        }

        private boolean isNew(DesignPoint point, Collection<DesignPoint> planned) {
            return !planned.contains(point)
                    && !exploration.outcomes().containsKey(point)
                    && study.space().broken(point).isEmpty();
        }

        private Solution solution(DesignPoint point) {
            Solution solution = newSolution();
            set(solution, point);
            return solution;
        }

        static void set(Solution solution, DesignPoint point) {
            for (int i = 0; i < solution.getNumberOfVariables(); i++) {
                switch (solution.getVariable(i)) {
                    case RealVariable real -> {
                        // the place within the value's interval is kept: it is what small steps add up in
                        if ((int) real.getValue() != point.index(i)) real.setValue(point.index(i) + 0.5);
                    }
                    case BinaryIntegerVariable whole -> whole.setValue(point.index(i));
                    case Variable other -> throw new IllegalStateException(other.toString());
                }
            }
        }

        DesignPoint point(Solution solution) {
            int[] indices = new int[numberOfVariables];
            for (int i = 0; i < indices.length; i++) {
                int last = study.space().parameters().get(i).values().size() - 1;
                indices[i] = switch (solution.getVariable(i)) {
                    case RealVariable real -> Math.min(last, (int) real.getValue());
                    case Variable whole -> BinaryIntegerVariable.getInt(whole);
                };
            }
            return study.space().canonical(DesignPoint.of(indices));
        }

        /** Returns a parameter, one with many values on the front more often. */
        int drawn() {
            int sum = 0;
            for (int s : spread) sum += s;
            int left = PRNG.nextInt(sum);
            int p = 0;
            while (left >= spread[p]) left -= spread[p++];
            return p;
        }

        int evaluateAll(Iterable<Solution> solutions) {
            var points = new ArrayList<DesignPoint>();
            solutions.forEach(s -> points.add(point(s)));
            exploration.evaluate(points);
            front = exploration.front();
            for (int p = 0; p < spread.length; p++) {
                int parameter = p;
                spread[p] = Math.max(
                        1,
                        (int) front.stream()
                                        .map(f -> f.index(parameter))
                                        .distinct()
                                        .count()
                                - 1);
            }
            solutions.forEach(this::evaluate);
            return points.size();
        }

        @Override
        public void evaluate(Solution solution) {
            DesignPoint point = point(solution);
            Outcome outcome = exploration.outcomes().get(point);
            double[] objectives = outcome == null ? new double[numberOfObjectives] : study.objectives(outcome);
            boolean usable = outcome != null && outcome.isEvaluated();
            for (double o : objectives) usable &= !Double.isNaN(o);
            if (!usable) Arrays.fill(objectives, Double.MAX_VALUE);
            solution.setObjectiveValues(objectives);
            solution.setConstraintValue(0, usable ? violation(point, outcome) : 1e6);
        }

        private double violation(DesignPoint point, Outcome outcome) {
            var values = study.values(point, outcome);
            return study.constraints().stream()
                    .mapToDouble(c -> c.violation(values))
                    .sum();
        }
    }

    /** The framework's variation, and more of it until a child is a point that is not known. */
    private record NewPoints(Variation inner, SpaceProblem problem, FrontNeighbours local, Set<DesignPoint> planned)
            implements Variation {
        NewPoints(Variation inner, SpaceProblem problem) {
            this(inner, problem, new FrontNeighbours(problem.study.space()), new HashSet<>());
        }

        @Override
        public String getName() {
            return "new points";
        }

        @Override
        public int getArity() {
            return inner.getArity();
        }

        @Override
        public Solution[] evolve(Solution[] parents) {
            Solution[] children = inner.evolve(parents);
            for (Solution child : children) {
                DesignPoint point = besideTheFront().orElseGet(() -> problem.point(child));
                for (int tries = 0; tries < MOST_TRIES && !problem.isNew(point, planned); tries++)
                    point = neighbour(point, tries);
                planned.add(point);
                SpaceProblem.set(child, point);
            }
            return children;
        }

        private Optional<DesignPoint> besideTheFront() {
            double share = problem.study.search().settings().local();
            // no random number is drawn where there is nothing to decide
            if (share == 0 || share < 1 && PRNG.nextDouble() >= share) return Optional.empty();
            return local.next(problem.front, p -> problem.isNew(p, planned));
        }

        /**
         * Changes one parameter of this point or, more often, of one on the front: a step up or down, further away the longer
         * nothing new was found. Parameters in which the front's points differ are changed more often.
         */
        private DesignPoint neighbour(DesignPoint point, int tries) {
            List<DesignPoint> front = problem.front;
            DesignPoint from = front.isEmpty() || PRNG.nextInt(4) == 0 ? point : PRNG.nextItem(front);
            int p = PRNG.nextInt(4) == 0 ? PRNG.nextInt(problem.spread.length) : problem.drawn();
            Parameter parameter = problem.study.space().parameters().get(p);
            int count = parameter.values().size();
            int reach = 1 + tries / 4;
            boolean ordered = parameter.words().isEmpty() && PRNG.nextInt(8) > 0;
            int index = ordered
                    ? Math.clamp(from.index(p) + PRNG.nextInt(-reach, reach), 0, count - 1)
                    : PRNG.nextInt(count);
            return problem.study.space().canonical(from.with(p, index));
        }
    }
}
