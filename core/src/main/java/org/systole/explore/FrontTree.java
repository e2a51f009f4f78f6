package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Points of which none dominates another, in a tree of boxes (the ND-tree of Jaszkiewicz and Lust 2018): a new point is held
 * against the corners of boxes first, and against points only in boxes that leave it open.
 */
final class FrontTree {
    private static final int MOST_IN_LEAF = 24;
    private static final int BRANCHES = 6;

    /** A point. */
    record Entry(DesignPoint point, double[] values) {}

    private Node root;
    private int size;

    int size() {
        return size;
    }

    void forEach(Consumer<Entry> action) {
        if (root != null) root.forEach(action);
    }

    /**
     * Adds a point unless one in the tree dominates it, and removes those that it dominates; equal ones stay.
     *
     * @return whether it is in the tree now
     */
    boolean add(DesignPoint point, double[] values) {
        if (root != null && root.dominates(values)) return false;
        if (root != null) {
            root.remove(values);
            if (root.isEmpty()) root = null;
        }
        size++;
        if (root == null) root = new Node(values.length);
        root.insert(new Entry(point, values));
        return true;
    }

    /** A box with its points, or with smaller boxes. */
    private final class Node {
        private final double[] low;
        private final double[] high;
        private List<Entry> entries = new ArrayList<>();
        private List<Node> children;

        Node(int objectives) {
            low = new double[objectives];
            high = new double[objectives];
            Arrays.fill(low, Double.POSITIVE_INFINITY);
            Arrays.fill(high, Double.NEGATIVE_INFINITY);
        }

        boolean isEmpty() {
            return children == null ? entries.isEmpty() : children.isEmpty();
        }

        void forEach(Consumer<Entry> action) {
            if (children == null) entries.forEach(action);
            else children.forEach(c -> c.forEach(action));
        }

        /** Whether a point in the box dominates the values. */
        boolean dominates(double[] values) {
            if (!covers(low, values)) return false;
            // whoever is at its worst better than the values dominates them
            if (Front.dominates(high, values)) return true;
            if (children != null) {
                for (Node child : children) if (child.dominates(values)) return true;
                return false;
            }
            for (int i = entries.size() - 1; i >= 0; i--)
                if (Front.dominates(entries.get(i).values, values)) {
                    // what rejected one point often rejects the next: looked at first from now on
                    entries.add(entries.remove(i));
                    return true;
                }
            return false;
        }

        /** Removes what the values dominate. */
        void remove(double[] values) {
            if (!covers(values, high)) return;
            if (Front.dominates(values, low)) {
                forEach(e -> size--);
                entries = new ArrayList<>();
                children = null;
                return;
            }
            if (children != null) {
                for (Node child : children) child.remove(values);
                children.removeIf(Node::isEmpty);
                if (children.isEmpty()) children = null;
                return;
            }
            for (int i = entries.size() - 1; i >= 0; i--)
                if (Front.dominates(values, entries.get(i).values)) {
                    entries.remove(i);
                    size--;
                }
        }

        void insert(Entry entry) {
            for (int d = 0; d < low.length; d++) {
                low[d] = Math.min(low[d], entry.values[d]);
                high[d] = Math.max(high[d], entry.values[d]);
            }
            if (children != null) {
                nearest(entry.values).insert(entry);
                return;
            }
            entries.add(entry);
            if (entries.size() > MOST_IN_LEAF) split();
        }

        private Node nearest(double[] values) {
            Node best = null;
            double least = Double.POSITIVE_INFINITY;
            for (Node child : children) {
                double distance = child.distance(values);
                if (best == null || distance < least) {
                    least = distance;
                    best = child;
                }
            }
            return best;
        }

        /** How far from the middle of the box, each objective relative to it. */
        private double distance(double[] values) {
            double sum = 0;
            for (int d = 0; d < low.length; d++) {
                double middle = (low[d] + high[d]) / 2;
                double extent = Math.max(Math.abs(middle), 1e-300);
                double off = (values[d] - middle) / extent;
                sum += off * off;
            }
            return sum;
        }

        /** Cuts along the objective of the widest relative extent into parts of equal numbers. */
        private void split() {
            int widest = 0;
            double most = -1;
            for (int d = 0; d < low.length; d++) {
                double extent = (high[d] - low[d]) / Math.max(1e-300, Math.abs(high[d]) + Math.abs(low[d]));
                if (extent > most) {
                    most = extent;
                    widest = d;
                }
            }
            // equal points cannot be told apart by boxes
            if (!(most > 0)) return;
            int axis = widest;
            entries.sort((a, b) -> Double.compare(a.values[axis], b.values[axis]));
            children = new ArrayList<>();
            int count = entries.size();
            for (int b = 0; b < BRANCHES; b++) {
                Node child = new Node(low.length);
                for (Entry e : entries.subList(b * count / BRANCHES, (b + 1) * count / BRANCHES)) child.insert(e);
                if (!child.isEmpty()) children.add(child);
            }
            entries = new ArrayList<>();
        }
    }

    /** Whether a is nowhere worse than b. */
    private static boolean covers(double[] a, double[] b) {
        for (int d = 0; d < a.length; d++) if (a[d] > b[d]) return false;
        return true;
    }
}
