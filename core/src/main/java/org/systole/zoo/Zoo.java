package org.systole.zoo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** The list of the published networks. */
public final class Zoo {
    private static final List<ZooEntry> ENTRIES = all();

    private Zoo() {}

    private static List<ZooEntry> all() {
        var entries = new ArrayList<ZooEntry>();
        entries.addAll(ClassificationEntries.all());
        entries.addAll(DetectionEntries.all());
        entries.addAll(EmbeddedEntries.all());
        return List.copyOf(entries);
    }

    /** Returns all networks, grouped by what they are for. */
    public static List<ZooEntry> entries() {
        return ENTRIES;
    }

    /** Returns the names of all networks, without aliases. */
    public static List<String> names() {
        return ENTRIES.stream().map(ZooEntry::name).toList();
    }

    /** Returns the network with this name or alias; case and the choice of hyphen or underscore do not matter. */
    public static Optional<ZooEntry> find(String name) {
        String wanted = plain(name);
        return ENTRIES.stream()
                .filter(entry ->
                        known(entry).stream().anyMatch(each -> plain(each).equals(wanted)))
                .findFirst();
    }

    /**
     * Returns the network with this name or alias.
     *
     * @throws SystoleException with {@link ZooProblem#UNKNOWN_NETWORK} and the nearest names, when there is none
     */
    public static ZooEntry entry(String name) {
        return find(name).orElseThrow(() -> new SystoleException(unknown(name)));
    }

    /**
     * Returns the graph of the network with this name or alias, for its published input.
     *
     * @throws SystoleException with {@link ZooProblem#UNKNOWN_NETWORK} when there is none
     */
    public static Graph graph(String name) {
        return entry(name).graph();
    }

    private static Problem unknown(String name) {
        List<String> near = nearest(name);
        String fix = near.isEmpty()
                ? "'systole list models' shows all " + ENTRIES.size() + " names"
                : "did you mean " + String.join(" or ", near) + "?";
        return Problem.of(
                ZooProblem.UNKNOWN_NETWORK,
                Place.element("zoo:" + name, ""),
                "the zoo has no network '" + name + "'",
                fix);
    }

    private static List<String> nearest(String name) {
        String wanted = plain(name);
        int most = Math.max(2, wanted.length() / 3);
        record Near(String name, int distance) {}
        return ENTRIES.stream()
                .map(entry -> new Near(
                        entry.name(),
                        known(entry).stream()
                                .mapToInt(each -> distance(plain(each), wanted))
                                .min()
                                .orElseThrow()))
                .filter(near -> near.distance() <= most)
                .sorted(Comparator.comparingInt(Near::distance))
                .limit(3)
                .map(Near::name)
                .toList();
    }

    private static List<String> known(ZooEntry entry) {
        var names = new ArrayList<>(entry.aliases());
        names.add(entry.name());
        return names;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /** Levenshtein's distance: the fewest letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
