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
 * model has a single input. {@code --shape rate:=16000} fixes the value of an input of one element, so that what
 * depends on it (an If, a shape) is constant.
 */
public final class ShapeBindings {
    /** Nothing is given. */
    public static final ShapeBindings NONE = new ShapeBindings(Map.of(), Map.of());

    private static final String FIX = "write it as NAME=1x3x224x224, whole numbers from 1 with x between them";

    private final Map<String, int[]> shapes;
    private final Map<String, Double> values;

    private ShapeBindings(Map<String, int[]> shapes, Map<String, Double> values) {
        this.shapes = shapes;
        this.values = values;
    }

    /**
     * Reads options.
     *
     * @param options each {@code NAME=EXTENTxEXTENT...} or {@code NAME:=NUMBER}; the last {@code =} counts
     * @throws SystoleException with all options that cannot be read
     */
    public static ShapeBindings parse(List<String> options) {
        var problems = new Problems();
        var shapes = new LinkedHashMap<String, int[]>();
        var values = new LinkedHashMap<String, Double>();
        for (String option : options) {
            int equals = option.lastIndexOf('=');
            boolean value = equals > 0 && option.charAt(equals - 1) == ':';
            String name = option.substring(0, Math.max(0, value ? equals - 1 : equals));
            String text = option.substring(equals + 1);
            Object read = value ? number(text) : extents(text);
            if (read == null) problems.add(malformed(option, value));
            else if (shapes.containsKey(name) || values.containsKey(name)) problems.add(twice(name));
            else if (read instanceof Double number) values.put(name, number);
            else shapes.put(name, (int[]) read);
        }
        problems.throwIfAny();
        return new ShapeBindings(Collections.unmodifiableMap(shapes), Collections.unmodifiableMap(values));
    }

    /** Returns a single binding. */
    public static ShapeBindings of(String name, int... extents) {
        return new ShapeBindings(Map.of(name, extents.clone()), Map.of());
    }

    private static int[] extents(String text) {
        if (!text.matches("[1-9][0-9]{0,9}([x,][1-9][0-9]{0,9})*")) return null;
        try {
            return Arrays.stream(text.split("[x,]")).mapToInt(Integer::parseInt).toArray();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Double number(String text) {
        if (text.equals("true")) return 1.0;
        if (text.equals("false")) return 0.0;
        return text.matches("[+-]?[0-9]{1,15}([.][0-9]{1,15})?([eE][+-]?[0-9]{1,2})?") ? Double.valueOf(text) : null;
    }

    private static Problem malformed(String option, boolean value) {
        return Problem.of(
                OnnxProblem.SHAPE_OPTION,
                Place.NONE,
                "--shape " + Names.quote(option) + " is not a " + (value ? "number" : "shape"),
                value ? "write it as NAME:=16000, NAME:=0.5 or NAME:=true" : FIX);
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

    /** Returns the values of inputs by name. */
    Map<String, Double> values() {
        return values;
    }

    /** Returns the options again, for run records. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        shapes.forEach((name, extents) -> {
            if (!text.isEmpty()) text.append(' ');
            text.append(name).append('=');
            for (int i = 0; i < extents.length; i++)
                text.append(i == 0 ? "" : "x").append(extents[i]);
        });
        values.forEach((name, value) -> {
            if (!text.isEmpty()) text.append(' ');
            text.append(name).append(":=").append(value);
        });
        return text.toString();
    }
}
