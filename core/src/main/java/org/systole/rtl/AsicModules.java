package org.systole.rtl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The area of kinds of modules from a report of Yosys: {@code stat -liberty} tells of every module the area of its own cells, and how
 * many of which other modules it has.
 */
final class AsicModules {
    private static final Pattern NAME = Pattern.compile("\\s*(\\S+) ===");
    private static final Pattern OWN = Pattern.compile("Chip area for module '\\S*': (\\d{1,15}(?:\\.\\d{1,15})?)");
    private static final Pattern CHILD =
            Pattern.compile("^\\s+(\\S*systole_\\S+)\\s+(\\d{1,9})\\s*$", Pattern.MULTILINE);

    /** A module: its own cells, and its modules with how many there are of each. */
    private record Module(double own, Map<String, Integer> children) {}

    private final Map<String, Module> modules = new LinkedHashMap<>();
    private final String top;

    /** Reads a report. */
    AsicModules(String statistics) {
        String whole = Synthesis.whole(statistics);
        for (String section :
                statistics.substring(0, statistics.length() - whole.length()).split("(?m)^===")) {
            var name = NAME.matcher(section);
            if (!name.lookingAt()) continue;
            var own = OWN.matcher(section);
            modules.put(
                    name.group(1), new Module(own.find() ? Double.parseDouble(own.group(1)) : 0, children(section)));
        }
        // behind the modules stands the tree of the design, its root first
        this.top = children(whole).keySet().stream().findFirst().orElse("");
    }

    private static Map<String, Integer> children(String section) {
        var children = new LinkedHashMap<String, Integer>();
        var child = CHILD.matcher(section);
        while (child.find()) children.merge(child.group(1), Integer.parseInt(child.group(2)), Integer::sum);
        return children;
    }

    /** Returns the area of all modules of a kind in the design, with the modules in them; 0 when it has none. */
    double area(String kind) {
        return within(top, kind);
    }

    private double within(String name, String kind) {
        Module module = modules.get(name);
        if (module == null) return 0;
        if (kind(name).equals(kind)) return area(module);
        double sum = 0;
        for (var child : module.children().entrySet()) sum += child.getValue() * within(child.getKey(), kind);
        return sum;
    }

    private double area(Module module) {
        double sum = module.own();
        for (var child : module.children().entrySet()) {
            Module inner = modules.get(child.getKey());
            // memories are black boxes
            if (inner != null) sum += child.getValue() * area(inner);
        }
        return sum;
    }

    /** Returns a module's name without its parameters: {@code $paramod$HASH\name} or {@code $paramod\name\N=...}. */
    private static String kind(String name) {
        int from = name.indexOf("systole_");
        int to = name.indexOf('\\', Math.max(0, from));
        return from < 0 ? name : name.substring(from, to < 0 ? name.length() : to);
    }
}
