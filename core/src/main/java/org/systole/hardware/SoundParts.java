package org.systole.hardware;

import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.workload.Precision;
import org.systole.yaml.YamlObject;

/**
 * Checks the parts of a refused description that nothing is wrong with so far, so that one pass tells everything: an array
 * that is too large is said beside a misspelt key of a memory.
 */
final class SoundParts {
    private final YamlObject root;
    private final Problems problems;
    private final Problems before = new Problems();

    SoundParts(YamlObject root, Problems problems) {
        this.root = root;
        this.problems = problems;
        problems.found().forEach(before::add);
    }

    void run() {
        if (before.count() > before.found().size()) return;
        if (isSound("array"))
            new ArrayChecks(problems).run(AcceleratorBuilder.array(root.object("array")), root.object("array"));
        if (isSound("formats") && isSound("clock_mhz")) memories();
    }

    private void memories() {
        Precision precision = AcceleratorBuilder.precision(root.object("formats"));
        var builder = new AcceleratorBuilder(root.real("clock_mhz"), problems);
        for (YamlObject object : root.objects("memories"))
            if (isSound(object)) new MemoryChecks(precision, problems).run(builder.memory(object), object);
    }

    private boolean isSound(String key) {
        return root.has(key) && before.found().stream().noneMatch(problem -> isWithin(problem, key));
    }

    private boolean isSound(YamlObject object) {
        return before.found().stream()
                .noneMatch(problem -> isWithin(problem, object.path())
                        || problem.place().line() == object.place().line()
                                && problem.place().file().equals(object.place().file()));
    }

    private static boolean isWithin(Problem problem, String path) {
        String at = problem.place().element();
        return at.equals(path) || at.startsWith(path + ".") || at.startsWith(path + "[");
    }
}
