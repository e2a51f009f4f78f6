package org.systole.quantize;

import org.systole.graph.Node;

/** Every operation that is no convolution, sum or pool: the order in which forms are tried. */
final class OtherLowering {
    private final FunctionLowering functions;
    private final NormalizationLowering normalizations;
    private final SoftmaxLowering softmax;
    private final RecurrenceLowering recurrences;
    private final MoveLowering moves;
    private final ResizeLowering resizes;
    private final LayerForms layers;

    OtherLowering(Lowering lowering) {
        functions = new FunctionLowering(lowering);
        normalizations = new NormalizationLowering(lowering);
        softmax = new SoftmaxLowering(lowering);
        recurrences = new RecurrenceLowering(lowering);
        moves = new MoveLowering(lowering);
        resizes = new ResizeLowering(lowering);
        layers = new LayerForms(lowering);
    }

    /** Adds what several nodes from this one on are together; returns whether they are something. */
    boolean patterns(Node node) {
        return normalizations.lower(node) || functions.lower(node);
    }

    /** Adds the operation; returns whether it has an integer form. */
    boolean lower(Node node) {
        return softmax.lower(node)
                || recurrences.lower(node)
                || layers.lower(node)
                || resizes.lower(node)
                || moves.lower(node)
                || functions.single(node);
    }

    /** Returns why a node stays float. */
    String reason(Node node) {
        boolean recurrent =
                node.op().equals("LSTM") || node.op().equals("GRU") || node.op().equals("RNN");
        if (recurrent && recurrences.refusal(node) != null) return node.op() + ": " + recurrences.refusal(node);
        return "operator " + node.op() + " has no integer form";
    }
}
