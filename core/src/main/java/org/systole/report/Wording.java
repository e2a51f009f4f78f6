package org.systole.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.mapping.TimingModel;
import org.systole.units.Certainty;
import org.systole.units.Unit;

/** What screen and page say in the same words. */
final class Wording {
    private Wording() {}

    /** Returns what a certainty means. */
    static String certainty(Certainty certainty) {
        return switch (certainty) {
            case TABULATED -> "Exact arithmetic on counts and rows of tables.";
            case INTERPOLATED -> "Some costs lie between rows of a table.";
            case EXTRAPOLATED -> "Some costs lie outside the range of their table.";
            case INCOMPLETE -> "Some part has no known cost; the number is a lower bound.";
            case UNKNOWN -> "Nothing is known; there is no number.";
        };
    }

    /** Returns how good the mappings of a result are known to be. */
    static String mappings(Result.SearchFacts search) {
        if (search.timing() == TimingModel.CORE) return "in the tiles of the core's compiler";
        boolean tiles = search.timing() == TimingModel.MACRO_TILES;
        var parts = new LinkedHashMap<String, Integer>();
        parts.put("proven best of their mapspace", search.exhaustive());
        parts.put(tiles ? "best of the macro-tiles tried" : "best found within the budget", search.bestFound());
        parts.put("best found until the deadline", search.deadline());
        var words = new StringBuilder();
        for (Map.Entry<String, Integer> part : parts.entrySet())
            if (part.getValue() > 0)
                words.append(words.isEmpty() ? "" : ", ")
                        .append(part.getValue())
                        .append(' ')
                        .append(part.getKey());
        return words + "; " + Quantities.of(search.evaluations(), Unit.COUNT) + " mappings evaluated";
    }
}
