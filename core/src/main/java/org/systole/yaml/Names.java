package org.systole.yaml;

/** How items of lists are told apart. */
final class Names {
    private Names() {}

    /** Returns the value of the key {@code name} of a mapping, or the empty string. */
    static String of(YamlNode item) {
        if (!(item instanceof YamlNode.Mapping mapping)) return "";
        return mapping.get("name")
                .filter(n -> n instanceof YamlNode.Scalar s && !s.isNull())
                .map(n -> ((YamlNode.Scalar) n).shown())
                .orElse("");
    }
}
