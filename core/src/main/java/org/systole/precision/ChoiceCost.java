package org.systole.precision;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a choice of options costs; an option further up its list never costs less. */
@FunctionalInterface
public interface ChoiceCost {
    /**
     * Returns the cost.
     *
     * @param options for each variable the index of its option
     */
    double of(int[] options);

    /** A sum over variables, for which the search can prove what it found. */
    final class Sum implements ChoiceCost {
        private final double[][] costs;

        /** Creates the cost from that of every option of every variable. */
        public Sum(double[][] costs) {
            this.costs = costs;
            for (double[] options : costs)
                for (int o = 1; o < options.length; o++)
                    if (options[o] < options[o - 1])
                        throw new IllegalArgumentException("a more precise option costs less: " + options[o]);
        }

        /** Returns the sum of the costs of variables by their options. */
        public static Sum of(List<Variable> variables, ToDoubleFunction<Option> cost) {
            double[][] costs = new double[variables.size()][];
            for (int v = 0; v < costs.length; v++) {
                costs[v] = new double[variables.get(v).options().size()];
                for (int o = 0; o < costs[v].length; o++)
                    costs[v][o] = cost.applyAsDouble(new Option(variables.get(v), o));
            }
            return new Sum(costs);
        }

        /** Returns the cost of one option. */
        double of(int variable, int option) {
            return costs[variable][option];
        }

        @Override
        public double of(int[] options) {
            double sum = 0;
            for (int v = 0; v < options.length; v++) sum += costs[v][options[v]];
            return sum;
        }
    }

    /**
     * An option of a variable.
     *
     * @param variable the variable
     * @param option index in its list
     */
    record Option(Variable variable, int option) {}
}
