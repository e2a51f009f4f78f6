package org.systole.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.systole.tensor.Tensor;

/**
 * One class label for each sample, and the files they belong to when the labels are a table.
 *
 * @param classes class index of each sample
 * @param files file of each sample, or empty when the labels are an array
 */
public record Labels(int[] classes, List<String> files) {
    /** Copies the list. */
    public Labels {
        files = List.copyOf(files);
    }

    /**
     * Returns the labels of an integer array of rank 1.
     *
     * @param file for messages
     */
    public static Labels of(String file, Tensor array) {
        if (array.shape().rank() != 1 || !array.type().isInteger())
            throw Bytes.unsupported(
                    file,
                    "labels must be a list of integers, found " + array,
                    "save class indices as a one-dimensional integer array");
        int[] classes = new int[Math.toIntExact(array.elements())];
        for (int i = 0; i < classes.length; i++) classes[i] = Math.toIntExact(array.integer(i));
        return new Labels(classes, List.of());
    }

    /**
     * Returns the labels of a CSV table with a header line.
     *
     * @param fileColumn name of the column with the files
     * @param classColumn name of the column with the class indices
     */
    public static Labels csv(Path file, String fileColumn, String classColumn) {
        LabelTable table = LabelTable.read(file);
        int files = table.column(fileColumn), classes = table.column(classColumn);
        var names = new ArrayList<String>();
        var indices = new ArrayList<Integer>();
        table.rows("a whole number in '" + classColumn + "'", row -> {
            Integer index = integer(row.get(classes));
            if (index == null) return false;
            indices.add(index);
            return names.add(row.get(files));
        });
        return new Labels(indices.stream().mapToInt(Integer::intValue).toArray(), names);
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
