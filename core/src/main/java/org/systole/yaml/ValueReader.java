package org.systole.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problems;

/** Reads nodes by their declaration into values, collecting every problem on the way. */
final class ValueReader {
    private final Problems problems;
    private final ScalarReader scalars;

    ValueReader(Problems problems) {
        this.problems = problems;
        this.scalars = new ScalarReader(problems);
    }

    /** Returns String, Long, Double, Boolean, List, Map or YamlObject; null when the node was refused. */
    Object read(YamlNode node, YamlType type, String path) {
        if (node instanceof YamlNode.Scalar s && s.isNull()) {
            problems.add(
                    YamlCode.NO_VALUE,
                    at(s.place(), path),
                    last(path) + " has no value, expected " + type.expected(),
                    "write a value, or remove the key");
            return null;
        }
        return switch (type) {
            case YamlType.ListOf list -> list(node, list, path);
            case YamlType.MapOf map -> map(node, map, path);
            case YamlType.ObjectOf object -> object(node, object, path);
            default -> node instanceof YamlNode.Scalar s ? scalars.read(s, type, path) : wrong(node, type, path);
        };
    }

    private Object wrong(YamlNode node, YamlType type, String path) {
        String fix = type instanceof YamlType.ListOf && node instanceof YamlNode.Scalar s
                ? "write a list: [" + s.shown() + "]"
                : "write " + type.expected();
        problems.add(
                YamlCode.WRONG_TYPE,
                at(node.place(), path),
                last(path) + ": expected " + type.expected() + ", found " + node.what(),
                fix);
        return null;
    }

    private Object list(YamlNode node, YamlType.ListOf type, String path) {
        if (!(node instanceof YamlNode.Sequence sequence)) return wrong(node, type, path);
        int count = sequence.items().size();
        if (count < type.least() || count > type.most()) {
            problems.add(
                    YamlCode.OUT_OF_RANGE,
                    at(node.place(), path),
                    last(path) + ": expected " + type.least() + " to " + type.most() + " items, found " + count,
                    count < type.least() ? "add an item" : "remove items");
        }
        var values = new ArrayList<Object>(count);
        var seen = new HashMap<Object, Place>();
        for (int i = 0; i < Math.min(count, type.most()); i++) {
            YamlNode item = sequence.items().get(i);
            String name = Names.of(item);
            if (isMisspelt(sequence, item, name, type, path)) continue;
            // What a second item of one name lacks or repeats is not worth saying beside that it is the second.
            if (type.distinct() && !name.isEmpty() && isRepeated(item, name, seen, path)) continue;
            Object value = read(item, type.item(), name.isEmpty() ? path + "[" + i + "]" : path + "." + name);
            if (value == null) continue;
            if (type.distinct() && name.isEmpty() && !(value instanceof YamlObject))
                isRepeated(item, value, seen, path);
            values.add(value);
        }
        return values;
    }

    /** An item that changes nothing inherited, lacks what a new one needs and is nearly called like an inherited one. */
    private boolean isMisspelt(YamlNode.Sequence all, YamlNode item, String name, YamlType.ListOf type, String path) {
        if (!(item instanceof YamlNode.Mapping mapping) || !(type.item() instanceof YamlType.ObjectOf object))
            return false;
        boolean complete = object.keys().stream()
                .allMatch(key -> !key.required() || mapping.get(key.name()).isPresent());
        if (name.isEmpty() || complete) return false;
        List<String> inherited = all.items().stream()
                .filter(other -> !other.place().file().equals(item.place().file()))
                .map(Names::of)
                .filter(other -> !other.isEmpty())
                .toList();
        if (DidYouMean.nearest(name, inherited).isEmpty()) return false;
        problems.add(
                YamlCode.MISSING_KEY,
                at(item.place(), path + "." + name),
                "there is no '" + name + "' to change in " + path + DidYouMean.hint(name, inherited),
                DidYouMean.fix(name, inherited) + "; a new one needs more keys");
        return true;
    }

    private boolean isRepeated(YamlNode item, Object identity, Map<Object, Place> seen, String path) {
        Place first = seen.putIfAbsent(identity, item.place());
        if (first == null) return false;
        problems.add(
                YamlCode.DUPLICATE_ITEM,
                at(item.place(), path),
                last(path) + ": '" + identity + "' is there twice, first in line " + first.line(),
                "remove one, or give it another name");
        return true;
    }

    private Object map(YamlNode node, YamlType.MapOf type, String path) {
        if (!(node instanceof YamlNode.Mapping mapping)) return wrong(node, type, path);
        var values = new LinkedHashMap<String, Object>();
        if (mapping.entries().size() > type.most())
            problems.add(
                    YamlCode.OUT_OF_RANGE,
                    at(node.place(), path),
                    last(path) + ": expected at most " + type.most() + " entries, found "
                            + mapping.entries().size(),
                    "remove entries");
        for (YamlNode.Entry entry : mapping.entries()) {
            String own = path + "." + entry.key().shown();
            Object key = key(entry.key(), type, path);
            Object value = read(entry.value(), type.value(), own);
            if (key != null && value != null) values.put((String) key, value);
        }
        return values;
    }

    private Object key(YamlNode.Scalar key, YamlType.MapOf type, String path) {
        if (type.key() instanceof YamlType.Choice choice && !choice.words().contains(key.text())) {
            problems.add(
                    YamlCode.UNKNOWN_KEY,
                    at(key.place(), path),
                    "'" + key.shown() + "' is no " + type.keyWord() + DidYouMean.hint(key.text(), choice.words()),
                    fixKey(key.text(), choice.words()));
            return null;
        }
        return scalars.read(key, type.key(), path);
    }

    private static String fixKey(String word, List<String> words) {
        return DidYouMean.fix(word, words);
    }

    private Object object(YamlNode node, YamlType.ObjectOf type, String path) {
        if (!(node instanceof YamlNode.Mapping mapping)) return wrong(node, type, path);
        return object(mapping, type, path);
    }

    /** Reads a mapping with declared keys. */
    YamlObject object(YamlNode.Mapping mapping, YamlType.ObjectOf type, String path) {
        var values = new LinkedHashMap<String, Object>();
        var places = new LinkedHashMap<String, Place>();
        for (YamlNode.Entry entry : mapping.entries()) {
            String name = entry.key().text();
            Key key = type.key(name).orElse(null);
            if (key == null) {
                UnknownKeys.report(entry, type, path, problems);
                continue;
            }
            places.put(name, entry.value().place());
            Object value = read(entry.value(), key.type(), path.isEmpty() ? name : path + "." + name);
            if (value != null) values.put(name, value);
        }
        Set<String> meant = UnknownKeys.meant(mapping, type);
        groups(mapping, type, meant, path);
        for (Key key : type.keys()) absent(mapping, key, type, meant, values, path);
        return new YamlObject(path, mapping.place(), values, places);
    }

    private void absent(
            YamlNode.Mapping mapping,
            Key key,
            YamlType.ObjectOf type,
            Set<String> meant,
            Map<String, Object> values,
            String path) {
        if (mapping.get(key.name()).isPresent()) return;
        if (key.required() && !meant.contains(key.name())) {
            problems.add(
                    YamlCode.MISSING_KEY,
                    at(mapping.place(), path),
                    "key '" + key.name() + "' is missing in " + (path.isEmpty() ? "the " + type.title() : path)
                            + "; expected " + key.type().expected(),
                    "add '" + key.name() + ": ...' (" + key.description() + ")");
        }
        if (!key.fallback().isEmpty()) values.put(key.name(), Fallbacks.value(key));
    }

    private void groups(YamlNode.Mapping mapping, YamlType.ObjectOf type, Set<String> meant, String path) {
        for (YamlType.Group group : type.groups()) {
            List<YamlNode.Entry> given = mapping.entries().stream()
                    .filter(e -> group.keys().contains(e.key().text()))
                    .toList();
            String choice = String.join(", ", group.keys());
            if (given.size() > 1) {
                problems.add(
                        YamlCode.ONE_OF,
                        at(given.get(1).key().place(), path),
                        "'" + given.get(0).key().text() + "' and '"
                                + given.get(1).key().text() + "' both give " + group.what(),
                        "keep one of the two");
            } else if (given.isEmpty() && group.required() && Collections.disjoint(meant, group.keys())) {
                problems.add(
                        YamlCode.ONE_OF,
                        at(mapping.place(), path),
                        group.what() + " is missing in " + (path.isEmpty() ? "the " + type.title() : path)
                                + "; expected one of " + choice,
                        "add '" + group.keys().getFirst() + ": ...'");
            }
        }
    }

    /** Returns the place of a node with the path of the element. */
    static Place at(Place place, String path) {
        return new Place(place.file(), place.line(), place.column(), path);
    }

    /** Returns the path, or what stands for the whole file. */
    static String last(String path) {
        return path.isEmpty() ? "the file" : path;
    }
}
