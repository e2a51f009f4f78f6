package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SupportedOpsTest {
    /** Operator sets before this one are not read, so that an earlier first version is as good as this one. */
    private static final int OLDEST = 7;

    @Test
    void versionsAreThoseOfTheStandard() throws IOException {
        var versions = new TreeMap<String, String[]>();
        try (InputStream stream = getClass().getResourceAsStream("/golden/graph/onnx-operator-versions.csv")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                if (!line.startsWith("#")) versions.put(line.split(",")[0], line.split(",", -1));
        }
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (SupportedOps.Row row : SupportedOps.rows()) {
            // ONNX Runtime's optimizer writes these into the standard's domain, whatever its version.
            if (!row.domain().isEmpty() || row.name().matches("(Simplified)?LayerNormalization")) continue;
            String[] golden = versions.get(row.name());
            if (golden == null) {
                wrong.add(row.name() + " is not in the standard");
                continue;
            }
            compared++;
            int first = Integer.parseInt(golden[1]);
            int last = golden[2].isEmpty() ? 0 : Integer.parseInt(golden[2]) - 1;
            if (Math.max(first, OLDEST) != Math.max(row.since(), OLDEST) || last != row.until())
                wrong.add(row.name() + " " + row.opsets() + ", the standard " + first + " to " + last);
        }
        assertEquals(List.of(), wrong);
        assertTrue(compared > 150, compared + " operators");
    }

    @Test
    void rowsAreSortedAndUnique() {
        List<SupportedOps.Row> rows = SupportedOps.rows();
        for (int i = 1; i < rows.size(); i++) {
            var before = rows.get(i - 1);
            var row = rows.get(i);
            int order = before.domain().equals(row.domain())
                    ? before.name().compareTo(row.name())
                    : before.domain().compareTo(row.domain());
            assertTrue(order < 0, row.name());
        }
    }
}
