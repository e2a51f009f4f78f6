package org.systole.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.systole.graph.Graph;

/** A network of the zoo: its names, where it was published, which figures are stated about it, and its graph. */
public final class ZooEntry {
    private final String name;
    private final String title;
    private final String source;
    private final List<String> aliases;
    private final InputSize size;
    private final List<PublishedFigure> figures;
    private final Function<ZooOptions, Graph> builder;

    private ZooEntry(
            String name,
            String title,
            String source,
            List<String> aliases,
            InputSize size,
            List<PublishedFigure> figures,
            Function<ZooOptions, Graph> builder) {
        this.name = Objects.requireNonNull(name);
        this.title = Objects.requireNonNull(title);
        this.source = Objects.requireNonNull(source);
        this.aliases = List.copyOf(aliases);
        this.size = Objects.requireNonNull(size);
        this.figures = List.copyOf(figures);
        this.builder = Objects.requireNonNull(builder);
    }

    static ZooEntry of(String name, String title, String source, InputSize size, Function<ZooOptions, Graph> builder) {
        return new ZooEntry(name, title, source, List.of(), size, List.of(), builder);
    }

    ZooEntry alias(String... more) {
        return new ZooEntry(name, title, source, List.of(more), size, figures, builder);
    }

    ZooEntry figure(PublishedFigure figure) {
        var more = new ArrayList<>(figures);
        more.add(figure);
        return new ZooEntry(name, title, source, aliases, size, more, builder);
    }

    /** Returns the name, in lower case with hyphens. */
    public String name() {
        return name;
    }

    /** Returns the name as its authors write it, with what tells variants apart. */
    public String title() {
        return title;
    }

    /** Returns where the structure was published. */
    public String source() {
        return source;
    }

    /** Returns other names that are understood. */
    public List<String> aliases() {
        return aliases;
    }

    /** Returns the figures that sources state about it, those included that do not hold. */
    public List<PublishedFigure> figures() {
        return figures;
    }

    /** Returns the graph for the published input, seed 1. */
    public Graph graph() {
        return graph(ZooOptions.DEFAULT);
    }

    /**
     * Returns the graph; every call builds it anew, parameters are made when they are first read.
     *
     * @throws org.systole.problem.SystoleException with a {@link ZooProblem} for each size the network cannot take
     */
    public Graph graph(ZooOptions options) {
        return builder.apply(size.resolve(name, options));
    }

    @Override
    public String toString() {
        return name;
    }
}
