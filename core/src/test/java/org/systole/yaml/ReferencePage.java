package org.systole.yaml;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/** The reference page of a format in Markdown: a table of keys for the file and for each mapping inside it. */
public final class ReferencePage {
    private final StringBuilder out = new StringBuilder();
    private final Set<String> done = new LinkedHashSet<>();
    private final ArrayDeque<YamlType.ObjectOf> waiting = new ArrayDeque<>();

    private ReferencePage() {}

    /** Returns the page. */
    public static String of(FileFormat format) {
        var page = new ReferencePage();
        page.write(format);
        return page.out.toString();
    }

    private void write(FileFormat format) {
        out.append("# ")
                .append(format.title())
                .append(" files (`systole: ")
                .append(format.header())
                .append("`)\n\n");
        out.append("<!-- Generated from the format's declaration; change it there. -->\n\n");
        out.append(format.description()).append("\n\n");
        out.append("`systole schema ")
                .append(format.kind())
                .append("` prints the JSON Schema of this format for editors.");
        out.append(" Keys of a quantity end in its unit; values are plain numbers. Unknown keys, duplicate keys and");
        out.append(" missing units are errors.\n\n");
        out.append("| key | value | |\n|---|---|---|\n");
        row(
                FileFormat.HEADER,
                "`" + format.header() + "`",
                "**required**; the kind of file and the version of its format");
        if (format.extensible())
            row(
                    FileFormat.EXTENDS,
                    "a name or a file",
                    "the shipped " + format.kind()
                            + ", or the file in this folder or below it, that this file changes");
        rows(format.root());
        done.add(format.root().title());
        while (!waiting.isEmpty()) {
            YamlType.ObjectOf object = waiting.poll();
            if (!done.add(object.title())) continue;
            out.append("\n## ").append(object.title()).append("\n\n| key | value | |\n|---|---|---|\n");
            rows(object);
        }
    }

    private void rows(YamlType.ObjectOf object) {
        for (Key key : object.keys()) {
            var note = new StringBuilder();
            if (key.required()) note.append("**required**; ");
            object.group(key.name())
                    .ifPresent(g -> note.append(g.required() ? "**one of** " : "at most one of ")
                            .append(String.join(
                                    ", ",
                                    g.keys().stream().map(k -> "`" + k + "`").toList()))
                            .append("; "));
            note.append(key.description());
            if (!key.fallback().isEmpty())
                note.append("; `").append(key.fallback()).append("` when absent");
            if (!key.inherited()) note.append("; not taken over by `extends`");
            row(key.name(), value(key.type()), note.toString());
        }
    }

    private void row(String key, String value, String note) {
        out.append("| `").append(key).append("` | ").append(value).append(" | ");
        out.append(note.replace("|", "\\|")).append(" |\n");
    }

    private String value(YamlType type) {
        return switch (type) {
            case YamlType.ObjectOf object -> {
                waiting.add(object);
                yield "[" + object.title() + "](#" + object.title().replace(' ', '-') + ")";
            }
            case YamlType.ListOf list -> "list of " + value(list.item());
            case YamlType.MapOf map -> "mapping from " + map.keyWord() + " to " + value(map.value());
            case YamlType.Choice choice ->
                String.join(
                        ", ", choice.words().stream().map(w -> "`" + w + "`").toList());
            default -> type.expected();
        };
    }
}
