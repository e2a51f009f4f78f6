package org.systole.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/**
 * Builds the nodes of one document from the parser's events. An own builder, not the library's, so that depth,
 * aliases, tags and duplicate keys are judged while reading, each with its position.
 */
final class NodeBuilder {
    private static final String CORE = "tag:yaml.org,2002:";
    private static final Set<String> CORE_TAGS = Set.of(CORE + "str", "!");

    private final String label;
    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<String, YamlNode> anchored = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int nodes;
    private int aliases;
    private int depth;

    NodeBuilder(String label, Iterator<Event> events, Problems problems) {
        this.label = label;
        this.events = events;
        this.problems = problems;
    }

    /** Returns the root of the only document; empty with a problem when there is none or another follows. */
    Optional<YamlNode> document() {
        try {
            events.next(); // start of stream
            Event event = events.next();
            if (event.getEventId() == Event.ID.StreamEnd) return empty();
            YamlNode root = node(events.next());
            events.next(); // end of document
            Event next = events.next();
            if (next.getEventId() != Event.ID.StreamEnd) {
                problems.add(
                        YamlCode.SEVERAL_DOCUMENTS,
                        place(next),
                        "a second document begins here",
                        "keep one document in a file; remove the line '---' and what follows");
            }
            if (root instanceof YamlNode.Scalar s && s.isNull()) return empty();
            return Optional.of(root);
        } catch (SystoleException refused) {
            refused.problems().forEach(problems::add);
            return Optional.empty();
        }
    }

    private Optional<YamlNode> empty() {
        problems.add(
                YamlCode.EMPTY,
                new Place(label, 1, 1, ""),
                "the file holds no data",
                "begin it with the line 'systole: KIND/VERSION'");
        return Optional.empty();
    }

    private YamlNode node(Event event) {
        if (++nodes > YamlParser.MOST_NODES)
            throw refuse(
                    YamlCode.TOO_LARGE,
                    event,
                    "the file has more than " + YamlParser.MOST_NODES + " words, lists and mappings",
                    "check that this is the file you mean; descriptions have a few hundred");
        return switch (event) {
            case AliasEvent alias -> alias(alias);
            case ScalarEvent scalar -> {
                tag(scalar.getTag(), scalar);
                yield remember(scalar, new YamlNode.Scalar(place(scalar), scalar.getValue(), isPlain(scalar)));
            }
            case CollectionStartEvent start -> collection(start);
            default -> throw new IllegalStateException("unexpected event " + event.getEventId());
        };
    }

    private static boolean isPlain(ScalarEvent scalar) {
        return scalar.isPlain() && scalar.getTag().isEmpty();
    }

    private YamlNode collection(CollectionStartEvent start) {
        tag(start.getTag(), start);
        if (++depth > YamlParser.DEEPEST) {
            throw refuse(
                    YamlCode.TOO_DEEP,
                    start,
                    "lists and mappings are nested more than " + YamlParser.DEEPEST + " deep",
                    "flatten the file");
        }
        Optional<String> anchor = start.getAnchor().map(Anchor::getValue);
        anchor.ifPresent(open::add);
        YamlNode node = start.getEventId() == Event.ID.SequenceStart ? sequence(start) : mapping(start);
        anchor.ifPresent(open::remove);
        depth--;
        if (node.weight() > YamlParser.MOST_NODES) {
            throw refuse(
                    YamlCode.ALIAS,
                    start,
                    "with its aliases written out this has more than " + YamlParser.MOST_NODES + " nodes",
                    "write the values without aliases");
        }
        return remember(start, node);
    }

    private YamlNode sequence(Event start) {
        var items = new ArrayList<YamlNode>();
        long weight = 1;
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            YamlNode item = node(e);
            weight += item.weight();
            items.add(item);
        }
        return new YamlNode.Sequence(place(start), items, weight);
    }

    private YamlNode mapping(Event start) {
        var entries = new ArrayList<YamlNode.Entry>();
        var seen = new HashMap<String, Place>();
        long weight = 1;
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            Place at = place(e);
            YamlNode key = node(e);
            YamlNode value = node(events.next());
            weight += 1 + value.weight();
            if (!(key instanceof YamlNode.Scalar name) || name.isNull()) {
                problems.add(
                        YamlCode.KEY_NOT_TEXT, at, "a key must be a word, found " + key.what(), "write a word as key");
                continue;
            }
            Place first = seen.putIfAbsent(name.text(), at);
            if (first == null) entries.add(new YamlNode.Entry(name, value));
            else duplicate(name, at, first);
        }
        return new YamlNode.Mapping(place(start), entries, weight);
    }

    private void duplicate(YamlNode.Scalar name, Place at, Place first) {
        problems.add(
                YamlCode.DUPLICATE_KEY,
                at,
                "key '" + name.shown() + "' stands twice: first in line " + first.line() + ", again in line "
                        + at.line(),
                "remove one of the two");
    }

    private YamlNode alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        if (++aliases > YamlParser.MOST_ALIASES) {
            throw refuse(
                    YamlCode.ALIAS,
                    event,
                    "more than " + YamlParser.MOST_ALIASES + " aliases",
                    "write the values without aliases");
        }
        if (open.contains(name))
            throw refuse(
                    YamlCode.ALIAS, event, "alias '*" + name + "' stands inside its own anchor", "remove the alias");
        YamlNode node = anchored.get(name);
        if (node == null)
            throw refuse(
                    YamlCode.ALIAS,
                    event,
                    "alias '*" + name + "' has no anchor '&" + name + "' before it",
                    "write the value in place of the alias");
        return node;
    }

    private YamlNode remember(NodeEvent event, YamlNode node) {
        event.getAnchor().ifPresent(anchor -> anchored.put(anchor.getValue(), node));
        return node;
    }

    private void tag(Optional<String> tag, Event event) {
        tag.filter(t -> !CORE_TAGS.contains(t))
                .ifPresent(t -> problems.add(
                        YamlCode.TAG,
                        place(event),
                        "tag '" + new YamlNode.Scalar(Place.NONE, t.replace(CORE, "!!"), false).shown()
                                + "' is refused: a file is data only",
                        "remove the tag"));
    }

    private SystoleException refuse(YamlCode code, Event event, String message, String fix) {
        return new SystoleException(List.of(Problem.of(code, place(event), message, fix)));
    }

    private Place place(Event event) {
        Optional<Mark> mark = event.getStartMark();
        return mark.map(m -> SyntaxProblems.place(label, m)).orElse(Place.file(label));
    }
}
