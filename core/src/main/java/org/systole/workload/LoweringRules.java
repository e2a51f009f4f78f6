package org.systole.workload;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.graph.Node;

/** Which operators can be lowered, what each becomes, and by which rule. */
public final class LoweringRules {
    private static final Map<String, Entry> RULES = build();

    private LoweringRules() {}

    /** Lowers one node. */
    @FunctionalInterface
    interface Rule {
        void lower(Node node, Scope scope);
    }

    private record Entry(String becomes, Rule rule) {}

    /** Returns for each operator that has a rule what it becomes in a workload, in one sentence. */
    public static Map<String, String> sentences() {
        var sentences = new TreeMap<String, String>();
        RULES.forEach((op, entry) -> sentences.put(op, entry.becomes()));
        return Collections.unmodifiableMap(sentences);
    }

    /** Returns the rule of a node, or null. */
    static Rule of(Node node) {
        Entry entry = RULES.get(node.op());
        return entry == null ? null : entry.rule();
    }

    private static Map<String, Entry> build() {
        var rules = new TreeMap<String, Entry>();
        products(rules);
        recurrent(rules);
        elementwise(rules);
        reductions(rules);
        quantization(rules);
        movement(rules);
        return Collections.unmodifiableMap(rules);
    }

    private static void add(Map<String, Entry> rules, String becomes, Rule rule, String... ops) {
        for (String op : ops) rules.put(op, new Entry(becomes, rule));
    }

    private static void products(Map<String, Entry> rules) {
        add(
                rules,
                "a layer of multiply-accumulates",
                Convolutions::convolution,
                "Conv",
                "FusedConv",
                "QLinearConv",
                "ConvInteger");
        add(rules, "a layer for each group of stride phases", Convolutions::transposed, "ConvTranspose");
        add(rules, "samples by interpolation, then a layer of products", Convolutions::deformable, "DeformConv");
        String matrix = "a layer of multiply-accumulates";
        add(rules, matrix, Matrices::matMul, "MatMul", "FusedMatMul", "TransposeMatMul", "MatMulInteger");
        add(rules, matrix, Matrices::gemm, "Gemm", "FusedGemm");
        add(rules, matrix, Matrices::qLinearMatMul, "QLinearMatMul");
        add(rules, matrix, Matrices::qGemm, "QGemm");
        add(rules, matrix, Matrices::matMulIntegerToFloat, "MatMulIntegerToFloat");
        add(rules, "a conversion, then a layer of products", Matrices::dynamicQuantizeMatMul, "DynamicQuantizeMatMul");
        add(rules, "a layer of multiply-accumulates, when it is a matrix product", Matrices::einsum, "Einsum");
    }

    private static void recurrent(Map<String, Entry> rules) {
        add(
                rules,
                "for each direction one product over all time steps and one that waits for the step before",
                Recurrence::lower,
                "LSTM",
                "GRU",
                "RNN",
                "DynamicQuantizeLSTM");
        add(rules, "two products with a softmax between them", AttentionRule::lower, "Attention");
        add(rules, "vector work", AttentionRule::rotary, "RotaryEmbedding");
    }

    private static void elementwise(Map<String, Entry> rules) {
        String attached = "vector work, attached to the layer that writes an operand where possible";
        for (String op : Elementwise.operators()) add(rules, attached, Elementwise::lower, op);
        add(rules, "vector work", Elementwise::lower, "BiasGelu");
        add(
                rules,
                "part of the weights of the layer before, otherwise a factor and a term for each channel",
                Normalizations::batch,
                "BatchNormalization");
    }

    private static void reductions(Map<String, Entry> rules) {
        String pool = "vector work, attached to the only layer of multiply-accumulates before it, if there is one";
        add(rules, pool, Pools::window, "MaxPool", "AveragePool", "LpPool", "QLinearAveragePool");
        add(
                rules,
                pool,
                Pools::global,
                "GlobalAveragePool",
                "GlobalMaxPool",
                "GlobalLpPool",
                "QLinearGlobalAveragePool");
        add(
                rules,
                "a pool when it is the mean over all pixels, otherwise a layer of vector work",
                Pools::reduce,
                "ReduceMean",
                "ReduceSum",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceSumSquare",
                "QLinearReduceMean",
                "ArgMax",
                "ArgMin");
        String layer = "a layer of vector work";
        add(
                rules,
                layer,
                Pools::scan,
                "CumSum",
                "CumProd",
                "TopK",
                "Unique",
                "NonZero",
                "NonMaxSuppression",
                "Det",
                "Col2Im");
        add(rules, layer, Normalizations::softmax, "Softmax", "LogSoftmax", "Hardmax", "QLinearSoftmax");
        add(
                rules,
                layer,
                Normalizations::layerNormalization,
                "LayerNormalization",
                "InstanceNormalization",
                "GroupNormalization",
                "MeanVarianceNormalization");
        add(rules, layer, Normalizations::rms, "RMSNormalization", "SimplifiedLayerNormalization", "LpNormalization");
        add(rules, layer, Normalizations::lrn, "LRN");
        add(rules, layer, Normalizations::skip, "SkipLayerNormalization", "SkipSimplifiedLayerNormalization");
        add(rules, layer, Normalizations::embed, "EmbedLayerNormalization");
    }

    private static void quantization(Map<String, Entry> rules) {
        add(rules, "the conversion at write-back of the layer before", Quantization::quantize, "QuantizeLinear");
        add(
                rules,
                "nothing: the scale of the next layer's operand; a conversion at the network's output",
                Quantization::dequantize,
                "DequantizeLinear");
        add(
                rules,
                "the conversion at write-back of the layer before",
                Quantization::fake,
                "Quant",
                "IntQuant",
                "BipolarQuant",
                "FloatQuant",
                "Trunc");
        add(rules, "a layer that finds the range and converts", Quantization::dynamic, "DynamicQuantizeLinear");
        add(rules, "a conversion, or nothing when the format stays", Quantization::cast, "Cast", "CastLike");
    }

    private static void movement(Map<String, Entry> rules) {
        add(
                rules,
                "nothing: another view",
                Movement::view,
                "Reshape",
                "Squeeze",
                "Unsqueeze",
                "Flatten",
                "Identity",
                "Dropout");
        String order = "nothing where a layer of products reads or writes in that order, otherwise moved elements";
        add(rules, order, Movement::transpose, "Transpose");
        add(rules, order, Movement::reorder, "DepthToSpace", "SpaceToDepth");
        add(rules, "nothing where maps are written side by side, otherwise moved elements", Joining::concat, "Concat");
        add(rules, "as Concat", Joining::concat, "QLinearConcat");
        add(rules, "nothing where ranges lie side by side, otherwise moved elements", Joining::split, "Split");
        add(rules, "nothing for a range on an outer axis, otherwise moved elements", Joining::slice, "Slice");
        add(rules, "nothing for a range on an outer axis, otherwise moved elements", Joining::gather, "Gather");
        add(rules, "nothing where it is broadcast, otherwise moved elements", Movement::expand, "Expand", "Tile");
        add(rules, "the padding of the next convolution, otherwise moved elements", Movement::pad, "Pad");
        add(rules, "interpolation", Resizing::lower, "Resize", "Upsample", "GridSample", "RoiAlign", "AffineGrid");
        add(rules, "a layer of comparisons", Resizing::roiPool, "MaxRoiPool");
        for (String op : List.of(
                "GatherElements",
                "GatherND",
                "Scatter",
                "ScatterElements",
                "ScatterND",
                "TensorScatter",
                "MaxUnpool",
                "OneHot",
                "Range",
                "ConstantOfShape",
                "Compress",
                "ReverseSequence",
                "Trilu",
                "CenterCropPad",
                "EyeLike",
                "RandomNormal",
                "RandomUniform",
                "RandomNormalLike",
                "RandomUniformLike",
                "Bernoulli")) add(rules, "moved elements", Movement::move, op);
    }
}
