package org.systole.zoo;

/** What sources state about networks. */
public enum Quantity {
    /**
     * Multiply-accumulates of convolutions, dense layers, matrix products and recurrent layers for one input, padding
     * included; one product and one sum count as one.
     */
    MACS("MACs"),
    /** Those of convolutions alone. */
    CONVOLUTION_MACS("MACs of convolutions"),
    /** Those of dense layers alone. */
    DENSE_MACS("MACs of dense layers"),
    /** Trained numbers: weights, biases, scales; not the running statistics of normalizations. */
    PARAMETERS("parameters"),
    /** The same after normalizations were merged into the convolutions before them: one bias a channel. */
    MERGED_PARAMETERS("parameters, normalizations merged"),
    /** The same, and the running statistics of normalizations. */
    STORED_PARAMETERS("parameters with statistics"),
    /** Weights of convolutions, without biases. */
    CONVOLUTION_WEIGHTS("weights of convolutions"),
    /** Weights of recurrent layers, without biases. */
    RECURRENT_WEIGHTS("weights of recurrent layers"),
    /** MACs of recurrent layers, all steps together. */
    RECURRENT_MACS("MACs of recurrent layers"),
    /** Convolutions. */
    CONVOLUTIONS("convolutions"),
    /** Dense layers. */
    DENSE_LAYERS("dense layers");

    private final String label;

    Quantity(String label) {
        this.label = label;
    }

    /** Returns the name in tables. */
    public String label() {
        return label;
    }
}
