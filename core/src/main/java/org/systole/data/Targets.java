package org.systole.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        LabelTable table = LabelTable.read(file);
        int files = table.column(fileColumn), count = valueColumns.size();
        int[] columns = valueColumns.stream().mapToInt(table::column).toArray();
        var names = new ArrayList<String>();
        float[] values = new float[table.size() * count];
        table.rows("numbers in '" + String.join("', '", valueColumns) + "'", row -> {
            for (int c = 0; c < count; c++) {
                Float number = number(row.get(columns[c]));
                if (number == null) return false;
                values[names.size() * count + c] = number;
            }
            return names.add(row.get(files));
        });
        return new Targets(values, count, names);
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
