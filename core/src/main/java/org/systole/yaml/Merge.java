package org.systole.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays a description over the one that it extends: mappings key by key, lists of named items name by name (new items
 * follow the old ones), everything else is replaced. Keys that exclude each other replace each other.
 */
final class Merge {
    private Merge() {}

    /** Returns the base without what is own to each file, under the keys of the other. */
    static YamlNode.Mapping objects(YamlNode.Mapping base, YamlNode.Mapping over, YamlType.ObjectOf type, boolean top) {
        var merged = new LinkedHashMap<String, YamlNode.Entry>();
        Set<String> replaced = new HashSet<>();
        for (YamlNode.Entry entry : over.entries()) {
            type.group(entry.key().text()).ifPresent(group -> replaced.addAll(group.keys()));
        }
        for (YamlNode.Entry entry : base.entries()) {
            String name = entry.key().text();
            boolean inherited = !top || type.key(name).map(Key::inherited).orElse(false);
            if (inherited && !replaced.contains(name)) merged.put(name, entry);
        }
        for (YamlNode.Entry entry : over.entries()) {
            String name = entry.key().text();
            YamlNode.Entry below = merged.get(name);
            YamlNode value = below == null
                    ? entry.value()
                    : type.key(name)
                            .map(k -> node(below.value(), entry.value(), k.type()))
                            .orElse(entry.value());
            merged.put(name, new YamlNode.Entry(entry.key(), value));
        }
        return mapping(over, List.copyOf(merged.values()));
    }

    private static YamlNode node(YamlNode base, YamlNode over, YamlType type) {
        return switch (type) {
            case YamlType.ObjectOf object
            when base instanceof YamlNode.Mapping b && over instanceof YamlNode.Mapping o ->
                objects(b, o, object, false);
            case YamlType.MapOf map
            when base instanceof YamlNode.Mapping b && over instanceof YamlNode.Mapping o -> maps(b, o, map);
            case YamlType.ListOf list
            when base instanceof YamlNode.Sequence b && over instanceof YamlNode.Sequence o ->
                list.item() instanceof YamlType.ObjectOf item
                                && item.key("name").isPresent()
                        ? named(b, o, item)
                        : over;
            default -> over;
        };
    }

    private static YamlNode maps(YamlNode.Mapping base, YamlNode.Mapping over, YamlType.MapOf type) {
        var merged = new LinkedHashMap<String, YamlNode.Entry>();
        base.entries().forEach(e -> merged.put(e.key().text(), e));
        for (YamlNode.Entry entry : over.entries()) {
            YamlNode.Entry below = merged.get(entry.key().text());
            YamlNode value = below == null ? entry.value() : node(below.value(), entry.value(), type.value());
            merged.put(entry.key().text(), new YamlNode.Entry(entry.key(), value));
        }
        return mapping(over, List.copyOf(merged.values()));
    }

    private static YamlNode named(YamlNode.Sequence base, YamlNode.Sequence over, YamlType.ObjectOf item) {
        var items = new ArrayList<YamlNode>(base.items());
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < items.size(); i++) index.putIfAbsent(Names.of(items.get(i)), i);
        for (YamlNode node : over.items()) {
            // taken out, so that a name that is there twice is seen as such afterwards
            Integer at = index.remove(Names.of(node));
            if (at != null && items.get(at) instanceof YamlNode.Mapping b && node instanceof YamlNode.Mapping o) {
                items.set(at, objects(b, o, item, false));
            } else {
                items.add(node);
            }
        }
        return new YamlNode.Sequence(over.place(), items, weight(items));
    }

    private static YamlNode.Mapping mapping(YamlNode over, List<YamlNode.Entry> entries) {
        long weight = 1;
        for (YamlNode.Entry e : entries) weight += 1 + e.value().weight();
        return new YamlNode.Mapping(over.place(), entries, weight);
    }

    private static long weight(List<YamlNode> items) {
        long weight = 1;
        for (YamlNode item : items) weight += item.weight();
        return weight;
    }
}
