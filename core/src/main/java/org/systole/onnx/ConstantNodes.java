package org.systole.onnx;

import java.util.List;
import java.util.Optional;
import org.systole.graph.Attributes;
import org.systole.graph.Node;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The values of Constant nodes, which become constants of the graph. */
final class ConstantNodes {
    private static final List<String> FORMS = List.of(
            "value",
            "sparse_value",
            "value_float",
            "value_floats",
            "value_int",
            "value_ints",
            "value_string",
            "value_strings");

    private ConstantNodes() {}

    /** Returns the value; otherwise adds a problem and returns nothing. */
    static Optional<Tensor> value(Node node, Attributes attributes, String place, ReadContext context) {
        if (node.outputs().size() != 1
                || node.output().isEmpty()
                || !node.inputs().isEmpty())
            return bad(
                    context,
                    place,
                    "it has " + node.inputs().size() + " inputs and "
                            + node.outputs().size() + " outputs, expected none and one");
        List<String> set = FORMS.stream().filter(attributes::has).toList();
        if (set.size() != 1) {
            // An attribute that could not be read has been reported.
            boolean reported = set.isEmpty() && !context.problems().isEmpty();
            return reported ? Optional.empty() : bad(context, place, "it has " + set.size() + " values, expected one");
        }
        Object value = attributes.get(set.getFirst());
        return switch (value) {
            case Tensor tensor when set.getFirst().matches("value|sparse_value") -> Optional.of(tensor);
            case Float real when set.getFirst().equals("value_float") -> Optional.of(Tensor.of(Shape.of(), real));
            case float[] reals
            when set.getFirst().equals("value_floats") -> Optional.of(Tensor.of(Shape.of(reals.length), reals));
            case Long integer when set.getFirst().equals("value_int") -> Optional.of(Tensor.of(Shape.of(), integer));
            case long[] integers
            when set.getFirst().equals("value_ints") -> Optional.of(Tensor.of(Shape.of(integers.length), integers));
            case String text when set.getFirst().equals("value_string") -> Optional.of(text(Shape.of()));
            case List<?> texts when set.getFirst().equals("value_strings") -> Optional.of(text(Shape.of(texts.size())));
            default ->
                empty(set.getFirst(), value)
                        .or(() -> bad(context, place, "attribute '" + set.getFirst() + "' has the wrong type"));
        };
    }

    /** A list without entries may have been read as a list of another type. */
    private static Optional<Tensor> empty(String form, Object value) {
        boolean none = value instanceof float[] f && f.length == 0 || value instanceof long[] l && l.length == 0;
        if (!none) return Optional.empty();
        if (form.equals("value_ints")) return Optional.of(Tensor.of(Shape.of(0), new long[0]));
        return form.equals("value_floats") ? Optional.of(Tensor.of(Shape.of(0), new float[0])) : Optional.empty();
    }

    private static Tensor text(Shape shape) {
        return new Tensor(DataType.STRING, shape, () -> {
            throw new IllegalStateException("text has no bytes");
        });
    }

    private static Optional<Tensor> bad(ReadContext context, String place, String message) {
        context.problem(OnnxProblem.CONSTANT, place, message, "export the model again");
        return Optional.empty();
    }
}
