package org.systole.precision;

import java.util.ArrayList;
import java.util.List;

/**
 * Choices within budgets whose summed harm is small: what options alone do is taken to add up. Greedy from both ends, then
 * exchanges of a step up for a step down. Nothing is measured here. Deterministic.
 */
final class BudgetSearch {
    private final int[] options;
    private final double[][] harm;
    private final List<PrecisionSearch.Budget> budgets;

    /**
     * Prepares a search.
     *
     * @param options how many options each variable has, the cheapest first
     * @param harm what each option of each variable does alone; 0 for the most precise
     */
    BudgetSearch(int[] options, double[][] harm, List<PrecisionSearch.Budget> budgets) {
        this.options = options.clone();
        this.harm = new double[harm.length][];
        for (int v = 0; v < harm.length; v++) {
            // a step up never harms: what measurements say else is noise
            this.harm[v] = harm[v].clone();
            for (int o = harm[v].length - 2; o >= 0; o--)
                this.harm[v][o] = Math.max(this.harm[v][o], this.harm[v][o + 1]);
        }
        this.budgets = List.copyOf(budgets);
    }

    /** Returns the choices that are worth measuring; all keep the budgets. */
    List<int[]> candidates() {
        var candidates = new ArrayList<int[]>();
        int[] up = raised(new int[options.length]), down = raised(lowered());
        candidates.add(up);
        candidates.add(down);
        candidates.add(exchanged(up));
        candidates.add(exchanged(down));
        return candidates;
    }

    private boolean fits(int[] choice) {
        return budgets.stream().allMatch(budget -> budget.holds(choice));
    }

    /** Returns by how much a choice exceeds the budgets, each as a share of itself. */
    private double excess(int[] choice) {
        double excess = 0;
        for (var budget : budgets)
            excess += Math.max(0, budget.cost().of(choice) - budget.most()) / Math.max(1e-300, budget.most());
        return excess;
    }

    /** Returns the shares of the budgets that a choice takes, added up. */
    private double share(int[] choice) {
        double share = 0;
        for (var budget : budgets) share += budget.cost().of(choice) / Math.max(1e-300, budget.most());
        return share;
    }

    /** Returns the most precise choice with steps down, least harm for what they relieve first, until it fits. */
    private int[] lowered() {
        int[] choice = new int[options.length];
        for (int v = 0; v < choice.length; v++) choice[v] = options[v] - 1;
        while (!fits(choice)) {
            double before = excess(choice), taken = share(choice), least = Double.POSITIVE_INFINITY;
            int best = -1;
            for (int v = 0; v < choice.length; v++) {
                if (choice[v] == 0) continue;
                double more = Math.max(0, harm[v][choice[v] - 1] - harm[v][choice[v]]);
                choice[v]--;
                // a step beside a peak of memory relieves nothing by itself, and still opens the way
                double relief = before - excess(choice) + 1e-3 * (taken - share(choice));
                choice[v]++;
                double each = (more + 1e-300) / Math.max(relief, 1e-12);
                if (each < least) {
                    least = each;
                    best = v;
                }
            }
            choice[best]--;
        }
        return choice;
    }

    /** Returns a choice with steps up, most harm taken away for what they cost first, as long as one fits. */
    private int[] raised(int[] from) {
        int[] choice = from.clone();
        while (true) {
            double taken = share(choice), most = -1;
            int best = -1;
            for (int v = 0; v < choice.length; v++) {
                if (choice[v] + 1 == options[v]) continue;
                double less = harm[v][choice[v]] - harm[v][choice[v] + 1];
                choice[v]++;
                double each = Math.max(0, less) / Math.max(1e-9, share(choice) - taken);
                boolean possible = each > most && fits(choice);
                choice[v]--;
                if (!possible) continue;
                most = each;
                best = v;
            }
            if (best < 0) return choice;
            choice[best]++;
        }
    }

    /** Returns a choice with a step down given for a step up elsewhere, as long as that takes harm away. */
    private int[] exchanged(int[] from) {
        int[] choice = from.clone();
        for (boolean changed = true; changed; ) {
            changed = false;
            double best = -1e-12;
            int up = -1, down = -1;
            for (int u = 0; u < choice.length; u++) {
                if (choice[u] + 1 == options[u]) continue;
                double less = harm[u][choice[u]] - harm[u][choice[u] + 1];
                for (int d = 0; d < choice.length; d++) {
                    if (d == u || choice[d] == 0) continue;
                    double change = harm[d][choice[d] - 1] - harm[d][choice[d]] - less;
                    if (change >= best) continue;
                    choice[u]++;
                    choice[d]--;
                    if (fits(choice)) {
                        best = change;
                        up = u;
                        down = d;
                    }
                    choice[u]--;
                    choice[d]++;
                }
            }
            if (up < 0) continue;
            choice[up]++;
            choice[down]--;
            choice = raised(choice);
            changed = true;
        }
        return choice;
    }
}
