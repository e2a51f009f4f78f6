package org.systole.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.FunctionProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.NodeProto;

/**
 * Replaces calls of a model's own functions by their bodies.
 *
 * <p>A name inside a body gets a prefix made of the calling node's name and a running number. Everything is bounded:
 * functions that call themselves are refused, and so are expansions past {@link #MOST_NODES}.
 */
final class FunctionInliner {
    /** A model of so many nodes is no network; functions that call each other twice reach any number. */
    static final int MOST_NODES = 50_000;

    private static final int DEEPEST = 64;
    private static final int LONGEST_PREFIX = 64;

    private final ReadContext context;
    private final Map<String, FunctionProto> functions = new LinkedHashMap<>();
    private final Set<String> called = new HashSet<>();
    private final Deque<String> active = new ArrayDeque<>();
    private int calls;
    private int made;

    FunctionInliner(ModelProto model, ReadContext context) {
        this.context = context;
        for (FunctionProto function : model.getFunctionsList()) {
            if (context.isFull()) break;
            String key = key(function.getDomain(), function.getName(), function.getOverload());
            String place = "function " + Names.quote(function.getName());
            if (function.getName().isEmpty())
                context.problem(OnnxProblem.NAMELESS, place, "a function has no name", "export the model again");
            else if (functions.put(key, function) != null)
                context.problem(OnnxProblem.DUPLICATE, place, "it is defined twice", "export the model again");
            checkVersion(model, function, place);
        }
    }

    private void checkVersion(ModelProto model, FunctionProto function, String place) {
        int own = Opsets.declared(function.getOpsetImportList());
        int global = Opsets.declared(model.getOpsetImportList());
        if (own != 0 && global != 0 && own != global)
            context.note(place + " is written for operator set " + own + " and read as one of " + global);
    }

    /**
     * Returns the nodes with all calls replaced, those in bodies included.
     *
     * @throws org.systole.problem.SystoleException with all problems so far, when the expansion is too large to go on
     */
    List<NodeProto> replaceCalls(List<NodeProto> nodes) {
        List<NodeProto> expanded = expand(nodes);
        if (made > MOST_NODES) context.problems().throwIfAny();
        return expanded;
    }

    private List<NodeProto> expand(List<NodeProto> nodes) {
        if (functions.isEmpty()) return nodes;
        var expanded = new ArrayList<NodeProto>();
        for (NodeProto node : nodes) expandInto(node, expanded);
        return expanded;
    }

    private void expandInto(NodeProto node, List<NodeProto> into) {
        String key = key(node.getDomain(), node.getOpType(), node.getOverload());
        FunctionProto function = Opsets.standard(node.getDomain()) ? null : functions.get(key);
        if (function == null) into.add(withExpandedBodies(node));
        else call(node, function, key, into);
    }

    private NodeProto withExpandedBodies(NodeProto node) {
        made++;
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) return node;
        NodeProto.Builder copy = node.toBuilder();
        for (AttributeProto.Builder attribute : copy.getAttributeBuilderList()) {
            if (!attribute.hasG()) continue;
            GraphProto.Builder body = attribute.getGBuilder();
            List<NodeProto> expanded = expand(body.getNodeList());
            body.clearNode().addAllNode(expanded);
        }
        return copy.build();
    }

    private void call(NodeProto node, FunctionProto function, String key, List<NodeProto> into) {
        String place = "node " + Names.quote(node.getName()) + " (" + Names.escape(node.getOpType(), 80) + ")";
        called.add(key);
        if (active.contains(key)) {
            bad(OnnxProblem.FUNCTION_CYCLE, place, "the function it calls is being called already");
            return;
        }
        // Calls count as well: functions that double without a node at their end never end otherwise.
        made++;
        if (active.size() == DEEPEST || made > MOST_NODES) {
            if (active.size() == DEEPEST || made == MOST_NODES + 1) tooLarge(place);
            return;
        }
        if (!fits(node, function, place)) return;
        active.push(key);
        var scope = new CallScope(node, function, prefix(node) + "." + calls++ + "/");
        for (NodeProto inner : function.getNodeList()) {
            if (made > MOST_NODES) break;
            expandInto(scope.rename(inner), into);
        }
        active.pop();
    }

    /** Returns what the names of a call begin with: the path of calls while it is short, the last step otherwise. */
    private static String prefix(NodeProto node) {
        String name = node.getName().isEmpty() ? node.getOpType() : node.getName();
        return name.length() <= LONGEST_PREFIX ? name : node.getOpType();
    }

    /** Returns the functions that nothing called so far. */
    List<FunctionProto> uncalled() {
        return functions.entrySet().stream()
                .filter(entry -> !called.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private boolean fits(NodeProto node, FunctionProto function, String place) {
        String fault = null;
        if (function.getNodeCount() == 0) fault = "the function it calls has no nodes";
        else if (node.getInputCount() > function.getInputCount())
            fault = "it has " + node.getInputCount() + " inputs, its function takes " + function.getInputCount();
        else if (node.getOutputCount() > function.getOutputCount())
            fault = "it has " + node.getOutputCount() + " outputs, its function gives " + function.getOutputCount();
        if (fault != null) bad(OnnxProblem.FUNCTION, place, fault);
        return fault == null;
    }

    private void tooLarge(String place) {
        bad(
                OnnxProblem.FUNCTION_TOO_LARGE,
                place,
                "its function expands past " + MOST_NODES + " nodes or " + DEEPEST + " levels");
    }

    private void bad(OnnxProblem code, String place, String message) {
        context.problem(code, place, message, "export the model again, with its functions inlined");
    }

    private static String key(String domain, String name, String overload) {
        return domain + "\0" + name + "\0" + overload;
    }
}
