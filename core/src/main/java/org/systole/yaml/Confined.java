package org.systole.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.systole.problem.Place;
import org.systole.problem.Problem;

/** Keeps the files that a file names within its own folder, symbolic links included. */
final class Confined {
    private Confined() {}

    /** Returns what is wrong with a name, or empty when it stays within the folder of the file that says it. */
    static Optional<Problem> check(YamlNode.Scalar name, Path from, Place place) {
        if (from == null) return Optional.of(problem(place, "files cannot be named here, only shipped descriptions"));
        try {
            Path named = Path.of(name.text());
            if (named.isAbsolute() || name.text().contains("\\"))
                return Optional.of(problem(place, "'" + name.shown() + "' is not relative to this file"));
            Path folder = from.toAbsolutePath().normalize().getParent();
            Path target = folder.resolve(named).normalize();
            if (!target.startsWith(folder))
                return Optional.of(problem(place, "'" + name.shown() + "' lies outside the folder of this file"));
            if (Files.exists(target) && !target.toRealPath().startsWith(folder.toRealPath()))
                return Optional.of(
                        problem(place, "'" + name.shown() + "' is a link that leaves the folder of this file"));
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(problem(place, "'" + name.shown() + "' is no file name"));
        } catch (IOException e) {
            return Optional.of(problem(place, "'" + name.shown() + "' cannot be followed"));
        }
    }

    private static Problem problem(Place place, String message) {
        return Problem.of(
                YamlCode.EXTENDS_OUTSIDE,
                place,
                "extends: " + message,
                "name a file in the same folder or below it, or a shipped description");
    }
}
