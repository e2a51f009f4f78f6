package org.systole.data;

import java.util.List;
import org.systole.yaml.FileFormat;
import org.systole.yaml.Key;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Whole;

/** The declaration of {@code systole: data/1}. */
public final class DataFormat {
    private static final Real ANY = new Real(-1e30, false, 1e30);

    private static final ObjectOf SAMPLES = ObjectOf.of(
            "samples",
            Key.required(
                    "file",
                    Text.LINE,
                    "an array (.npy, .npz, idx, gzip or not), or a folder or zip archive; relative to this file"),
            Key.optional("array", Text.LINE, "name of the array in an .npz archive that holds several"),
            Key.optional(
                    "kind",
                    Choice.of(List.of("array", "pictures", "sounds")),
                    "array",
                    "what it holds: an array whose first axis counts samples, pictures, or WAV files"),
            Key.optional("names", Text.LINE, "pictures or sounds whose names fit, such as 'test_*.wav'; default all"),
            Key.optional("sample_rate_hz", Whole.from(1, 1_000_000), "the rate that every sound must have"));

    private static final ObjectOf LABELS = ObjectOf.of(
            "labels",
            Key.required(
                    "file",
                    Text.LINE,
                    "an array of class indices or numbers (.npy, .npz, idx), a CSV table, or label pictures; relative to this"
                            + " file"),
            Key.optional("file_column", Text.LINE, "column of a table with the samples' file names"),
            Key.optional("class_column", Text.LINE, "column of a table with the class indices"),
            Key.optional(
                    "value_columns",
                    new ListOf(Text.LINE, 1, 10_000, true),
                    "regression: columns of a table with the numbers, in the order of the model's outputs"),
            Key.optional("array", Text.LINE, "name of the array in an .npz archive that holds several"),
            Key.optional("threshold", ANY, "0.5", "detection: a frame is a yes when its score is above it"),
            Key.optional(
                    "offset",
                    Whole.from(-100_000, 100_000),
                    "0",
                    "added to a label to get the index of the model's output"),
            Key.optional("void_class", Whole.from(0, 65_535), "label of pixels or frames that are not counted"),
            Key.optional(
                    "class_map",
                    new ListOf(Whole.from(0, 65_535), 1, 100_000, false),
                    "for each output of the model the label it stands for"));

    private static final ObjectOf STEP = ObjectOf.of(
            "preparation step",
            Key.required(
                    "step",
                    Choice.of(List.of(
                            "normalize",
                            "reverse_channels",
                            "gray",
                            "resize",
                            "center_crop",
                            "transpose",
                            "reshape",
                            "center_fit",
                            "log_mel",
                            "mfcc")),
                    "what happens; the keys that follow belong to one of them"),
            Key.optional(
                    "mean",
                    new ListOf(ANY, 1, 10_000, false),
                    "[0]",
                    "normalize: taken away, one in all or one a channel"),
            Key.optional("std", new ListOf(Real.positive(1e30), 1, 10_000, false), "[1]", "normalize: divides"),
            Key.optional("scale", new ListOf(ANY, 1, 10_000, false), "[1]", "normalize: multiplies"),
            Key.optional("height", Whole.from(1, 65_535), "resize, center_crop: rows"),
            Key.optional("width", Whole.from(1, 65_535), "resize, center_crop: columns"),
            Key.optional("axes", new ListOf(Whole.from(0, 7), 1, 8, true), "transpose: the new order"),
            Key.optional("shape", new ListOf(Whole.from(1, 1 << 30), 1, 8, false), "reshape: the new extents"),
            Key.optional("length", Whole.from(1, 1 << 30), "center_fit: samples of sound"),
            Key.optional("sample_rate_hz", Whole.from(1, 1_000_000), "log_mel, mfcc: samples a second"),
            Key.optional("window", Whole.from(1, 1 << 20), "log_mel, mfcc: samples in a frame"),
            Key.optional("hop", Whole.from(1, 1 << 20), "log_mel, mfcc: samples between frames"),
            Key.optional("fft", new Whole(2, 1 << 20, true), "log_mel, mfcc: points of the transform"),
            Key.optional("mels", Whole.from(1, 1024), "log_mel, mfcc: filters"),
            Key.optional("low_hz", Real.notNegative(1e6), "log_mel, mfcc: lower edge of the first filter"),
            Key.optional("high_hz", Real.positive(1e6), "log_mel, mfcc: upper edge of the last filter"),
            Key.optional("floor", Real.positive(1), "1e-6", "log_mel, mfcc: added before the logarithm"),
            Key.optional("coefficients", Whole.from(1, 1024), "mfcc: cepstral coefficients"));

    private static final ObjectOf ROOT = ObjectOf.of(
            "data",
            Key.required("title", Text.LINE, "one line for people"),
            Key.optional("source", Text.LINE, "where the data come from, and their licence"),
            Key.optional(
                    "task",
                    Choice.of(List.of("classification", "segmentation", "regression", "detection")),
                    "classification",
                    "what the labels are: a class for each sample, a picture of classes, numbers for each sample, or"
                            + " yes (1) and no (0) for each frame of a sample"),
            Key.required("samples", SAMPLES, "what the model sees"),
            Key.optional("labels", LABELS, "what is right; without them data only calibrate"),
            Key.optional(
                    "calibration",
                    SAMPLES,
                    "samples for calibration; without them every tenth sample calibrates and the rest score"),
            Key.optional("prepare", new ListOf(STEP, 0, 100, false), "[]", "what happens to a sample, in order"));

    /** The format. */
    public static final FileFormat FORMAT = new FileFormat(
            "data",
            1,
            "Data",
            "Samples, their labels, and how a sample is prepared before a model sees it.",
            false,
            ROOT);

    private DataFormat() {}
}
