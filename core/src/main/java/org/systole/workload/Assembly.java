package org.systole.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.systole.graph.Graph;

/** Puts the layers of a lowered graph in order and writes down their maps. */
final class Assembly {
    private final Scope scope;
    private final Map<String, FeatureMap> maps = new LinkedHashMap<>();
    private final Map<Site, String> names = new IdentityHashMap<>();
    private final Set<String> taken = new HashSet<>();

    private Assembly(Scope scope) {
        this.scope = scope;
    }

    static Workload of(Scope scope) {
        var assembly = new Assembly(scope);
        List<Draft> order = order(scope.drafts);
        Graph graph = scope.graph;
        List<String> inputs = new ArrayList<>();
        for (String input : graph.inputs()) {
            assembly.add(scope.site(input));
            inputs.add(scope.site(input).name);
        }
        for (Draft draft : order) draft.writes.forEach(assembly::add);
        for (Draft draft : order) draft.reads.forEach(assembly::add);
        List<String> outputs = new ArrayList<>();
        for (String output : graph.outputs()) outputs.add(assembly.output(output));
        List<Layer> layers = order.stream().map(Draft::finish).toList();
        return new Workload(
                graph.name(),
                layers,
                assembly.maps,
                inputs,
                outputs.stream().distinct().toList(),
                scope.free,
                List.copyOf(scope.notes));
    }

    /** A constant result is a map that nobody writes. */
    private String output(String value) {
        if (!scope.isConstant(value)) {
            Site site = scope.site(value);
            add(site);
            return site.name;
        }
        maps.putIfAbsent(value, new FeatureMap(value, scope.elements(value), scope.format(value)));
        return value;
    }

    /** Writes down a map, and the maps that it consists of before it. */
    private void add(Site site) {
        var open = new ArrayDeque<>(List.of(site));
        while (!open.isEmpty()) {
            Site next = open.peek();
            List<Site> missing =
                    next.parts.stream().filter(part -> !names.containsKey(part)).toList();
            if (names.containsKey(next)) open.pop();
            else if (missing.isEmpty()) write(open.pop());
            else missing.reversed().forEach(open::push);
        }
    }

    private void write(Site site) {
        String unique = site.name;
        for (int i = 2; !taken.add(unique); i++) unique = site.name + "#" + i;
        site.name = unique;
        names.put(site, unique);
        List<String> parts = site.parts.stream().map(part -> part.name).toList();
        maps.put(unique, new FeatureMap(unique, site.elements, site.format, parts));
    }

    /** Returns the layers so that each stands behind those whose maps it reads, otherwise as they were made. */
    private static List<Draft> order(List<Draft> drafts) {
        Map<Draft, List<Draft>> readers = new HashMap<>();
        var waiting = new HashMap<Draft, Integer>();
        for (Draft draft : drafts) {
            Set<Draft> before = new HashSet<>();
            for (Site site : draft.reads) if (!draft.feedback.contains(site)) before.addAll(site.writers());
            before.remove(draft);
            waiting.put(draft, before.size());
            for (Draft writer : before)
                readers.computeIfAbsent(writer, d -> new ArrayList<>()).add(draft);
        }
        var ready = new PriorityQueue<Draft>(Comparator.comparingInt(d -> d.index));
        for (Draft draft : drafts) if (waiting.get(draft) == 0) ready.add(draft);
        var order = new ArrayList<Draft>(drafts.size());
        while (!ready.isEmpty()) {
            Draft next = ready.poll();
            order.add(next);
            for (Draft reader : readers.getOrDefault(next, List.of()))
                if (waiting.merge(reader, -1, Integer::sum) == 0) ready.add(reader);
        }
        if (order.size() != drafts.size())
            throw new IllegalStateException("the layers wait for each other in a circle");
        return order;
    }
}
