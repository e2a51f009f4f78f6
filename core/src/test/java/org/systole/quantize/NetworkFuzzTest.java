package org.systole.quantize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.house.Fuzz;

/** Changed integer networks in a model's metadata, and changed plans, are read or refused. */
class NetworkFuzzTest {
    /** The hash over the constants is that of the model: the text itself is what changes. */
    @Test
    void networks() {
        var models = new ArrayList<Graph>();
        var corpus = new ArrayList<byte[]>();
        for (int seed = 1; seed <= 4; seed++) {
            Graph graph = RandomNetworks.of(new SplittableRandom(seed));
            var samples = RandomNetworks.samples(graph, new SplittableRandom(seed), 2);
            var calibration = Calibration.minMax(graph, samples, 1);
            Graph qdq = QdqExport.export(graph, Quantizer.quantize(graph, calibration, QuantizationSettings.INT8));
            models.add(qdq);
            corpus.add(qdq.metadata().get(NetworkCodec.KEY).getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < models.size(); i++) {
            Graph model = models.get(i);
            Fuzz.run("integer network", List.of(corpus.get(i)), bytes -> {
                var metadata = new LinkedHashMap<>(model.metadata());
                metadata.put(NetworkCodec.KEY, new String(bytes, StandardCharsets.UTF_8));
                NetworkCodec.read(new Graph(
                        model.name(),
                        model.inputs(),
                        model.outputs(),
                        model.nodes(),
                        model.types(),
                        model.constants(),
                        model.opsets(),
                        metadata));
            });
        }
    }

    @Test
    void plans() throws IOException {
        Graph graph = RandomNetworks.of(new SplittableRandom(3));
        String layer = graph.nodes().getFirst().name();
        var corpus = List.of(
                "systole: quantization/1\nweights: {format: int8, scaling: mse, scales: channel}\n",
                "systole: quantization/1\nweights: {format: int4}\nactivations: {format: uint8, method: minmax}\n",
                "systole: quantization/1\nlayers:\n  \"" + layer + "\": {weights: {format: int4}}\n");
        Fuzz.run(
                "plan",
                corpus.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList(),
                bytes -> PlanReader.read("fuzz.yaml", bytes, graph));
    }
}
