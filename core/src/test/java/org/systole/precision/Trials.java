package org.systole.precision;

import java.util.Arrays;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;

/** Real networks and data for tests. */
final class Trials {
    private Trials() {}

    static Graph graph(String model) {
        return OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
    }

    static DataSet data(String yaml) {
        return DataReader.read(Shared.repositoryPath("examples/data/" + yaml + ".yaml"), Shared.path("data"));
    }

    /** Returns a model on at most so many samples, evenly spread over those that score. */
    static Trial of(String model, String yaml, int most) {
        DataSet data = data(yaml);
        int[] all = data.scoring();
        int count = Math.min(most, all.length);
        int[] chosen = new int[count];
        Arrays.setAll(chosen, i -> all[(int) ((long) i * all.length / count)]);
        return Trial.of(graph(model), data, chosen, Trial.CALIBRATION, 2);
    }
}
