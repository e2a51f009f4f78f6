package org.systole.workload;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.files.Json;
import org.systole.formats.Formats;
import org.systole.graph.Graph;
import org.systole.problem.SystoleException;
import org.systole.quantize.QdqExport;
import org.systole.tensor.NumberFormat;

/** Formats that an exported model notes in its metadata because ONNX has no type for them: {@link QdqExport#FORMATS}. */
final class NotedFormats {
    private NotedFormats() {}

    /** Returns the formats by value or constant; none when there are no metadata or they cannot be read. */
    static Map<String, NumberFormat> of(Graph graph) {
        String text = graph.metadata().get(QdqExport.FORMATS);
        var noted = new LinkedHashMap<String, NumberFormat>();
        if (text == null) return noted;
        try {
            if (!(Json.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> tree)) return noted;
            tree.forEach((value, name) -> noted.put(
                    (String) value, Formats.parse(String.valueOf(name)).stored()));
        } catch (IllegalArgumentException | SystoleException damaged) {
            // what an editor of the model left is no reason to refuse it: types say enough to cost it
            noted.clear();
        }
        return noted;
    }
}
