package org.systole.onnx;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/**
 * The shapes that a user gives for inputs, as in {@code --shape x=1x3x640x640}.
 *
 * <p>The name may also be that of an open size ({@code --shape sequence_length=128}), and may be left out when the
 * model has a single input.
 */
public final class ShapeBindings {
    /** Nothing is given. */
    public static final ShapeBindings NONE = new ShapeBindings(Map.of());

    private static final String FIX = "write it as NAME=1x3x224x224, whole numbers from 1 with x between them";

    private final Map<String, int[]> shapes;

    private ShapeBindings(Map<String, int[]> shapes) {
        this.shapes = shapes;
    }

    /**
     * Reads options.
     *
     * @param options each {@code NAME=EXTENTxEXTENT...}; the last {@code =} counts
     * @throws SystoleException with all options that cannot be read
     */
    public static ShapeBindings parse(List<String> options) {
        var problems = new Problems();
        var shapes = new LinkedHashMap<String, int[]>();
        for (String option : options) {
            int equals = option.lastIndexOf('=');
            String name = option.substring(0, Math.max(0, equals));
            int[] extents = extents(option.substring(equals + 1));
            if (extents == null) problems.add(malformed(option));
            else if (shapes.put(name, extents) != null) problems.add(twice(name));
        }
        problems.throwIfAny();
        return new ShapeBindings(Collections.unmodifiableMap(shapes));
    }

    /** Returns a single binding. */
    public static ShapeBindings of(String name, int... extents) {
        return new ShapeBindings(Map.of(name, extents.clone()));
    }

    private static int[] extents(String text) {
        if (!text.matches("[1-9][0-9]{0,9}([x,][1-9][0-9]{0,9})*")) return null;
        try {
            return Arrays.stream(text.split("[x,]")).mapToInt(Integer::parseInt).toArray();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Problem malformed(String option) {
        return Problem.of(
                OnnxProblem.SHAPE_OPTION, Place.NONE, "--shape " + Names.quote(option) + " is not a shape", FIX);
    }

    private static Problem twice(String name) {
        return Problem.of(
                OnnxProblem.SHAPE_OPTION,
                Place.NONE,
                "--shape is given twice for " + Names.quote(name),
                "give one shape for each input");
    }

    /** Returns the extents by name; the name is empty when it was left out. */
    Map<String, int[]> shapes() {
        return shapes;
    }

    /** Returns the options again, for run records. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        shapes.forEach((name, extents) -> {
            if (!text.isEmpty()) text.append(' ');
            text.append(name).append('=');
            for (int i = 0; i < extents.length; i++) text.append(i == 0 ? "" : "x").append(extents[i]);
        });
        return text.toString();
    }
}
