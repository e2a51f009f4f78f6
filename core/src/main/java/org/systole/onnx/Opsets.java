package org.systole.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.OperatorSetIdProto;

/** The versions that a model declares: of the file format and of the operator sets. */
final class Opsets {
    /** The oldest operator set that is read. */
    static final int OLDEST = 7;
    /** The newest operator set that is known. */
    static final int NEWEST = 28;
    /** The newest version of the file format that is known. */
    static final int NEWEST_IR = 14;

    private static final String EXPORT = "export the model with opset_version between " + OLDEST + " and " + NEWEST;

    private Opsets() {}

    /** Returns whether a domain is the standard's own. */
    static boolean standard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** Returns the domain by its one name. */
    static String domain(String raw) {
        return standard(raw) ? "" : Names.clean(raw);
    }

    /** Returns the version of the standard's operators, or 0. */
    static int declared(List<OperatorSetIdProto> imports) {
        for (OperatorSetIdProto set : imports)
            if (standard(set.getDomain())) return Math.clamp(set.getVersion(), 0, Integer.MAX_VALUE);
        return 0;
    }

    /** Returns the version by domain; adds a problem for each that is missing, double or not supported. */
    static Map<String, Integer> read(ModelProto model, ReadContext context) {
        checkFormat(model, context);
        var versions = new LinkedHashMap<String, Integer>();
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            String domain = domain(set.getDomain());
            String place = "opset_import " + Names.quote(set.getDomain());
            long version = set.getVersion();
            if (standard(set.getDomain())) checkStandard(version, place, context);
            else if (version < 0 || version > Integer.MAX_VALUE)
                context.problem(
                        OnnxProblem.OPSET, place, "version " + version + " is impossible", "export the model again");
            Integer earlier = versions.put(domain, Math.clamp(version, 0, Integer.MAX_VALUE));
            if (earlier != null && earlier != version)
                context.problem(
                        OnnxProblem.OPSET,
                        place,
                        "it is declared twice, with versions " + earlier + " and " + version,
                        "export the model again");
        }
        boolean used = model.getGraph().getNodeList().stream().anyMatch(node -> standard(node.getDomain()));
        if (used && !versions.containsKey(""))
            context.problem(
                    OnnxProblem.OPSET, "opset_import", "the version of ONNX's own operators is not declared", EXPORT);
        return versions;
    }

    private static void checkStandard(long version, String place, ReadContext context) {
        if (version < 1) context.problem(OnnxProblem.OPSET, place, "version " + version + " is impossible", EXPORT);
        else if (version < OLDEST || version > NEWEST)
            context.problem(
                    OnnxProblem.OPSET_UNSUPPORTED,
                    place,
                    "operator set " + version + " is not supported; " + OLDEST + " to " + NEWEST + " are",
                    "convert the model with onnx.version_converter, or " + EXPORT);
    }

    private static void checkFormat(ModelProto model, ReadContext context) {
        long version = model.getIrVersion();
        if (version < 1)
            context.problem(
                    OnnxProblem.IR_VERSION,
                    "ir_version",
                    model.hasIrVersion()
                            ? "version " + version + " is impossible"
                            : "the version of the format is missing",
                    "export the model again");
        else if (version > NEWEST_IR)
            context.problem(
                    OnnxProblem.NEWER_IR,
                    "ir_version",
                    "version " + version + " of the format is newer than the newest known, " + NEWEST_IR,
                    EXPORT);
    }
}
