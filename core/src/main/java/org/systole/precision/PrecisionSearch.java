package org.systole.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Finds the cheapest options that keep an accuracy, or the most accurate within budgets.
 *
 * <p>First everything at the cheapest option; if that is good enough it is the answer. Else a sensitivity analysis (each
 * variable alone at each cheaper option), then steps down in the order of harm for cost saved: the longest series of steps
 * that is good enough, by bisection, then every further step by itself, then exchanges of a step taken for one that saves
 * more. When the cost is a sum and few enough choices are cheaper than what was found, all of them are tried, cheapest first:
 * then the answer is proven. No choice is evaluated twice. Deterministic.
 */
public final class PrecisionSearch {
    private final int[] options;
    private final ChoiceCost cost;
    private final Function<int[], Measured> evaluator;
    private final int mostProof;
    private final IntConsumer progress;
    private final Map<List<Integer>, Measured> seen = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    /**
     * What one variable alone does to the network.
     *
     * @param variable index of the variable
     * @param option the option it was set to, all others at their most precise one
     * @param measured how the network did
     * @param saved cost below the most precise choice
     */
    public record Step(int variable, int option, Measured measured, double saved) {}

    /**
     * What was found.
     *
     * @param options for each variable the index of its option; null when no choice is good enough
     * @param measured how the network does
     * @param cost what it costs
     * @param evaluations how many choices were evaluated
     * @param proven whether no cheaper choice is good enough
     * @param sensitivity what each variable alone does, in the order of variables; empty when it was not needed
     */
    public record Result(
            int[] options, Measured measured, double cost, int evaluations, boolean proven, List<Step> sensitivity) {
        /** Returns whether a choice is good enough. */
        public boolean isFeasible() {
            return options != null;
        }
    }

    /**
     * Prepares a search.
     *
     * @param variables how many options each variable has, the cheapest first
     * @param evaluator how the network does under a choice; called once for each
     * @param mostProof how many choices may be tried to prove the answer
     * @param progress told how many choices were evaluated
     */
    public PrecisionSearch(
            int[] variables,
            ChoiceCost cost,
            Function<int[], Measured> evaluator,
            int mostProof,
            IntConsumer progress) {
        this.options = variables.clone();
        this.cost = cost;
        this.evaluator = evaluator;
        this.mostProof = mostProof;
        this.progress = progress;
    }

    /** Returns how a network does under a choice, evaluated once. */
    public Measured measure(int[] choice) {
        var key = Arrays.stream(choice).boxed().toList();
        Measured known = seen.get(key);
        if (known != null) return known;
        Measured measured = evaluator.apply(choice.clone());
        seen.put(key, measured);
        progress.accept(seen.size());
        return measured;
    }

    /**
     * A choice that was evaluated.
     *
     * @param options for each variable the index of its option
     * @param measured how the network does
     * @param cost what it costs
     */
    public record Evaluated(int[] options, Measured measured, double cost) {}

    /** Returns the evaluated choices that no other one beats in both accuracy and cost, the cheapest first. */
    public List<Evaluated> front() {
        var all = new ArrayList<Evaluated>();
        seen.forEach((key, measured) -> {
            int[] choice = key.stream().mapToInt(Integer::intValue).toArray();
            all.add(new Evaluated(choice, measured, cost.of(choice)));
        });
        all.sort(Comparator.comparingDouble(Evaluated::cost)
                .thenComparingDouble(e -> -e.measured().accuracy())
                .thenComparing(Evaluated::options, Arrays::compare));
        var front = new ArrayList<Evaluated>();
        double best = Double.NEGATIVE_INFINITY;
        for (Evaluated each : all) {
            if (each.measured().accuracy() <= best) continue;
            best = each.measured().accuracy();
            front.add(each);
        }
        return front;
    }

    /** Returns how many choices were evaluated. */
    public int evaluations() {
        return seen.size();
    }

    private int[] precise() {
        return Arrays.stream(options).map(count -> count - 1).toArray();
    }

    /** Returns what each variable alone does at each cheaper option. */
    public List<Step> sensitivity() {
        if (!steps.isEmpty()) return List.copyOf(steps);
        double most = cost.of(precise());
        for (int v = 0; v < options.length; v++)
            for (int o = options[v] - 2; o >= 0; o--) {
                int[] choice = precise();
                choice[v] = o;
                steps.add(new Step(v, o, measure(choice), most - cost.of(choice)));
            }
        return List.copyOf(steps);
    }

    /** Returns the cheapest choice whose accuracy is at least this. */
    public Result cheapest(double accuracy) {
        int[] cheapest = new int[options.length];
        if (good(cheapest, accuracy)) return result(cheapest, true);
        int[] found = precise();
        if (!good(found, accuracy)) found = null;
        List<Step> order = ordered();
        int[] stepped = prefix(order, accuracy);
        if (stepped != null && (found == null || cost.of(stepped) < cost.of(found))) found = stepped;
        if (found == null) return proof(null, accuracy);
        further(found, order, accuracy);
        exchange(found, order, accuracy);
        return proof(found, accuracy);
    }

    private boolean good(int[] choice, double accuracy) {
        return measure(choice).accuracy() >= accuracy - 1e-12;
    }

    private Result result(int[] found, boolean proven) {
        if (found == null)
            return new Result(null, measure(precise()), Double.NaN, evaluations(), proven, List.copyOf(steps));
        return new Result(found, measure(found), cost.of(found), evaluations(), proven, List.copyOf(steps));
    }

    /** Returns the steps, least harm for cost saved first. */
    private List<Step> ordered() {
        double base = measure(precise()).noise();
        return sensitivity().stream()
                .filter(step -> step.saved() > 0)
                .sorted(Comparator.comparingDouble(
                                (Step s) -> Math.max(0, s.measured().noise() - base) / s.saved())
                        .thenComparingInt(Step::variable)
                        .thenComparing(Step::option, Comparator.reverseOrder()))
                .toList();
    }

    private int[] taken(List<Step> order, int count) {
        int[] choice = precise();
        for (Step step : order.subList(0, count))
            choice[step.variable()] = Math.min(choice[step.variable()], step.option());
        return choice;
    }

    /** Returns the choice after the longest series of first steps that bisection finds good enough, or null. */
    private int[] prefix(List<Step> order, double accuracy) {
        int low = 0, high = order.size();
        int[] best = null;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            int[] choice = taken(order, middle);
            if (good(choice, accuracy)) {
                best = choice;
                low = middle;
            } else high = middle - 1;
        }
        return best;
    }

    /** Takes every further step that is still good enough. */
    private void further(int[] choice, List<Step> order, double accuracy) {
        for (Step step : order) {
            if (choice[step.variable()] <= step.option()) continue;
            int before = choice[step.variable()];
            choice[step.variable()] = step.option();
            if (!good(choice, accuracy)) choice[step.variable()] = before;
        }
    }

    /** Gives up a step for another that saves more, as long as that helps. */
    private void exchange(int[] choice, List<Step> order, double accuracy) {
        int[] most = precise();
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int up = 0; up < choice.length && !changed; up++) {
                if (choice[up] == most[up]) continue;
                for (Step step : order) {
                    if (step.variable() == up || choice[step.variable()] <= step.option()) continue;
                    int[] other = choice.clone();
                    other[up]++;
                    other[step.variable()] = step.option();
                    if (cost.of(other) >= cost.of(choice) - 1e-9 || !good(other, accuracy)) continue;
                    further(other, order, accuracy);
                    System.arraycopy(other, 0, choice, 0, choice.length);
                    changed = true;
                    break;
                }
            }
        }
    }

    /** Tries all cheaper choices, cheapest first, as far as that is allowed. */
    private Result proof(int[] found, double accuracy) {
        if (!(cost instanceof ChoiceCost.Sum sum)) return result(found, false);
        double limit = found == null ? Double.POSITIVE_INFINITY : cost.of(found);
        Comparator<int[]> byCost = Comparator.comparingDouble(choice -> sum.of(choice));
        var queue = new PriorityQueue<int[]>(byCost.thenComparing(Arrays::compare));
        Set<List<Integer>> queued = new HashSet<>();
        queue.add(new int[options.length]);
        for (int tried = 0; !queue.isEmpty(); ) {
            int[] choice = queue.poll();
            if (sum.of(choice) >= limit - 1e-9) return result(found, true);
            if (!seen.containsKey(Arrays.stream(choice).boxed().toList()) && ++tried > mostProof)
                return result(found, false);
            if (good(choice, accuracy)) return result(choice, true);
            for (int v = 0; v < options.length; v++) {
                if (choice[v] + 1 == options[v]) continue;
                int[] next = choice.clone();
                next[v]++;
                if (queued.add(Arrays.stream(next).boxed().toList())) queue.add(next);
            }
        }
        return result(found, true);
    }

    /**
     * A limit on a cost.
     *
     * @param cost what is limited
     * @param most the most that is allowed
     */
    public record Budget(ChoiceCost cost, double most) {
        /** Returns whether a choice costs no more. */
        boolean holds(int[] choice) {
            return cost.of(choice) <= most + 1e-9;
        }
    }

    /**
     * Returns an accurate choice within budgets: what each option alone does to the outputs is taken to add up, and of the choices
     * that are best so (from the cheapest upwards, from the most precise downwards, both with exchanges) the most accurate is
     * measured. {@link Result#options} is null when even the cheapest choice exceeds a budget.
     */
    public Result mostAccurate(List<Budget> budgets) {
        int[] cheapest = new int[options.length];
        if (!budgets.stream().allMatch(budget -> budget.holds(cheapest)))
            return new Result(null, measure(cheapest), Double.NaN, evaluations(), true, List.of());
        int[] best = precise();
        if (budgets.stream().allMatch(budget -> budget.holds(best))) return result(best, true);
        double[][] harm = new double[options.length][];
        for (int v = 0; v < harm.length; v++) harm[v] = new double[options[v]];
        double clean = measure(precise()).noise();
        for (Step step : sensitivity())
            harm[step.variable()][step.option()] = Math.max(0, step.measured().noise() - clean);
        int[] found = cheapest;
        for (int[] choice : new BudgetSearch(options, harm, budgets).candidates())
            if (better(measure(choice), measure(found))) found = choice;
        return result(found, false);
    }

    private static boolean better(Measured a, Measured b) {
        if (a.accuracy() != b.accuracy()) return a.accuracy() > b.accuracy();
        return a.noise() < b.noise();
    }
}
