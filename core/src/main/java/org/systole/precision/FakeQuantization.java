package org.systole.precision;

import java.util.List;
import org.systole.formats.Fit;
import org.systole.formats.Floats;
import org.systole.formats.Format;
import org.systole.formats.FormatProblem;
import org.systole.formats.Grid;
import org.systole.formats.Overflow;
import org.systole.formats.PowerSums;
import org.systole.formats.Scaling;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Puts a format into a graph: nodes of the standard that project a value as {@link Format#project} does, in single precision.
 */
final class FakeQuantization {
    /** Added to a number below 2^22 and taken off again, it rounds half to even: the sum has no place for a fraction. */
    private static final float MAGIC = 3 << 22;

    /** The operator sets whose Cast knows 8-bit floats, and bfloat16. */
    private static final int OPSET_FLOAT8 = 19;

    private static final int OPSET_BFLOAT16 = 13;

    private final GraphBuilder out;
    private final String name;
    private final Format format;
    private final Fit fit;
    private final int opset;
    private int count;

    private FakeQuantization(GraphBuilder out, int opset, String name, Format format, Fit fit) {
        this.opset = opset;
        this.out = out;
        this.name = name;
        this.format = format;
        this.fit = fit;
    }

    /**
     * Adds the nodes.
     *
     * @param opset of the graph
     * @param value what is projected
     * @param result the name of the projected value
     * @throws SystoleException {@link FormatProblem#NOT_FOR_ACTIVATIONS}
     */
    static void add(GraphBuilder out, int opset, String value, String result, Format format, Fit fit) {
        var nodes = new FakeQuantization(out, opset, result, format, fit);
        String x = switch (format.grid()) {
            case Floats grid -> nodes.floats(value, grid);
            case Grid.Binary _ -> nodes.binary(value);
            case PowerSums _ -> throw nodes.refused("sums of powers of two are for weights");
            case Grid.Integers _, Grid.Levels _ -> nodes.integers(value);
        };
        out.add(new Node(
                out.uniqueNode(result + "/projected"), "", "Identity", List.of(x), List.of(result), Attributes.NONE));
    }

    private SystoleException refused(String why) {
        return new SystoleException(Problem.of(
                FormatProblem.NOT_FOR_ACTIVATIONS,
                Place.element(name, "activation format " + format),
                why,
                "choose another format for activations: intN, uintN, fixN, levelsK, binary, bf16, fp16, e4m3, e5m2"));
    }

    private String op(String op, String... inputs) {
        return out.node(name + "/format" + count++, op, List.of(inputs), Attributes.NONE);
    }

    private String number(double value) {
        return out.constant(out.freshValue(name + "/number"), Tensor.of(Shape.of(), (float) value));
    }

    private String integers(String value) {
        String quotient = fit.scale() == 1 ? value : op("Div", value, number(fit.scale()));
        String rounded = switch (format.rounding()) {
            case HALF_EVEN -> op("Sub", op("Add", quotient, number(MAGIC)), number(MAGIC));
            case HALF_UP -> op("Floor", op("Add", quotient, number(0.5)));
            case FLOOR -> op("Floor", quotient);
            case CEILING -> op("Ceil", quotient);
            default -> throw refused("activations are rounded half-even, half-up, floor or ceiling");
        };
        double low = format.grid().low() - fit.zero(), high = format.grid().high() - fit.zero();
        if (format.overflow() == Overflow.WRAP) {
            double codes = high - low + 1;
            String turns = op("Floor", op("Div", op("Sub", rounded, number(low)), number(codes)));
            return scaled(op("Sub", rounded, op("Mul", turns, number(codes))));
        }
        return scaled(op("Min", op("Max", rounded, number(low)), number(high)));
    }

    private String binary(String value) {
        String negative = cast(op("Less", value, number(0)), 1);
        return scaled(op("Sub", number(1), op("Mul", number(2), negative)));
    }

    private String scaled(String code) {
        if (format.arithmetic() == null) return fit.scale() == 1 ? code : op("Mul", code, number(fit.scale()));
        String real = round(code, format.arithmetic());
        double scale = format.arithmetic().nearest(fit.scale(), format.rounding(), Overflow.SATURATE);
        return round(op("Mul", real, number(scale)), format.arithmetic());
    }

    private String floats(String value, Floats grid) {
        if (format.scaling().kind() == Scaling.Kind.NONE) return round(value, grid);
        String code = round(op("Div", value, number(fit.scale())), grid);
        return op("Mul", code, number(fit.scale()));
    }

    /** Rounds to a small float; saturates where a cast would make infinity. */
    private String round(String value, Floats grid) {
        String bounded = op("Min", op("Max", value, number(grid.low())), number(grid.high()));
        int type = type(grid);
        boolean known = opset >= (type >= 17 ? OPSET_FLOAT8 : type == 16 ? OPSET_BFLOAT16 : 0);
        return known ? cast(cast(bounded, type), 1) : split(bounded, grid);
    }

    /**
     * Rounds by arithmetic where the graph's operator set has no cast: Veltkamp's splitting keeps the leading bits, and below the
     * smallest normal number adding and taking off a large number does. A tie may go either way (Boldo 2006).
     */
    private String split(String value, Floats grid) {
        String far = op("Mul", value, number(Math.scalb(1.0, 23 - grid.mantissaBits()) + 1));
        String normal = op("Sub", far, op("Sub", far, value));
        String offset = number(MAGIC * grid.smallest());
        String subnormal = op("Sub", op("Add", value, offset), offset);
        String small = cast(op("Less", op("Abs", value), number(Math.scalb(1.0, 1 - grid.bias()))), 1);
        return op("Add", op("Mul", small, subnormal), op("Mul", op("Sub", number(1), small), normal));
    }

    /** Returns the number of an element type in the standard. */
    private int type(Floats grid) {
        if (grid.equals(Floats.BFLOAT16)) return 16;
        if (grid.equals(Floats.FLOAT16)) return 10;
        if (grid.equals(Floats.E4M3)) return 17;
        if (grid.equals(Floats.E5M2)) return 19;
        throw refused("there is no element type for " + grid.name());
    }

    private String cast(String value, int type) {
        return out.node(name + "/format" + count++, "Cast", List.of(value), Attributes.pairs("to", type));
    }
}
