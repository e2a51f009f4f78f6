package org.systole.explore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether a store is whole. */
final class StoreCheck {
    /** So many damages are named; the others are counted. */
    private static final int NAMED = 5;

    private StoreCheck() {}

    /** Returns what is wrong, with its places; empty when nothing is. */
    static Optional<String> of(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement()) {
            List<String> file = lines(s, "PRAGMA integrity_check");
            if (!file.equals(List.of("ok"))) return Optional.of(named(file, "damages of the file"));
            List<String> lost = lines(
                    s,
                    "SELECT point FROM member WHERE evaluation NOT IN (SELECT id FROM evaluation) OR study NOT IN"
                            + " (SELECT id FROM study)");
            if (!lost.isEmpty()) return Optional.of(named(lost, "points without evaluation or study"));
            var wrong = new ArrayList<String>();
            damaged(s, "SELECT key, outcome, millis, sum, 'evaluation ' || id FROM evaluation", wrong);
            damaged(
                    s,
                    "SELECT e.key, m.point, m.position, m.sum, 'point ' || m.point FROM member m JOIN evaluation e ON e.id ="
                            + " m.evaluation",
                    wrong);
            if (wrong.isEmpty()) return Optional.empty();
            return Optional.of(named(wrong, "evaluations or points are damaged: their checksums are wrong"));
        }
    }

    private static List<String> lines(Statement s, String query) throws SQLException {
        var lines = new ArrayList<String>();
        try (ResultSet row = s.executeQuery(query)) {
            while (row.next()) lines.add(String.valueOf(row.getString(1)));
        }
        return lines;
    }

    private static void damaged(Statement s, String query, List<String> wrong) throws SQLException {
        try (ResultSet row = s.executeQuery(query)) {
            while (row.next())
                if (Store.sum(row.getString(1), row.getString(2), row.getLong(3)) != row.getLong(4))
                    wrong.add(row.getString(5));
        }
    }

    private static String named(List<String> places, String what) {
        String first = String.join("; ", places.subList(0, Math.min(NAMED, places.size())));
        return places.size() + " " + what + " (" + first + (places.size() > NAMED ? "; ..." : "") + ")";
    }
}
