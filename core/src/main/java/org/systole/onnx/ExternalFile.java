package org.systole.onnx;

import java.nio.file.Path;

/**
 * A file beside a model that holds some of its tensors.
 *
 * @param location as the model names it, relative to the model's folder
 * @param path where it was found
 * @param bytes its size
 */
public record ExternalFile(String location, Path path, long bytes) {}
