package org.systole.graph;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a graph of nodes and values, and what about it is valid but not supported. */
public enum GraphProblem implements ProblemKind.Carrier {
    /** A value depends on itself. */
    CYCLE("E1101", "A value is computed from itself. A graph must be free of cycles; export the model again."),
    /** A node consumes a value that nothing provides. */
    UNDEFINED_VALUE("E1102", "A node consumes a value that is no input, no constant and no node's output."),
    /** Two nodes, inputs or constants claim one value. */
    DUPLICATE_VALUE("E1103", "Two producers claim one value; every value has exactly one."),
    /** Two nodes have one name. */
    DUPLICATE_NODE("E1104", "Two nodes have one name; names tell nodes apart in every report."),
    /** The operator is not known. */
    UNSUPPORTED_OPERATOR(
            "E1105",
            "The operator is not supported. 'systole supported-ops' lists those that are.",
            ExitStatus.UNSUPPORTED),
    /** The operator does not exist in the operator set that the model asks for. */
    OPSET("E1106", "The operator does not exist in the operator set version that the model declares."),
    /** A node has too few or too many inputs. */
    INPUT_COUNT("E1107", "A node has fewer or more inputs than its operator takes."),
    /** A node has too few or too many outputs. */
    OUTPUT_COUNT("E1108", "A node has fewer or more outputs than its operator gives."),
    /** An attribute has the wrong type. */
    ATTRIBUTE_TYPE("E1109", "An attribute has another type than its operator defines."),
    /** An attribute has an impossible value. */
    ATTRIBUTE_VALUE("E1110", "An attribute is missing or its value lies outside what its operator allows."),
    /** Shapes do not fit together. */
    SHAPE("E1111", "The shapes of a node's inputs do not fit together or do not fit its attributes."),
    /** An element type is not one the operator takes. */
    TYPE("E1112", "The element types of a node's inputs do not fit together or are not types its operator takes."),
    /** A size is beyond what can be computed with. */
    TOO_LARGE("E1113", "A tensor would have more elements than can be counted or addressed."),
    /** A shape depends on data. */
    DATA_DEPENDENT(
            "E1114",
            "A shape depends on values that are known only when the network runs; a cost cannot be given for it.",
            ExitStatus.UNSUPPORTED),
    /** A condition or trip count is not constant. */
    CONTROL_FLOW(
            "E1115",
            "An If or Loop whose condition or trip count is not constant has no cost that is known beforehand.",
            ExitStatus.UNSUPPORTED),
    /** The operator is known, this use of it is not. */
    UNSUPPORTED_VARIANT("E1116", "The operator is supported, but not in this form.", ExitStatus.UNSUPPORTED),
    /** An output of the graph is never produced. */
    UNDEFINED_OUTPUT("E1117", "The graph names an output that nothing provides."),
    /** A value's type was not inferred. */
    UNTYPED_VALUE("E1118", "A value has no type; run the inference before the verifier."),
    /** A node stands before the producer of what it consumes. */
    ORDER("E1119", "A node stands before the producer of a value that it consumes."),
    /** A constant's tensor contradicts the value's type. */
    CONTRADICTION("E1120", "Two places of a model state different types for one value."),
    /** Unrolling would make the graph too large. */
    UNROLLING(
            "E1121", "Unrolling the loops of the model would give more nodes than the limit.", ExitStatus.UNSUPPORTED),
    /** A name is missing. */
    NAME("E1122", "A node, input or output has no name or an impossible one.");

    private final ProblemKind kind;

    GraphProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.INVALID_INPUT);
    }

    GraphProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
