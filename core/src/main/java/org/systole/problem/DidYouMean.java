package org.systole.problem;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class DidYouMean {
    /** Shorter words differ from most others by a letter or two; only their case is mended. */
    private static final int SHORTEST = 3;

    private DidYouMean() {}

    /**
     * Returns the candidate nearest to a word, if one is near: at most a third of the letters differ. Among equally
     * near ones the first wins, so the answer does not depend on anything but the order of the candidates.
     *
     * @param word what was written
     * @param candidates what could have been meant
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        String lower = normal(word);
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            String other = normal(candidate);
            if (other.equals(lower)) return Optional.of(candidate);
            int shorter = Math.min(lower.length(), other.length());
            if (shorter < SHORTEST) continue;
            int most = Math.max(1, shorter / 3);
            if (Math.abs(lower.length() - other.length()) > most) continue;
            int distance = distance(lower, other);
            // A letter replaced is likelier than one forgotten: 'cmos-6nm' is nearer to 'cmos-5nm' than to 'cmos-65nm'.
            int rank = 2 * distance + (lower.length() == other.length() ? 0 : 1);
            if (distance <= most && rank < least) {
                least = rank;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns {@code ; did you mean 'x'?} for the end of a message, or the empty string. */
    public static String hint(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    /** Returns {@code write 'x'; it is one of w, x, y} or {@code use one of w, x, y}: what was meant, and what else there is. */
    public static String fix(String word, Collection<String> candidates) {
        String all = String.join(", ", candidates);
        return nearest(word, candidates)
                .filter(near -> candidates.size() > 1)
                .map(near -> "write '" + near + "'; it is one of " + all)
                .orElse(candidates.size() == 1 ? "write '" + all + "'" : "use one of " + all);
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) d[i][0] = i;
        for (int j = 0; j <= b.length(); j++) d[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        return d[a.length()][b.length()];
    }
}
