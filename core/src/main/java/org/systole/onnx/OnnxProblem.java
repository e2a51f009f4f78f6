package org.systole.onnx;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a model file, with the shapes asked of it, and with its run under ONNX Runtime. */
public enum OnnxProblem implements ProblemKind.Carrier {
    /** The file cannot be read. */
    UNREADABLE("E1001", "The model file is missing, is no regular file or cannot be read. Give the path of a file."),
    /** The file has no bytes. */
    EMPTY("E1002", "The model file has no content, usually because a download or an export was cut off."),
    /** The file is something else. */
    NOT_ONNX(
            "E1003", "The file is of another kind than an ONNX model. Give the .onnx file, or convert the file first."),
    /** The file ends too early. */
    TRUNCATED("E1004", "The model file ends inside one of its parts. Copy, download or export it again."),
    /** The bytes are no protocol buffer of a model. */
    MALFORMED("E1005", "The bytes of the file break the encoding of ONNX models. Copy, download or export it again."),
    /** Parts are nested too deeply. */
    TOO_DEEP("E1006", "Parts of the model are nested deeper than any exporter nests them; the file is refused."),
    /** The file is larger than the format allows. */
    FILE_TOO_LARGE("E1007", "A model file holds less than 2 GiB. Save larger models with external data."),
    /** The file would need too much memory. */
    TOO_MANY_PARTS(
            "E1008",
            "The model has more parts than fit the memory that Java was given. Give it more memory (-Xmx).",
            ExitStatus.RESOURCE_LIMIT),
    /** A text is not UTF-8. */
    BAD_TEXT("E1009", "A name or another text of the model is not valid UTF-8. Export the model again."),
    /** There is no graph. */
    NO_GRAPH("E1010", "The file has no graph. Give a whole model (ModelProto), not a part of one."),
    /** The version of the intermediate representation is missing or impossible. */
    IR_VERSION("E1011", "The version of the file format is missing or impossible. Export the model again."),
    /** The file format is newer than what is known. */
    NEWER_IR(
            "E1012",
            "The file format is newer than the newest that is known. Export the model for an earlier version.",
            ExitStatus.UNSUPPORTED),
    /** The operator set is not declared, or declared twice. */
    OPSET("E1013", "The model must declare one version of each operator set that it uses. Export it again."),
    /** The operator set version is not supported. */
    OPSET_UNSUPPORTED(
            "E1014",
            "The operator set version is outside what is supported. Convert the model with onnx.version_converter.",
            ExitStatus.UNSUPPORTED),
    /** Two things have one name. */
    DUPLICATE("E1015", "Two inputs, initializers, outputs or attributes have one name; names must be unique."),
    /** Something has no name. */
    NAMELESS("E1016", "An input, output, initializer, attribute or operator has no name. Export the model again."),
    /** A tensor's element type is not one of the format. */
    TENSOR_TYPE("E1017", "The element type of a tensor is missing or is none of the format."),
    /** A tensor's element type is known but not supported. */
    TENSOR_TYPE_UNSUPPORTED(
            "E1018",
            "The element type of a tensor is valid, but not supported. Use one of the supported types.",
            ExitStatus.UNSUPPORTED),
    /** A tensor's dimensions are impossible. */
    DIMENSIONS("E1019", "A dimension is negative, too large, or the number of elements overflows."),
    /** A tensor's data does not fit its type and dimensions. */
    TENSOR_DATA("E1020", "The data of a tensor is not as long as its type and dimensions say, or lies elsewhere."),
    /** A tensor has data in two places. */
    TENSOR_DATA_TWICE("E1021", "A tensor has its data in two places; it must have them in exactly one."),
    /** A stored number does not fit the element type. */
    TENSOR_VALUE("E1022", "A stored number lies outside the range of its tensor's element type."),
    /** A sparse tensor contradicts itself. */
    SPARSE("E1023", "The indices, values and dimensions of a sparse tensor do not fit together."),
    /** A tensor would take too much memory. */
    TENSOR_TOO_LARGE(
            "E1024",
            "A tensor that is small in the file would take more memory than is reasonable.",
            ExitStatus.RESOURCE_LIMIT),
    /** The location of external data is not a plain relative path. */
    EXTERNAL_LOCATION(
            "E1030",
            "External data must lie in the model's folder and be named by a plain relative path, without '..'."),
    /** External data is missing. */
    EXTERNAL_MISSING("E1031", "A file with external data is missing. Copy it beside the model."),
    /** External data is no plain file. */
    EXTERNAL_NOT_A_FILE("E1032", "External data must be a plain file: no link, folder, pipe or device."),
    /** External data is shorter than what the model asks for. */
    EXTERNAL_RANGE("E1033", "The part of an external file that a tensor names does not exist or has the wrong length."),
    /** The description of external data is malformed. */
    EXTERNAL_ENTRY("E1034", "The description of external data lacks a location or has impossible numbers."),
    /** External data has another checksum. */
    EXTERNAL_CHECKSUM("E1035", "A file with external data is not the one that the model was saved with."),
    /** The model has no folder. */
    EXTERNAL_NO_FOLDER("E1036", "The model was given as bytes and has no folder in which external data could lie."),
    /** An attribute is malformed. */
    ATTRIBUTE("E1040", "An attribute has no value, two values, or another value than its type says."),
    /** A reference to an attribute stands outside a function. */
    ATTRIBUTE_REFERENCE("E1041", "An attribute refers to an attribute of a function that does not exist."),
    /** An attribute of a kind that is not supported. */
    ATTRIBUTE_UNSUPPORTED(
            "E1042", "An attribute is of a kind that no supported operator uses.", ExitStatus.UNSUPPORTED),
    /** A Constant node is malformed. */
    CONSTANT("E1043", "A Constant node must have one output and exactly one attribute that gives its value."),
    /** Functions call themselves. */
    FUNCTION_CYCLE("E1050", "A function of the model calls itself, directly or through others."),
    /** A function is malformed or is called wrongly. */
    FUNCTION("E1051", "A function of the model is incomplete, or a node calls it with the wrong inputs or outputs."),
    /** Functions expand to too many nodes. */
    FUNCTION_TOO_LARGE(
            "E1052", "The functions of the model expand to more nodes than are accepted.", ExitStatus.RESOURCE_LIMIT),
    /** An input or output has no usable type. */
    VALUE_TYPE("E1060", "An input of the model has no type, or one that contradicts itself."),
    /** An input is not a tensor. */
    VALUE_TYPE_UNSUPPORTED(
            "E1061",
            "An input is a sequence, a map, optional or sparse; only tensors are supported.",
            ExitStatus.UNSUPPORTED),
    /** The graph computes nothing. */
    NO_OUTPUTS("E1062", "The graph has no outputs, so nothing of it would be computed."),
    /** A size must be given. */
    SHAPE_NEEDED(
            "E1070",
            "The model leaves a size open. Give the whole shape of the input, for example --shape x=1x3x224x224.",
            ExitStatus.USAGE),
    /** A shape is not written as one. */
    SHAPE_OPTION("E1071", "A shape is written NAME=1x3x224x224.", ExitStatus.USAGE),
    /** A shape is given for something that does not exist. */
    SHAPE_UNKNOWN_NAME("E1072", "A shape is given for a name that is no input of the model.", ExitStatus.USAGE),
    /** A shape contradicts the model or another shape. */
    SHAPE_CONTRADICTION(
            "E1073", "A given shape contradicts what the model fixes, or another given shape.", ExitStatus.USAGE),
    /** ONNX Runtime refuses the model. */
    RUNTIME_REFUSED(
            "E1080",
            "ONNX Runtime, which runs the float reference, does not accept the model.",
            ExitStatus.UNSUPPORTED),
    /** ONNX Runtime fails while running. */
    RUNTIME_FAILED("E1081", "ONNX Runtime accepted the model but failed while running it."),
    /** The run was given wrong inputs. */
    RUNTIME_INPUT("E1082", "The run was given an input that is missing, unknown, or of another type or shape."),
    /** The model cannot be written. */
    UNWRITABLE("E1083", "The model could not be written.", ExitStatus.RESOURCE_LIMIT);

    private final ProblemKind kind;

    OnnxProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.INVALID_INPUT);
    }

    OnnxProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
