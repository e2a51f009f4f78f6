package org.systole.workload;

import org.systole.graph.Node;

/** What all layers of multiply-accumulates have in common when they are made. */
final class Products {
    private Products() {}

    /**
     * Returns a new layer that multiplies an input by weights.
     *
     * @param input the value that streams, read first
     * @param weight the other operand; read too when it is computed
     * @param channelAxis the output's axis that counts the filters: 1, or -1 for the last one, or -2 for none
     */
    static Draft draft(
            Node node,
            Scope scope,
            String name,
            MacLayer.Kind kind,
            LoopNest nest,
            String input,
            String weight,
            int channelAxis) {
        boolean constant = scope.isConstant(weight);
        var product = new Draft.Product(
                kind, nest, scope.storedFormat(input), scope.storedFormat(weight), 1, constant, channelAxis);
        nest.macs();
        Draft draft = scope.mac(node, name, product);
        read(scope, draft, input);
        if (!constant) read(scope, draft, weight);
        return draft;
    }

    /** Adds a map to what a layer reads; nothing can be attached to it any more. */
    static void read(Scope scope, Draft draft, String value) {
        if (scope.isConstant(value)) return;
        Site site = scope.site(value);
        site.close();
        draft.reads.add(site);
    }

    /** Adds the bias that an operator has as one of its inputs. */
    static void bias(Node node, Scope scope, Draft draft, int at, long elements) {
        if (!node.hasInput(at)) return;
        String bias = node.input(at);
        long n = scope.elements(bias);
        if (scope.isConstant(bias)) {
            long parameters = n > 1 ? n : 0;
            draft.work.add(work(VectorWork.Kind.BIAS, node, "bias", elements, elements, parameters));
        } else {
            read(scope, draft, bias);
            draft.work.add(work(VectorWork.Kind.ADD, node, "bias", elements, elements + n, 0));
        }
    }

    /** Adds the conversion to narrow integers that an operator does by itself. */
    static void convert(Node node, Draft draft, long elements) {
        draft.work.add(work(VectorWork.Kind.CONVERT, node, "Requantize", elements, elements, 0));
    }

    /** Returns work with one operation for each output. */
    static VectorWork work(VectorWork.Kind kind, Node node, String op, long outputs, long inputs, long parameters) {
        return new VectorWork(kind, node.name(), op, outputs, inputs, parameters, outputs);
    }
}
