package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PrecisionSearchTest {
    private static final long SEED = Long.getLong("test.seed", 3);

    /** Random networks of 8 variables with 2 or 3 options: the answer is that of trying everything, whatever accuracy does. */
    @Test
    void aProvenAnswerIsTheCheapestOfAll() {
        Random random = new Random(SEED);
        for (int run = 0; run < 60; run++) {
            int[] counts = random.ints(8, 2, 4).toArray();
            double[][] costs = new double[8][], harm = new double[8][];
            for (int v = 0; v < 8; v++) {
                costs[v] = random.doubles(counts[v], 0, 10).sorted().toArray();
                harm[v] = random.doubles(counts[v], 0, 0.02)
                        .map(x -> -x)
                        .sorted()
                        .map(x -> -x)
                        .toArray();
            }
            double rough = random.nextDouble() * 0.02;
            Function<int[], Measured> network = choice -> {
                double noise = 0;
                for (int v = 0; v < 8; v++) noise += harm[v][choice[v]];
                // accuracy on samples is not monotone in the noise
                double jitter = rough * new Random(java.util.Arrays.hashCode(choice)).nextDouble();
                return new Measured(1 - noise - jitter, noise);
            };
            var cost = new ChoiceCost.Sum(costs);
            var result = new PrecisionSearch(counts, cost, network, 10_000, _ -> {}).cheapest(0.93);
            assertTrue(result.proven());
            assertEquals(cheapest(counts, cost, network, 0.93), result.cost(), 1e-9, "run " + run + ", seed " + SEED);
            var quick = new PrecisionSearch(counts, cost, network, 0, _ -> {}).cheapest(0.93);
            assertTrue(!quick.isFeasible() || quick.measured().accuracy() >= 0.93);
            assertTrue(quick.evaluations() <= 200, quick.evaluations() + " evaluations");
        }
    }

    private static double cheapest(int[] counts, ChoiceCost cost, Function<int[], Measured> network, double accuracy) {
        double least = Double.NaN;
        int[] choice = new int[counts.length];
        while (true) {
            if (network.apply(choice).accuracy() >= accuracy && !(cost.of(choice) >= least)) least = cost.of(choice);
            int v = 0;
            while (v < choice.length && ++choice[v] == counts[v]) choice[v++] = 0;
            if (v == choice.length) return least;
        }
    }

    @Test
    void theCheapestOfAllNeedsOneEvaluation() {
        var search = new PrecisionSearch(
                new int[] {2, 2, 2}, choice -> choice[0] + choice[1], _ -> new Measured(0.9, 0.1), 0, _ -> {});
        var result = search.cheapest(0.9);
        assertArrayEquals(new int[3], result.options());
        assertEquals(1, result.evaluations());
        assertTrue(result.proven());
    }

    @Test
    void whatCannotBeKeptIsSaid() {
        var search = new PrecisionSearch(
                new int[] {2, 2},
                new ChoiceCost.Sum(new double[][] {{1, 2}, {1, 2}}),
                _ -> new Measured(0.5, 0.1),
                100,
                _ -> {});
        var result = search.cheapest(0.9);
        assertFalse(result.isFeasible());
        assertTrue(result.proven());
        assertEquals(4, result.evaluations());
    }

    /** Five variables of three options under two random budgets, what they do adds up: beside all 243 choices. */
    @Test
    void withinBudgetsTheChoiceIsNearlyTheBest() {
        var random = new java.util.SplittableRandom(11);
        int optimal = 0, cases = 200;
        double ours = 0, best = 0;
        for (int i = 0; i < cases; i++) {
            double[][] harm = new double[5][3], first = new double[5][3], second = new double[5][3];
            for (int v = 0; v < 5; v++)
                for (int o = 0; o < 3; o++) {
                    harm[v][2 - o] = o == 0 ? 0 : harm[v][3 - o] + random.nextDouble() * 0.02;
                    first[v][o] = o == 0 ? random.nextDouble() : first[v][o - 1] + random.nextDouble();
                    second[v][o] = o == 0 ? random.nextDouble() : second[v][o - 1] + random.nextDouble();
                }
            ChoiceCost one = new ChoiceCost.Sum(first), two = new ChoiceCost.Sum(second);
            var budgets = List.of(
                    new PrecisionSearch.Budget(one, random.nextDouble(4, 8)),
                    new PrecisionSearch.Budget(two, random.nextDouble(4, 8)));
            Function<int[], Measured> network = choice -> {
                double noise = 0;
                for (int v = 0; v < 5; v++) noise += harm[v][choice[v]];
                return new Measured(1 - noise, noise);
            };
            var search = new PrecisionSearch(new int[] {3, 3, 3, 3, 3}, one, network, 0, _ -> {});
            var result = search.mostAccurate(budgets);
            double least = Double.POSITIVE_INFINITY;
            for (int n = 0; n < 243; n++) {
                int[] choice = {n % 3, n / 3 % 3, n / 9 % 3, n / 27 % 3, n / 81};
                if (budgets.stream().allMatch(b -> b.holds(choice)))
                    least = Math.min(least, network.apply(choice).noise());
            }
            assertEquals(Double.isInfinite(least), !result.isFeasible());
            if (!result.isFeasible()) continue;
            assertTrue(budgets.stream().allMatch(b -> b.holds(result.options())));
            assertTrue(search.evaluations() <= 16, "all precise, ten single steps, the cheapest, four candidates");
            ours += result.measured().noise();
            best += least;
            if (result.measured().noise() < least + 1e-12) optimal++;
        }
        assertTrue(
                optimal > 0.7 * cases && ours < 1.05 * best, optimal + " of " + cases + ", " + ours + " and " + best);
    }

    /** Two of three may be wide: those whose narrowing harms most. */
    @Test
    void budgetsAreKept() {
        double[] harm = {0.01, 0.05, 0.03};
        Function<int[], Measured> network = choice -> {
            double noise = 0;
            for (int v = 0; v < 3; v++) noise += choice[v] == 0 ? harm[v] : 0;
            return new Measured(1 - noise, noise);
        };
        ChoiceCost wide = choice -> choice[0] + choice[1] + choice[2];
        var search = new PrecisionSearch(new int[] {2, 2, 2}, wide, network, 0, _ -> {});
        var result = search.mostAccurate(List.of(new PrecisionSearch.Budget(wide, 2)));
        assertArrayEquals(new int[] {0, 1, 1}, result.options());
        assertNull(search.mostAccurate(List.of(new PrecisionSearch.Budget(wide, -1)))
                .options());
    }
}
