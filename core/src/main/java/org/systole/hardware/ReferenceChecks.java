package org.systole.hardware;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.yaml.YamlObject;

/** Checks that names refer to what is there. Runs on files with other problems too, so it takes nothing for given. */
final class ReferenceChecks {
    private final YamlObject root;
    private final Problems problems;
    private final Collection<String> technologies;
    private final List<String> memories;
    private final List<String> axes;

    ReferenceChecks(YamlObject root, Collection<String> technologies, Problems problems) {
        this.root = root;
        this.technologies = technologies;
        this.problems = problems;
        this.memories = names(root.objects("memories"));
        this.axes = root.find("array").map(a -> names(a.objects("axes"))).orElse(List.of());
    }

    void run() {
        if (!technologies.isEmpty() && root.has("technology"))
            reference("technology", root.text("technology"), technologies, root.place("technology"), "technology");
        for (YamlObject memory : root.objects("memories"))
            for (String axis : memory.texts("per")) axis(axis, memory.place("per"), memory.path() + ".per");
        for (YamlObject link : root.objects("links")) {
            if (link.has("upper")) memory(link.text("upper"), link.place("upper"), link.path() + ".upper");
            for (String lower : link.texts("lowers")) memory(lower, link.place("lowers"), link.path() + ".lowers");
        }
        for (YamlObject unit : root.objects("units"))
            if (unit.has("memory")) memory(unit.text("memory"), unit.place("memory"), unit.path() + ".memory");
        root.find("rules").ifPresent(this::rules);
        root.objects("constraints").forEach(this::constraint);
        same("link", root.objects("links"));
    }

    private void rules(YamlObject rules) {
        for (String key : List.of("fixed_orders", "keep"))
            for (String name : rules.map(key, List.class).keySet())
                memory(name, rules.place(key), rules.path() + "." + key);
        for (String name : rules.map("max_factors", Map.class).keySet())
            memory(name, rules.place("max_factors"), rules.path() + ".max_factors");
    }

    private void constraint(YamlObject constraint) {
        if (!constraint.has("check")) return;
        var check = Constraint.Check.valueOf(constraint.text("check").toUpperCase(Locale.ROOT));
        needed(constraint, "memory", check.needsMemory());
        needed(constraint, "than", check.needsOther());
    }

    private void needed(YamlObject constraint, String key, boolean needed) {
        if (constraint.has(key)) memory(constraint.text(key), constraint.place(key), constraint.path() + "." + key);
        if (needed == constraint.isWritten(key)) return;
        problems.add(
                HardwareCode.UNKNOWN_REFERENCE,
                constraint.place(key),
                constraint.path() + ": the check '" + constraint.text("check") + "' "
                        + (needed ? "needs '" : "takes no '") + key + "'",
                needed ? "add '" + key + ": NAME' of a memory" : "remove '" + key + "'");
    }

    private void same(String what, List<YamlObject> objects) {
        for (YamlObject o : objects) {
            if (!o.has("name") || !memories.contains(o.text("name"))) continue;
            problems.add(
                    HardwareCode.UNKNOWN_REFERENCE,
                    o.place("name"),
                    o.path() + ": " + what + " '" + o.text("name") + "' has the name of a memory",
                    "give it another name");
        }
    }

    private void memory(String name, Place place, String path) {
        reference("memory", name, memories, place, path);
    }

    private void axis(String name, Place place, String path) {
        reference("axis", name, axes, place, path);
    }

    private void reference(String what, String name, Collection<String> known, Place place, String path) {
        if (known.contains(name)) return;
        problems.add(
                HardwareCode.UNKNOWN_REFERENCE,
                place,
                path + ": there is no " + what + " '" + name + "'" + DidYouMean.hint(name, known),
                known.isEmpty() ? "describe it" : DidYouMean.fix(name, new LinkedHashSet<>(known)));
    }

    private static List<String> names(List<YamlObject> objects) {
        var names = new ArrayList<String>();
        for (YamlObject o : objects) if (o.has("name")) names.add(o.text("name"));
        return names;
    }
}
