package org.systole.data;

import java.nio.file.Path;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/** NumPy's {@code .npz} archives: a zip file with a {@code .npy} file for each array, as {@code numpy.savez} writes. */
final class Npz {
    private Npz() {}

    /**
     * Returns an array of an archive.
     *
     * @param array its name; may be empty where there is only one
     * @throws SystoleException when it is not there, or the archive is damaged
     */
    static Tensor read(Path file, String array) {
        Entries entries = Entries.of(file);
        List<String> names = entries.withEnding(".npy").stream()
                .map(name -> name.substring(0, name.length() - ".npy".length()))
                .toList();
        boolean found = array.isEmpty() ? names.size() == 1 : names.contains(array);
        if (!found)
            throw new SystoleException(Problem.of(
                    DataProblem.UNREADABLE,
                    Place.file(file.toString()),
                    (array.isEmpty()
                                    ? "the archive holds " + names.size() + " arrays"
                                    : "there is no array '" + array + "' in it")
                            + "; its arrays are "
                            + (names.isEmpty() ? "none" : String.join(", ", names)),
                    "name one of them: array: NAME"));
        String name = (array.isEmpty() ? names.getFirst() : array) + ".npy";
        return Npy.parse(entries.path(name), entries.read(name));
    }
}
