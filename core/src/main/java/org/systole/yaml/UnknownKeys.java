package org.systole.yaml;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.systole.problem.DidYouMean;
import org.systole.problem.Problems;

/** Says what was probably meant by a key that the format does not have. */
final class UnknownKeys {
    private UnknownKeys() {}

    static void report(YamlNode.Entry entry, YamlType.ObjectOf type, String path, Problems problems) {
        if (problems.count() > Problems.MOST) return;
        String word = entry.key().text();
        String shown = entry.key().shown();
        var place = ValueReader.at(entry.key().place(), path.isEmpty() ? shown : path + "." + shown);
        List<String> sameQuantity = sameQuantity(word, type);
        if (!sameQuantity.isEmpty()) {
            boolean none = Key.unit(word).isEmpty();
            String keys = String.join(" or ", sameQuantity);
            problems.add(
                    YamlCode.UNIT,
                    place,
                    none
                            ? "unit missing in key '" + shown + "': write " + keys
                            : "'" + Key.unit(word).orElseThrow() + "' is not a unit for '" + Key.quantity(word)
                                    + "' here: write " + keys,
                    "write "
                            + DidYouMean.nearest(word, sameQuantity)
                                    .filter(near -> !none)
                                    .map(near -> "'" + near + "'")
                                    .orElse(sameQuantity.size() == 1 ? "'" + keys + "'" : "one of them")
                            + " with a plain number in that unit");
            return;
        }
        if (word.equals("<<")) {
            problems.add(
                    YamlCode.UNKNOWN_KEY,
                    place,
                    "merge keys ('<<') are not used",
                    "write the keys out, or use 'extends'");
            return;
        }
        problems.add(
                YamlCode.UNKNOWN_KEY,
                place,
                "unknown key '" + shown + "' in " + (path.isEmpty() ? "the " + type.title() : path)
                        + DidYouMean.hint(word, type.names()),
                DidYouMean.nearest(word, type.names())
                        .map(near -> "write '" + near + "'; the keys are " + String.join(", ", type.names()))
                        .orElse("remove it; the keys are " + String.join(", ", type.names())));
    }

    /** Returns the keys with a unit that name the quantity that the word names without one, or with another one. */
    private static List<String> sameQuantity(String word, YamlType.ObjectOf type) {
        String quantity = Key.quantity(word.toLowerCase(Locale.ROOT));
        return type.keys().stream()
                .filter(k -> k.unit().isPresent() && k.quantity().equals(quantity))
                .map(Key::name)
                .toList();
    }

    /** Returns the keys that were written in another way, so that their absence need not be reported as well. */
    static Set<String> meant(YamlNode.Mapping mapping, YamlType.ObjectOf type) {
        Set<String> names = new HashSet<>(type.names());
        Set<String> meant = new HashSet<>();
        mapping.entries().stream()
                .map(e -> e.key().text())
                .filter(word -> !names.contains(word))
                .limit(Problems.MOST)
                .forEach(word -> {
                    DidYouMean.nearest(word, type.names()).ifPresent(meant::add);
                    meant.addAll(sameQuantity(word, type));
                });
        return meant;
    }
}
