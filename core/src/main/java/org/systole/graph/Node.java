package org.systole.graph;

import java.util.List;
import java.util.Objects;

/**
 * One operation: consumes values, produces values.
 *
 * @param name unique in its graph and never empty (a reader makes one up when the file has none)
 * @param domain the operator's domain; empty for the ONNX standard's own
 * @param op the operator's name in its domain, for example {@code Conv}
 * @param inputs names of values; the empty string is an optional input left out
 * @param outputs names of values; the empty string is an optional output left out
 * @param attributes the attributes as given, defaults not filled in
 */
public record Node(
        String name, String domain, String op, List<String> inputs, List<String> outputs, Attributes attributes) {
    /** Copies the lists. */
    public Node {
        Objects.requireNonNull(name);
        Objects.requireNonNull(domain);
        Objects.requireNonNull(op);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        Objects.requireNonNull(attributes);
    }

    /** Returns the name of an input, or the empty string when it is left out. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** Returns whether an input is given. */
    public boolean hasInput(int index) {
        return !input(index).isEmpty();
    }

    /** Returns the name of the first output. */
    public String output() {
        return outputs.getFirst();
    }

    /** Returns {@code node 'NAME' (OP)}, as messages name it. */
    public String described() {
        return "node '" + name + "' (" + (domain.isEmpty() ? op : domain + "." + op) + ")";
    }
}
