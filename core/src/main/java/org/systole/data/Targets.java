package org.systole.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.problem.Problems;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Several numbers for each sample: what a regression should give, or 0 and 1 for each frame of a detection.
 *
 * @param values samples x numbers; NaN is not counted
 * @param count how many numbers a sample has
 * @param files file of each sample, or empty when the numbers are an array
 */
public record Targets(float[] values, int count, List<String> files) {
    /** Copies the list; the array must not be written to. */
    public Targets {
        files = List.copyOf(files);
    }

    /** Returns how many samples there are. */
    public int samples() {
        return count == 0 ? 0 : values.length / count;
    }

    /** Returns a number of a sample. */
    public float of(int sample, int index) {
        return values[sample * count + index];
    }

    /** Returns the numbers of a sample as text. */
    public String text(int sample) {
        return Arrays.toString(Arrays.copyOfRange(values, sample * count, (sample + 1) * count));
    }

    /**
     * Returns the numbers of an array whose first axis counts samples.
     *
     * @param file for messages
     */
    static Targets of(String file, Tensor array) {
        Shape shape = array.shape();
        if (shape.rank() == 0 || shape.extent(0) == 0)
            throw Bytes.unsupported(
                    file,
                    "labels must be an array whose first axis counts samples, found " + array,
                    "save samples x numbers, for a detection samples x frames");
        float[] values = array.toFloats();
        return new Targets(values, values.length / shape.extent(0), List.of());
    }

    /**
     * Returns the numbers of a CSV table with a header line.
     *
     * @param fileColumn name of the column with the files
     * @param valueColumns names of the columns with the numbers
     */
    static Targets csv(Path file, String fileColumn, List<String> valueColumns) {
        List<String> lines =
                new String(Bytes.of(file), StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) throw Bytes.damaged(file, "is empty, expected a header line");
        List<String> header = Labels.fields(lines.getFirst());
        int files = Labels.column(file, header, fileColumn);
        int[] columns = valueColumns.stream()
                .mapToInt(name -> Labels.column(file, header, name))
                .toArray();
        var problems = new Problems();
        var names = new ArrayList<String>();
        float[] values = new float[(lines.size() - 1) * columns.length];
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = Labels.fields(lines.get(i));
            boolean good = row.size() == header.size();
            for (int c = 0; c < columns.length && good; c++) {
                Float number = number(row.get(columns[c]));
                good = number != null;
                if (good) values[(i - 1) * columns.length + c] = number;
            }
            if (good) names.add(row.get(files));
            else
                problems.add(Labels.badRow(
                        file,
                        i + 1,
                        lines.get(i),
                        header.size(),
                        "numbers in '" + String.join("', '", valueColumns) + "'"));
        }
        problems.throwIfAny();
        return new Targets(values, columns.length, names);
    }

    private static Float number(String text) {
        try {
            float value = Float.parseFloat(text.strip());
            return Float.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
