package org.systole.onnx;

import java.util.List;
import org.systole.graph.Graph;

/**
 * A model as it was read.
 *
 * @param file the file as the user named it, fit to be shown
 * @param graph complete: every value typed, shape arithmetic folded, functions replaced by their bodies
 * @param sha256 of the model file, hexadecimal, lower case
 * @param irVersion version of the file format
 * @param producer the program that wrote the file, with its version; may be empty
 * @param externalFiles files beside the model that hold some of its tensors, in the order of their first use
 * @param notes what the user should know, for example that the batch was taken as 1; whole sentences in the order found
 */
public record OnnxModel(
        String file,
        Graph graph,
        String sha256,
        long irVersion,
        String producer,
        List<ExternalFile> externalFiles,
        List<String> notes) {
    /** Copies the lists. */
    public OnnxModel {
        externalFiles = List.copyOf(externalFiles);
        notes = List.copyOf(notes);
    }
}
