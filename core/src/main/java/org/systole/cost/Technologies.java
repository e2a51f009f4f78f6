package org.systole.cost;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** The technologies that accelerators can name: the rows of {@code technologies.csv}. */
public final class Technologies {
    private final Map<String, Technology> byName = new LinkedHashMap<>();

    private Technologies() {
        Csv table = Csv.read("technologies.csv");
        for (int i = 0; i < table.size(); i++) {
            var technology = new Technology(
                    table.text(i, "name"),
                    table.text(i, "title"),
                    Technology.Kind.valueOf(upper(table.text(i, "kind"))),
                    (int) table.number(i, "memory_nm"),
                    (int) table.number(i, "logic_nm"),
                    Technology.Cell.valueOf(upper(table.text(i, "cell"))),
                    Technology.Basis.valueOf(upper(table.text(i, "basis"))),
                    table.text(i, "dram"),
                    table.text(i, "note"),
                    OwnFigures.NONE);
            byName.put(technology.name(), technology);
        }
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private Technologies(Technologies shipped, Technology more) {
        byName.putAll(shipped.byName);
        byName.put(more.name(), more);
    }

    /** Reads the table. */
    public static Technologies read() {
        return new Technologies();
    }

    /** Returns all, in the order of the table. */
    public Collection<Technology> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** Returns whether there is a technology of that name. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Returns these technologies and another one. */
    Technologies with(Technology more) {
        return new Technologies(this, more);
    }

    /**
     * Returns the technology of that name.
     *
     * @throws SystoleException E2801 when there is none
     */
    public Technology named(String name) {
        Technology technology = byName.get(name);
        if (technology != null) return technology;
        throw new SystoleException(Problem.of(
                CostProblem.UNKNOWN_TECHNOLOGY,
                Place.element("", "technology"),
                "there is no technology '" + name + "'" + DidYouMean.hint(name, byName.keySet()),
                DidYouMean.fix(name, byName.keySet())));
    }
}
