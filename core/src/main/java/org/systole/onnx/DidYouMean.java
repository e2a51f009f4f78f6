package org.systole.onnx;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that a user probably meant. */
final class DidYouMean {
    private DidYouMean() {}

    /** Returns the closest candidate, when it is close: at most a third of its characters differ, or only their case. */
    static Optional<String> closest(String name, Collection<String> candidates) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            if (candidate.equalsIgnoreCase(name)) return Optional.of(candidate);
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best != null && least <= Math.max(2, best.length() / 3) ? Optional.of(best) : Optional.empty();
    }

    /** Returns how many characters must be inserted, removed or replaced (Levenshtein). */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 32) return Integer.MAX_VALUE;
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
