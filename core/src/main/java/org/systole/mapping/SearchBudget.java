package org.systole.mapping;

/** How much a search may still look at. One thread at a time. */
final class SearchBudget {
    private final long deadlineNanos;
    private long left;
    private long visited;
    private long evaluations;
    private boolean late;

    /**
     * Creates a budget.
     *
     * @param nodes how many nodes may be looked at
     * @param deadlineNanos the value of {@link System#nanoTime} at which to end; {@link Long#MAX_VALUE} for never
     */
    SearchBudget(long nodes, long deadlineNanos) {
        this.left = nodes;
        this.deadlineNanos = deadlineNanos;
    }

    /** Takes one node from the budget; returns whether there was one. */
    boolean take() {
        if (left <= 0 || late) return false;
        left--;
        visited++;
        if ((visited & 255) == 0 && deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0)
            late = true;
        return !late;
    }

    /** Counts a complete mapping among the nodes. */
    void evaluated() {
        evaluations++;
    }

    /** Returns how many nodes are left. */
    long left() {
        return late ? 0 : left;
    }

    /** Returns whether the deadline has passed. */
    boolean isLate() {
        return late;
    }

    /** Returns how many nodes were looked at. */
    long visited() {
        return visited;
    }

    /** Returns how many complete mappings were evaluated. */
    long evaluations() {
        return evaluations;
    }

    /** Returns a part of this budget that takes from it as it is used. */
    Part part(long nodes) {
        return new Part(nodes);
    }

    /** A share of a budget. */
    final class Part {
        private long mine;

        private Part(long nodes) {
            mine = nodes;
        }

        /** Takes one node; returns whether there was one. */
        boolean take() {
            if (mine <= 0) return false;
            mine--;
            return SearchBudget.this.take();
        }

        /** Counts a complete mapping. */
        void evaluated() {
            SearchBudget.this.evaluated();
        }
    }
}
