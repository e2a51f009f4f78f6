package org.systole.yaml;

import java.util.List;
import java.util.Optional;
import org.systole.problem.DidYouMean;
import org.systole.problem.Problems;

/** Says what was probably meant by a key that the format does not have. */
final class UnknownKeys {
    private UnknownKeys() {}

    static void report(YamlNode.Entry entry, YamlType.ObjectOf type, String path, Problems problems) {
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
                        .map(near -> "write '" + near + "'")
                        .orElse("remove it; the keys are " + String.join(", ", type.names())));
    }

    /** Returns the keys with a unit that name the quantity that the word names without one, or with another one. */
    private static List<String> sameQuantity(String word, YamlType.ObjectOf type) {
        String quantity = Key.quantity(word.toLowerCase(java.util.Locale.ROOT));
        return type.keys().stream()
                .filter(k -> k.unit().isPresent() && k.quantity().equals(quantity))
                .map(Key::name)
                .toList();
    }

    /** Returns whether a key that is missing was written in another way, so that it need not be reported again. */
    static boolean meant(YamlNode.Mapping mapping, Key key, YamlType.ObjectOf type) {
        return mapping.entries().stream()
                .map(e -> e.key().text())
                .filter(word -> type.key(word).isEmpty())
                .anyMatch(word -> meant(word, type).filter(key.name()::equals).isPresent()
                        || sameQuantity(word, type).contains(key.name()));
    }

    /** Returns whether one of a group of keys was written in another way. */
    static boolean meant(YamlNode.Mapping mapping, YamlType.Group group, YamlType.ObjectOf type) {
        return group.keys().stream().anyMatch(name -> meant(mapping, type.key(name).orElseThrow(), type));
    }

    private static Optional<String> meant(String word, YamlType.ObjectOf type) {
        return DidYouMean.nearest(word, type.names());
    }
}
