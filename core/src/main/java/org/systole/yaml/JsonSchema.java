package org.systole.yaml;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of a format, for editors: completion, descriptions, and every check that a schema
 * can express. What it cannot (references, sums, names used once in a list) the reader checks.
 */
public final class JsonSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final String ID = "urn:systole:schema:";

    private final JsonNodeFactory json = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** Returns the schema as indented JSON. */
    public static String text(FileFormat format) {
        return of(format).toPrettyString() + "\n";
    }

    /** Returns the schema. */
    public static ObjectNode of(FileFormat format) {
        return new JsonSchema().root(format);
    }

    private ObjectNode root(FileFormat format) {
        ObjectNode root = json.objectNode();
        root.put("$schema", DRAFT);
        root.put("$id", ID + format.kind() + ":" + format.version());
        root.put("title", format.title());
        root.put("description", format.description());
        ObjectNode body = type(format.root());
        ObjectNode properties = json.objectNode();
        ObjectNode header = properties.putObject(FileFormat.HEADER);
        ArrayNode versions = header.putArray("enum");
        for (int v = format.version(); v >= 1; v--) versions.add(format.kind() + "/" + v);
        header.put("description", "the kind of file and the version of its format");
        if (format.extensible()) {
            ObjectNode below = properties.putObject(FileFormat.EXTENDS);
            below.put("type", "string");
            below.put(
                    "description",
                    "a shipped " + format.kind() + ", or a file beside this one, that this file changes");
        }
        properties.setAll((ObjectNode) body.get("properties"));
        root.put("type", "object");
        root.set("properties", properties);
        root.put("additionalProperties", false);
        ArrayNode required = root.putArray("required").add(FileFormat.HEADER);
        if (!format.extensible()) {
            format.root().keys().stream().filter(Key::required).forEach(k -> required.add(k.name()));
            alternatives(root, format.root(), true);
            return root;
        }
        format.root().keys().stream()
                .filter(k -> k.required() && !k.inherited())
                .forEach(k -> required.add(k.name()));
        ObjectNode complete = needs(format.root());
        root.putObject("if").putObject("not").putArray("required").add(FileFormat.EXTENDS);
        root.set("then", complete);
        return root;
    }

    private ObjectNode type(YamlType type) {
        ObjectNode node = json.objectNode();
        switch (type) {
            case YamlType.Text text -> {
                node.put("type", "string");
                node.put("pattern", "^(" + text.pattern().pattern() + ")$");
                node.put("maxLength", text.longest());
            }
            case YamlType.Whole whole -> {
                node.put("type", "integer");
                node.put("minimum", whole.least());
                node.put("maximum", whole.most());
            }
            case YamlType.Real real -> {
                node.put("type", "number");
                node.put(real.above() ? "exclusiveMinimum" : "minimum", real.least());
                node.put("maximum", real.most());
            }
            case YamlType.Truth _ -> node.put("type", "boolean");
            case YamlType.Choice choice -> words(node, choice.words());
            case YamlType.ListOf list -> {
                node.put("type", "array");
                node.set("items", type(list.item()));
                node.put("minItems", list.least());
                node.put("maxItems", list.most());
                if (list.distinct()) node.put("uniqueItems", true);
            }
            case YamlType.MapOf map -> {
                node.put("type", "object");
                node.set("propertyNames", type(map.key()));
                node.set("additionalProperties", type(map.value()));
                node.put("maxProperties", map.most());
            }
            case YamlType.ObjectOf object -> object(node, object);
        }
        return node;
    }

    private static void words(ObjectNode node, List<String> words) {
        ArrayNode values = node.putArray("enum");
        words.forEach(values::add);
    }

    private void object(ObjectNode node, YamlType.ObjectOf object) {
        node.put("type", "object");
        ObjectNode properties = node.putObject("properties");
        for (Key key : object.keys()) {
            ObjectNode property = type(key.type());
            String unless = key.fallback().isEmpty() ? "" : "; " + key.fallback() + " when absent";
            property.put("description", key.description() + unless);
            properties.set(key.name(), property);
        }
        node.put("additionalProperties", false);
        alternatives(node, object, false);
    }

    /** Adds that of a group at most one key stands, and, where complete, that one of a required group does. */
    private void alternatives(ObjectNode node, YamlType.ObjectOf object, boolean complete) {
        ArrayNode all = json.arrayNode();
        for (YamlType.Group group : object.groups()) {
            if (complete && group.required()) {
                ArrayNode some = all.addObject().putArray("anyOf");
                group.keys().forEach(k -> some.addObject().putArray("required").add(k));
            }
            if (complete) continue;
            for (int i = 0; i < group.keys().size(); i++)
                for (int j = i + 1; j < group.keys().size(); j++)
                    all.addObject()
                            .putObject("not")
                            .putArray("required")
                            .add(group.keys().get(i))
                            .add(group.keys().get(j));
        }
        if (!all.isEmpty()) node.set("allOf", all);
    }

    /** Returns which keys must stand, at every depth; for files that extend nothing. */
    private ObjectNode needs(YamlType type) {
        ObjectNode node = json.objectNode();
        switch (type) {
            case YamlType.ListOf list -> nested(node, "items", needs(list.item()));
            case YamlType.MapOf map -> nested(node, "additionalProperties", needs(map.value()));
            case YamlType.ObjectOf object -> {
                ArrayNode required = json.arrayNode();
                ObjectNode properties = json.objectNode();
                for (Key key : object.keys()) {
                    if (key.required()) required.add(key.name());
                    nested(properties, key.name(), needs(key.type()));
                }
                if (!required.isEmpty()) node.set("required", required);
                if (!properties.isEmpty()) node.set("properties", properties);
                alternatives(node, object, true);
            }
            default -> {}
        }
        return node;
    }

    private static void nested(ObjectNode node, String key, ObjectNode value) {
        if (!value.isEmpty()) node.set(key, value);
    }
}
