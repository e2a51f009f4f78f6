package org.systole.graph.operator;

import org.systole.graph.Attributes;
import org.systole.graph.GraphProblem;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** What a rule sees of its node: the types of the inputs, those inputs that are constant, and a place for the outputs. */
public final class NodeContext {
    /** Where types and constants of values are looked up. */
    public interface Values {
        /** Returns the type of a value, or null when it is not known. */
        ValueType type(String value);

        /** Returns the tensor of a constant, or null when the value is none. */
        Tensor constant(String value);
    }

    /** Constants larger than this are never read to compute a shape. */
    private static final long MOST_SHAPE_ELEMENTS = 1 << 20;

    private final Node node;
    private final int opset;
    private final Values values;
    private final ValueType[] outputs;

    /**
     * Creates the view of a node.
     *
     * @param node the node
     * @param opset version of the operator set of its domain
     * @param values looks up types and constants
     */
    public NodeContext(Node node, int opset, Values values) {
        this.node = node;
        this.opset = opset;
        this.values = values;
        this.outputs = new ValueType[node.outputs().size()];
    }

    /** Returns the node. */
    public Node node() {
        return node;
    }

    /** Returns the attributes of the node. */
    public Attributes attributes() {
        return node.attributes();
    }

    /** Returns the version of the operator set of the node's domain. */
    public int opset() {
        return opset;
    }

    /** Returns the number of inputs, left out ones between given ones included. */
    public int inputs() {
        return node.inputs().size();
    }

    /** Returns the number of outputs, left out ones between given ones included. */
    public int outputs() {
        return outputs.length;
    }

    /** Returns whether an input is given. */
    public boolean has(int input) {
        return node.hasInput(input);
    }

    /** Returns the type of an input that is given. */
    public ValueType type(int input) {
        ValueType type = has(input) ? values.type(node.input(input)) : null;
        if (type == null) throw fail(GraphProblem.INPUT_COUNT, "input " + input + " is missing");
        return type;
    }

    /** Returns the shape of an input that is given. */
    public Shape shape(int input) {
        return type(input).shape();
    }

    /** Returns the element type of an input that is given. */
    public DataType dataType(int input) {
        return type(input).dataType();
    }

    /** Returns the tensor of an input when it is constant, else null. */
    public Tensor constant(int input) {
        return has(input) ? values.constant(node.input(input)) : null;
    }

    /**
     * Returns the elements of an input on which a shape depends.
     *
     * @throws Refusal when the input is not constant, not integer, or beyond any shape
     */
    public long[] longs(int input) {
        Tensor tensor = constant(input);
        if (tensor == null)
            throw fail(
                    GraphProblem.DATA_DEPENDENT,
                    "the shape of its output depends on the value of input '" + node.input(input)
                            + "', which is not constant");
        if (!tensor.type().isInteger() && tensor.type() != DataType.BOOL)
            throw fail(GraphProblem.TYPE, "input '" + node.input(input) + "' is " + tensor.type() + ", not an integer");
        if (tensor.elements() > MOST_SHAPE_ELEMENTS)
            throw fail(GraphProblem.TOO_LARGE, "input '" + node.input(input) + "' is too large to be part of a shape");
        return tensor.toLongs();
    }

    /** Returns the only element of an input on which a shape depends. */
    public long longValue(int input) {
        long[] elements = longs(input);
        if (elements.length != 1)
            throw fail(
                    GraphProblem.SHAPE,
                    "input '" + node.input(input) + "' must hold one element, holds " + elements.length);
        return elements[0];
    }

    /** Sets the type of an output; outputs that the node leaves out are ignored. */
    public void output(int index, DataType type, Shape shape) {
        if (index < outputs.length) outputs[index] = new ValueType(type, shape);
    }

    /** Sets the type of an output from computed extents. */
    public void output(int index, DataType type, long... extents) {
        output(index, type, shapeOf(extents));
    }

    /** Returns the type that the rule gave an output, or null. */
    public ValueType outputType(int index) {
        return outputs[index];
    }

    /**
     * Returns a shape with these extents.
     *
     * @throws Refusal when one is negative, does not fit an int, or their product does not fit 63 bits
     */
    public Shape shapeOf(long... extents) {
        int[] checked = new int[extents.length];
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] < 0)
                throw fail(
                        GraphProblem.SHAPE,
                        "output dimension " + i + " would be " + extents[i] + ", which is negative");
            if (extents[i] > Integer.MAX_VALUE)
                throw fail(GraphProblem.TOO_LARGE, "output dimension " + i + " would be " + extents[i]);
            checked[i] = (int) extents[i];
        }
        Shape shape = Shape.of(checked);
        Extents.checkCountable(this, shape);
        return shape;
    }

    /**
     * Returns an axis counted from 0.
     *
     * @param axis from -rank to rank-1
     * @throws Refusal when it is out of range
     */
    public int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank)
            throw fail(
                    GraphProblem.ATTRIBUTE_VALUE,
                    "axis " + axis + " is out of range for rank " + rank + "; expected " + -rank + " to " + (rank - 1));
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Checks a condition on shapes. */
    public void requireShape(boolean condition, String message) {
        if (!condition) throw fail(GraphProblem.SHAPE, message);
    }

    /** Checks a condition on an attribute. */
    public void requireAttribute(boolean condition, String message) {
        if (!condition) throw fail(GraphProblem.ATTRIBUTE_VALUE, message);
    }

    /** Checks that an input has a rank of at least so many. */
    public Shape rankAtLeast(int input, int rank) {
        Shape shape = shape(input);
        if (shape.rank() < rank)
            throw fail(
                    GraphProblem.SHAPE,
                    "input '" + node.input(input) + "' is " + shape + ", expected at least " + rank + " dimensions");
        return shape;
    }

    /** Checks that an input has this rank. */
    public Shape rank(int input, int rank) {
        Shape shape = shape(input);
        if (shape.rank() != rank)
            throw fail(
                    GraphProblem.SHAPE,
                    "input '" + node.input(input) + "' is " + shape + ", expected " + rank + " dimensions");
        return shape;
    }

    /** Returns a refusal to throw, with the remedy usual for its kind. */
    public Refusal fail(GraphProblem code, String message) {
        return new Refusal(code, message, usualFix(code));
    }

    /** Returns a refusal to throw, with a remedy of its own. */
    public Refusal fail(GraphProblem code, String message, String fix) {
        return new Refusal(code, message, fix);
    }

    private static String usualFix(GraphProblem code) {
        return switch (code) {
            case SHAPE -> "check the shapes given with --shape against the model, or export the model again";
            case TYPE -> "cast the input to a type that the operator takes, or export the model again";
            case ATTRIBUTE_VALUE, ATTRIBUTE_TYPE -> "correct the attribute as the operator's page of the standard says";
            case DATA_DEPENDENT -> "make the value constant, or export the model without the data-dependent part";
            case TOO_LARGE -> "give smaller shapes; no tensor may have 2^31 or more elements along one dimension";
            case CONTROL_FLOW -> "make the condition constant, or export the branch that is used";
            default -> "see 'systole supported-ops', or export the model with another operator";
        };
    }
}
