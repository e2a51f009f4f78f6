package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.house.Tally;

/** One store of each version opens for ever, and one in a folder of any name. */
class ReleasedStoresTest {
    @TempDir
    Path folder;

    /** Each holds the same five evaluations; the files are never written again. */
    private static Outcome outcome(int row) {
        return row == 3
                ? new Outcome(Map.of(), "E3001: \u00e4 refused")
                : new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    @Test
    void everyVersionOpens() throws IOException {
        for (int version = 1; version <= StoreSchema.VERSION; version++) {
            Path file = folder.resolve("version-" + version + ".db");
            try (var in = getClass().getResourceAsStream("/stores/version-" + version + ".db")) {
                assertNotNull(in, "no store of version " + version + " is kept");
                Files.copy(in, file);
            }
            for (int time = 0; time < 2; time++)
                try (Store store = Store.open(file)) {
                    for (int row = 0; row < 5; row++)
                        assertEquals(Optional.of(outcome(row)), store.find("key " + row), "version " + version);
                    assertEquals(5, store.counts().evaluations());
                    assertEquals(Optional.empty(), store.verify());
                    // the first version's points were numbers
                    if (version > 1) assertEquals(5, store.ofStudy("study").size());
                    if (version > 1) assertEquals(Optional.of("{\"study\": \"text\"}"), store.description("study"));
                }
        }
    }

    /**
     * The newest kept store has today's tables. When they change, {@code StoreSchema.VERSION} does, an upgrade is written, and
     * {@code -Dgolden.update=true} keeps a store of the new version beside the others.
     */
    @Test
    void theNewestKeptStoreHasTodaysTables() throws IOException, SQLException {
        String name = "version-" + StoreSchema.VERSION + ".db";
        Path today = folder.resolve("today.db"), kept = folder.resolve(name);
        try (Store store = Store.open(today)) {
            store.describe("study", "{\"study\": \"text\"}");
            for (int row = 0; row < 5; row++) Recorded.in(store, "key " + row, "study", "" + row, outcome(row), row);
        }
        if (Boolean.getBoolean("golden.update")) {
            Path resources = Path.of(System.getProperty("basedir", "."), "src/test/resources/stores");
            if (!Files.exists(resources.resolve(name))) Files.copy(today, resources.resolve(name));
            Files.copy(resources.resolve(name), kept);
        } else
            try (var in = getClass().getResourceAsStream("/stores/" + name)) {
                assertNotNull(in, "no store of version " + StoreSchema.VERSION + " is kept");
                Files.copy(in, kept);
            }
        assertEquals(tables(kept), tables(today));
        Tally.add("C8", "stores of " + StoreSchema.VERSION + " versions open with their figures");
    }

    private static List<String> tables(Path store) throws SQLException {
        var tables = new ArrayList<String>();
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + store);
                var s = c.createStatement();
                var row = s.executeQuery("SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master"
                        + " ORDER BY type, name")) {
            while (row.next()) tables.add(row.getString(1));
        }
        return tables;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "what?",
                "a?mode=memory",
                "100%",
                "%41",
                "#1",
                "it's",
                "\"",
                "a\nb",
                "\u00e4\ud83d\ude00",
                "-x",
                "a;b&c=d",
                "file:x"
            })
    void aFolderMayHaveAnyName(String name) throws IOException {
        Path file = Files.createDirectory(folder.resolve(name)).resolve("store.db");
        try (Store store = Store.open(file)) {
            Recorded.in(store, "key 1", "study", "1", outcome(1), 1);
        }
        assertEquals(true, Files.size(file) > 0, name);
        try (Store store = Store.open(file)) {
            assertEquals(Optional.of(outcome(1)), store.find("key 1"));
        }
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing beside it");
        }
    }
}
