package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.house.Shared;

/** The list of operators with their integer form, and the page made of it ({@code -Dgolden.update=true} writes it). */
class IntegerFormsTest {
    @Test
    void everyOperatorWithATestNetworkIsListedAsOneThatHasAForm() {
        var forms = new TreeMap<String, IntegerForms.Form>();
        for (IntegerForms.Row row : IntegerForms.rows())
            if (row.domain().isEmpty()) forms.put(row.operator(), row.form());
        for (var made : OperatorNetworks.all().values()) {
            Graph graph = made.get();
            for (Node node : graph.nodes())
                assertEquals(
                        true,
                        forms.get(node.op()) == IntegerForms.Form.INTEGER
                                || forms.get(node.op()) == IntegerForms.Form.MOVES
                                || node.op().equals("Constant"),
                        node.op() + " is listed as " + forms.get(node.op()));
        }
    }

    @Test
    void thePageFollowsTheCode() throws IOException {
        Path page = Shared.repositoryPath("docs/models/integer-operators.md");
        String text = page();
        if (Boolean.getBoolean("golden.update")) Files.writeString(page, text);
        assertEquals(Files.readString(page), text);
    }

    private static String page() {
        var text = new StringBuilder("""
                # Operators in an integer network

                Made from `IntegerForms` by `./mvnw -pl core test -Dtest=IntegerFormsTest -Dgolden.update=true`. The arithmetic of
                each is on [integer-arithmetic.md](integer-arithmetic.md).

                | operator | computed | by, or when |
                |---|---|---|
                """);
        var counts = new TreeMap<IntegerForms.Form, Integer>();
        for (IntegerForms.Row row : IntegerForms.rows()) {
            counts.merge(row.form(), 1, Integer::sum);
            String name = row.domain().isEmpty() ? row.operator() : row.domain() + "." + row.operator();
            text.append(String.format(Locale.ROOT, "| `%s` | %s | %s |%n", name, row.form(), row.note()));
        }
        text.append('\n');
        counts.forEach((form, count) -> text.append(String.format(Locale.ROOT, "- %s: %d%n", form, count)));
        return text.toString();
    }
}
