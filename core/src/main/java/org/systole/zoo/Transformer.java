package org.systole.zoo;

import org.systole.graph.Graph;

/**
 * Encoders of the BERT kind (Devlin et al., NAACL 2019, arXiv 1810.04805), with embeddings and pooler, for a sequence
 * without padding: there is no attention mask. Node names as in huggingface/transformers models/bert.
 */
final class Transformer {
    private static final int WORDS = 30522;
    private static final int POSITIONS = 512;
    private static final double EPSILON = 1e-12;

    /**
     * A member of the family.
     *
     * @param layers how many
     * @param width of a token's vector
     * @param heads of attention; each has width / heads features
     */
    record Plan(int layers, int width, int heads) {}

    static final Plan BERT_BASE = new Plan(12, 768, 12);
    static final Plan MINILM_L6 = new Plan(6, 384, 12);
    static final Plan MINILM_L12 = new Plan(12, 384, 12);

    private final Blocks blocks;
    private final Plan plan;

    private Transformer(Blocks blocks, Plan plan) {
        this.blocks = blocks;
        this.plan = plan;
    }

    /** Builds an encoder; its outputs are the last hidden state and the pooled first token. */
    static Graph encoder(String name, Plan plan, ZooOptions options) {
        var blocks = Blocks.start(name, options);
        var net = new Transformer(blocks, plan);
        Value x = net.embeddings(options);
        for (int i = 0; i < plan.layers(); i++) x = net.layer(x, "encoder.layer." + i);
        Value first = blocks.ops().slice(x, "pooler.first", 1, 0, 1, 1);
        first = blocks.ops().reshape(first, "pooler.row", options.batch(), plan.width());
        Value pooled = blocks.ops().tanh(blocks.layers().dense(first, "pooler.dense", plan.width()));
        return blocks.net().graph(x, pooled);
    }

    private Value embeddings(ZooOptions options) {
        int[] shape = {options.batch(), options.sequence()};
        Layers layers = blocks.layers();
        Value words = layers.embedding(
                blocks.net().indices("input_ids", shape), "embeddings.word_embeddings", WORDS, plan.width());
        Value types = layers.embedding(
                blocks.net().indices("token_type_ids", shape), "embeddings.token_type_embeddings", 2, plan.width());
        Value positions = layers.embedding(
                blocks.net().indices("position_ids", shape), "embeddings.position_embeddings", POSITIONS, plan.width());
        Value sum = blocks.ops().add(words, types, "embeddings.add");
        sum = blocks.ops().add(sum, positions, "embeddings.add_positions");
        return layers.layerNorm(sum, "embeddings.LayerNorm", EPSILON);
    }

    private Value layer(Value x, String name) {
        Value y = attention(x, name + ".attention.self");
        y = blocks.layers().linear(y, name + ".attention.output.dense", plan.width());
        y = blocks.ops().add(y, x, name + ".attention.output.add");
        Value middle = blocks.layers().layerNorm(y, name + ".attention.output.LayerNorm", EPSILON);
        Value wide = blocks.layers().linear(middle, name + ".intermediate.dense", 4 * plan.width());
        Value narrow = blocks.layers().linear(blocks.ops().gelu(wide), name + ".output.dense", plan.width());
        narrow = blocks.ops().add(narrow, middle, name + ".output.add");
        return blocks.layers().layerNorm(narrow, name + ".output.LayerNorm", EPSILON);
    }

    private Value attention(Value x, String name) {
        Ops ops = blocks.ops();
        int features = plan.width() / plan.heads();
        int batch = x.shape().extent(0);
        int length = x.shape().extent(1);
        Value query = heads(x, name + ".query", 0, 2, 1, 3);
        Value key = heads(x, name + ".key", 0, 2, 3, 1);
        Value value = heads(x, name + ".value", 0, 2, 1, 3);
        double deviation = Math.sqrt(features);
        Value scores = ops.matMul(query, key, name + ".scores", Marginal.normal(0, deviation));
        scores = ops.scaled("Div", scores, ".scaled", (float) deviation, v -> v / deviation);
        Value shares = ops.softmax(scores, name + ".softmax", 3);
        // As if all tokens were alike: what attention adds then stays below what it is added to.
        Value context = ops.matMul(shares, value, name + ".context", value.marginal());
        context = ops.transpose(context, name + ".context.transpose", 0, 2, 1, 3);
        return ops.reshape(context, name + ".context.reshape", batch, length, plan.width());
    }

    private Value heads(Value x, String name, int... order) {
        int batch = x.shape().extent(0);
        int length = x.shape().extent(1);
        Value y = blocks.layers().linear(x, name, plan.width());
        y = blocks.ops().reshape(y, name + ".reshape", batch, length, plan.heads(), plan.width() / plan.heads());
        return blocks.ops().transpose(y, name + ".transpose", order);
    }
}
