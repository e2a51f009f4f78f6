package org.systole.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** The name and version that a JSON file of ours begins with: {@code "schema": "NAME/VERSION"}. */
public final class Schemas {
    private static final Pattern FORM = Pattern.compile("([a-z-]+)/([0-9]{1,6})");

    private Schemas() {}

    /**
     * Checks that a file has the expected schema, in a version that can be read.
     *
     * @throws SystoleException E9104 for another kind of file, E9106 for a later version
     */
    public static void check(String file, String found, String name, int newest) {
        Matcher form = FORM.matcher(found);
        if (!form.matches() || !form.group(1).equals(name))
            throw new SystoleException(Problem.of(
                    FilesProblem.DAMAGED_RUN,
                    Place.element(file, "schema"),
                    "expected '" + name + "/" + newest + "', found '" + found + "'",
                    "give a file that 'systole' wrote"));
        if (Integer.parseInt(form.group(2)) > newest)
            throw new SystoleException(Problem.of(
                    FilesProblem.NEWER,
                    Place.element(file, "schema"),
                    "found version " + form.group(2) + ", this version of Systole reads up to " + newest,
                    "use the version of Systole that wrote it, or a later one"));
    }
}
