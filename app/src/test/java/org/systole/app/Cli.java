package org.systole.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a command line did, run within the test.
 *
 * @param status the exit status
 * @param out what went to standard output
 * @param err what went to standard error
 */
public record Cli(int status, String out, String err) {
    /** Runs a command line. */
    public static Cli run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Systole.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Cli(status, out.toString(), err.toString());
    }

    /** Returns the lines of the result. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** Returns the code of the first error, or the empty string. */
    public String code() {
        var code = java.util.regex.Pattern.compile("error\\[(E[0-9]{4})]").matcher(err);
        return code.find() ? code.group(1) : "";
    }
}
