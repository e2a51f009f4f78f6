package org.systole.yaml;

import java.nio.charset.StandardCharsets;
import org.systole.problem.Problems;

/** Turns the declared fallback of a key into its value, by reading it as a file's text. */
final class Fallbacks {
    private Fallbacks() {}

    static Object value(Key key) {
        var problems = new Problems();
        YamlNode node = YamlParser.parse(key.name(), key.fallback().getBytes(StandardCharsets.UTF_8), problems)
                .orElseThrow();
        Object value = new ValueReader(problems).read(node, key.type(), key.name());
        problems.throwIfAny();
        return value;
    }
}
