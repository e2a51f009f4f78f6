package org.systole.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;

/** Reads {@code systole: data/1} files and opens what they name. */
public final class DataReader {
    private final Path folder;

    private DataReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the data that a file describes.
     *
     * @param file names of data in it are relative to its folder
     * @throws SystoleException with all problems of the file, then with those of the data
     */
    public static DataSet read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return read(file, folder);
    }

    /**
     * Returns the data that a file describes.
     *
     * @param root folder that names of data are relative to
     */
    public static DataSet read(Path file, Path root) {
        return new DataReader(root).open(object(file));
    }

    /**
     * Returns the files, folders and archives that a data file names, as it names them.
     *
     * @throws SystoleException with all problems of the file
     */
    public static List<String> files(Path file) {
        YamlObject object = object(file);
        var names = new TreeSet<String>();
        for (String part : List.of("samples", "labels", "calibration"))
            object.find(part).ifPresent(o -> names.add(o.text("file")));
        return List.copyOf(names);
    }

    private static YamlObject object(Path file) {
        var problems = new Problems();
        Optional<YamlObject> object = new FormatReader(DataFormat.FORMAT, Sources.NONE).read(file, problems);
        object.ifPresent(o -> checkKeys(o, problems));
        problems.throwIfAny();
        checkNumbers(object.orElseThrow(), problems);
        problems.throwIfAny();
        return object.get();
    }

    /** Checks what the keys of each step need. */
    private static void checkKeys(YamlObject root, Problems problems) {
        if (!root.has("prepare")) return;
        for (YamlObject step : root.objects("prepare")) {
            if (!step.has("step")) continue;
            for (String key : PreparationSteps.needs(step.text("step")))
                if (!step.has(key))
                    problems.add(
                            DataProblem.STEP_INCOMPLETE,
                            step.place(),
                            "the step '" + step.text("step") + "' needs '" + key + "'",
                            "add " + key + ": ...");
        }
    }

    /** Checks that each step can be done with what its keys say. */
    private static void checkNumbers(YamlObject root, Problems problems) {
        for (YamlObject step : root.objects("prepare")) {
            try {
                PreparationSteps.of(step);
            } catch (IllegalArgumentException e) {
                problems.add(
                        DataProblem.STEP_IMPOSSIBLE,
                        step.place(),
                        "the step '" + step.text("step") + "' cannot be done: " + e.getMessage(),
                        "correct its numbers");
            }
        }
    }

    private DataSet open(YamlObject root) {
        var task = DataSet.Task.valueOf(root.text("task").toUpperCase(Locale.ROOT));
        Optional<YamlObject> labels = root.find("labels");
        Optional<Labels> classes = task == DataSet.Task.CLASSIFICATION ? labels.map(this::labels) : Optional.empty();
        Optional<ImageSource> maps = task == DataSet.Task.SEGMENTATION
                ? labels.map(l -> ImageSource.all(path(l)).indexed())
                : Optional.empty();
        boolean numbers = task == DataSet.Task.REGRESSION || task == DataSet.Task.DETECTION;
        Optional<Targets> targets = numbers ? labels.map(this::targets) : Optional.empty();
        List<String> named =
                classes.map(Labels::files).or(() -> targets.map(Targets::files)).orElse(List.of());
        Source samples = source(root.object("samples"), named);
        classes.ifPresent(c -> sameCount(root, samples.count(), c.classes().length));
        targets.ifPresent(t -> sameCount(root, samples.count(), t.samples()));
        maps.ifPresent(m -> sameCount(root, samples.count(), m.count()));
        List<Preparation.Step> steps =
                root.objects("prepare").stream().map(PreparationSteps::of).toList();
        return new DataSet(
                root.text("title"),
                task,
                samples,
                classes,
                maps,
                targets,
                labels.map(DataReader::rules).orElse(DataSet.LabelRules.PLAIN),
                root.find("calibration").map(c -> source(c, List.of())),
                new Preparation(steps));
    }

    private Path path(YamlObject object) {
        return folder.resolve(object.text("file"));
    }

    private static void sameCount(YamlObject root, int samples, int labels) {
        if (samples != labels)
            throw new SystoleException(Problem.of(
                    DataProblem.COUNT_MISMATCH,
                    root.place("labels"),
                    "there are " + samples + " samples and " + labels + " labels",
                    "give labels in the order of the samples, one for each"));
    }

    private static DataSet.LabelRules rules(YamlObject labels) {
        int[] map = labels.has("class_map")
                ? labels.wholes("class_map").stream().mapToInt(Long::intValue).toArray()
                : new int[0];
        int none = labels.has("void_class") ? labels.count("void_class") : -1;
        return new DataSet.LabelRules((int) labels.whole("offset"), none, labels.real("threshold"), map);
    }

    private Labels labels(YamlObject object) {
        Path file = path(object);
        if (file.toString().endsWith(".csv")) {
            needed(object, "file_column", "class_column");
            return Labels.csv(file, object.text("file_column"), object.text("class_column"));
        }
        return Labels.of(file.toString(), array(object));
    }

    private Targets targets(YamlObject object) {
        Path file = path(object);
        if (file.toString().endsWith(".csv")) {
            needed(object, "file_column", "value_columns");
            return Targets.csv(file, object.text("file_column"), object.texts("value_columns"));
        }
        return Targets.of(file.toString(), array(object));
    }

    private static void needed(YamlObject object, String... keys) {
        for (String key : keys)
            if (!object.has(key))
                throw new SystoleException(Problem.of(
                        DataProblem.STEP_INCOMPLETE,
                        object.place(),
                        "a table of labels needs '" + key + "'",
                        "add " + key + ": " + (key.endsWith("s") ? "[NAME, ...]" : "NAME")));
    }

    private Source source(YamlObject object, List<String> labelled) {
        Path place = path(object);
        List<String> named = labelled;
        if (object.has("names")) {
            boolean files = !object.text("kind").equals("array");
            if (files && labelled.isEmpty()) named = fitting(object, place);
            else if (files) allFit(object, labelled);
            else
                throw noneFits(
                        object,
                        "the samples of an array have no names, so none is as '" + object.text("names") + "' says",
                        "take names: out, or say kind: pictures");
        }
        return switch (object.text("kind")) {
            case "pictures" -> named.isEmpty() ? ImageSource.all(place) : ImageSource.named(place, named);
            case "sounds" ->
                new WavSource(place, named, object.has("sample_rate_hz") ? object.count("sample_rate_hz") : 0);
            default -> new ArraySource(place.toString(), array(object));
        };
    }

    /** Returns the regular expression of a pattern with * and ?. */
    private static String expression(YamlObject object) {
        var expression = new StringBuilder();
        for (char c : object.text("names").toCharArray())
            expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        return expression.toString();
    }

    /** A table of labels says which files there are; a pattern that leaves some out contradicts it. */
    private static void allFit(YamlObject object, List<String> labelled) {
        String expression = expression(object);
        labelled.stream().filter(name -> !name.matches(expression)).findFirst().ifPresent(name -> {
            throw new SystoleException(Problem.of(
                    DataProblem.COUNT_MISMATCH,
                    object.place("names"),
                    "the table of labels names '" + name + "', which '" + object.text("names") + "' leaves out",
                    "take names: out, or the lines of other files out of the table"));
        });
    }

    /** Returns the files whose names fit, sorted. */
    private static List<String> fitting(YamlObject object, Path place) {
        String expression = expression(object);
        List<String> names = Entries.of(place).withEnding("").stream()
                .filter(name -> name.matches(expression))
                .toList();
        if (names.isEmpty())
            throw noneFits(
                    object,
                    "no file in '" + place + "' is named as '" + object.text("names") + "' says",
                    "correct names: ...");
        return names;
    }

    private static SystoleException noneFits(YamlObject object, String what, String fix) {
        return new SystoleException(Problem.of(DataProblem.EMPTY, object.place(), what, fix));
    }

    private Tensor array(YamlObject object) {
        Path file = path(object);
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        if (name.endsWith(".npz")) return Npz.read(file, object.has("array") ? object.text("array") : "");
        if (name.contains(".npy")) return Npy.read(file);
        if (name.contains("idx") || name.contains("ubyte")) return Idx.read(file);
        if (!Files.exists(file)) throw Bytes.unreadable(file, "no such file");
        throw new SystoleException(Problem.of(
                DataProblem.UNSUPPORTED_ENCODING,
                Place.file(file.toString()),
                "neither .npy, .npz nor idx by its name",
                "save the array with numpy.save, or say kind: pictures or kind: sounds"));
    }
}
