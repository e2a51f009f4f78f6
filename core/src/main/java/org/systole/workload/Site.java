package org.systole.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.systole.tensor.NumberFormat;

/** A feature map in the making: what a layer's output becomes while more work is attached to it. */
final class Site {
    /** What may still be attached to the layer that writes the map. */
    enum State {
        /** Nothing: somebody reads the map as it is, or it comes from outside. */
        CLOSED,
        /** Work on single elements that needs no other map. */
        UNARY,
        /** Anything. */
        OPEN
    }

    String name;
    long elements;
    NumberFormat format;
    State state;
    /** The layer that writes it; null for a map from outside and for a map with parts. */
    final Draft writer;
    /** The maps placed side by side in this one. */
    final List<Site> parts;
    /** The map that this one is placed in; null while it stands alone. */
    Site home;
    /** The axis along which the parts stand. */
    int axis;

    private Site(String name, long elements, NumberFormat format, State state, Draft writer, List<Site> parts) {
        this.name = name;
        this.elements = elements;
        this.format = format;
        this.state = state;
        this.writer = writer;
        this.parts = parts;
    }

    /** Returns a map that comes from outside. */
    static Site external(String name, long elements, NumberFormat format) {
        return new Site(name, elements, format, State.CLOSED, null, List.of());
    }

    /** Returns a map that a layer writes, and adds it to what that layer writes. */
    static Site written(String name, long elements, NumberFormat format, State state, Draft writer) {
        var site = new Site(name, elements, format, state, writer, List.of());
        writer.writes.add(site);
        return site;
    }

    /** Returns a map that consists of others. */
    static Site joined(String name, NumberFormat format, State state, List<Site> parts) {
        long elements = 0;
        for (Site part : parts) elements += part.elements;
        var joined = new Site(name, elements, format, state, null, List.copyOf(parts));
        for (Site part : parts) part.home = joined;
        return joined;
    }

    /** Returns the largest map that this one is part of; itself while it stands alone. */
    Site outermost() {
        Site at = this;
        while (at.home != null) at = at.home;
        return at;
    }

    /** Returns the layers that write the map, in the order of its parts. */
    List<Draft> writers() {
        if (writer != null) return List.of(writer);
        var all = new ArrayList<Draft>();
        for (Site leaf : leaves()) if (leaf.writer != null) all.add(leaf.writer);
        return all;
    }

    /** Returns the maps without parts that this one consists of, in order. Without recursion: maps may nest deeply. */
    List<Site> leaves() {
        var leaves = new ArrayList<Site>();
        var open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            Site next = open.pop();
            if (next.parts.isEmpty()) leaves.add(next);
            else next.parts.reversed().forEach(open::push);
        }
        return leaves;
    }

    /** Returns whether one layer of multiply-accumulates writes the whole map. */
    boolean fromOneMacLayer() {
        return writer != null && writer.isMac();
    }

    /** Ends attachment: somebody reads the map as it is. */
    void close() {
        state = State.CLOSED;
    }
}
