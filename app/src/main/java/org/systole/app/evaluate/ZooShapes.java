package org.systole.app.evaluate;

import java.util.Arrays;
import java.util.List;
import org.systole.app.UsageProblem;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.TextTable;
import org.systole.zoo.ZooEntry;
import org.systole.zoo.ZooOptions;

/** {@code --shape} for networks that are built in code: batch and picture size, or batch and sequence length. */
final class ZooShapes {
    private ZooShapes() {}

    /**
     * Returns the options that shapes ask for: four extents are batch, channels, height and width; two are batch and sequence
     * length; one is the sequence length.
     *
     * @throws SystoleException E9001 for anything else
     */
    static ZooOptions options(ZooEntry entry, List<String> shapes) {
        ZooOptions options = ZooOptions.DEFAULT;
        for (String shape : shapes) {
            checkName(entry, shape);
            int[] extents = extents(shape);
            options = switch (extents.length) {
                case 4 -> options.withBatch(extents[0]).withImage(extents[2], extents[3]);
                case 2 -> options.withBatch(extents[0]).withSequence(extents[1]);
                case 1 -> options.withSequence(extents[0]);
                default -> throw refused(entry, shape);
            };
        }
        return options;
    }

    /** A shape without a name is the input's; with one, it must be an input's name. */
    private static void checkName(ZooEntry entry, String shape) {
        int equals = shape.lastIndexOf('=');
        if (equals < 0) return;
        String name = shape.substring(0, equals);
        List<String> inputs = entry.graph().inputs();
        if (inputs.contains(name)) return;
        throw new SystoleException(Problem.of(
                UsageProblem.BAD_VALUE,
                Place.NONE,
                "--shape: zoo:" + entry.name() + " has no input '" + TextTable.plain(name) + "'"
                        + DidYouMean.hint(name, inputs),
                DidYouMean.fix(name, inputs)));
    }

    private static int[] extents(String shape) {
        String text = shape.substring(shape.lastIndexOf('=') + 1);
        if (!text.matches("[1-9][0-9]{0,8}(x[1-9][0-9]{0,8}){0,7}")) return new int[0];
        return Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    private static SystoleException refused(ZooEntry entry, String shape) {
        return new SystoleException(Problem.of(
                UsageProblem.BAD_VALUE,
                Place.NONE,
                "--shape '" + TextTable.plain(shape) + "' is no shape of zoo:" + entry.name(),
                "write 1x3x224x224 for pictures, or 1x128 for sequences"));
    }
}
