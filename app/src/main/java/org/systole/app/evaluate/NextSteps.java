package org.systole.app.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.app.Launcher;
import org.systole.app.ShellWord;
import org.systole.hardware.Accelerators;
import org.systole.report.Result;

/** What to try after an evaluation, as command lines that can be typed as they stand. */
public final class NextSteps {
    private static final Pattern SIZED = Pattern.compile("(.*-)([0-9]+)");

    private NextSteps() {}

    /**
     * Returns lines for the screen.
     *
     * @param output the run directory, or null when none was written
     */
    public static List<String> of(Request request, Result result, Path output) {
        var commands = new ArrayList<String>();
        String model = ShellWord.of(request.model().source());
        var shapes = new StringBuilder();
        for (String shape : request.model().shapes()) shapes.append(" --shape ").append(ShellWord.of(shape));
        String neighbour = neighbour(request.accelerator());
        if (neighbour != null) {
            String folder = output == null ? "" : " -o " + ShellWord.of(output + "-" + neighbour);
            commands.add(Launcher.name() + " evaluate " + model + shapes + " -a " + neighbour + folder);
            if (output != null)
                commands.add(Launcher.name() + " compare " + ShellWord.of(output.toString()) + " "
                        + ShellWord.of(output + "-" + neighbour));
        }
        if (output == null)
            commands.add(Launcher.name() + " evaluate " + model + shapes + " -a " + ShellWord.of(request.accelerator())
                    + " -o run1");
        else if (!result.search().objective().equals("latency"))
            commands.add(Launcher.name() + " evaluate " + ShellWord.of(output.toString()) + " -a "
                    + ShellWord.of(request.accelerator()) + " --objective latency");
        var lines = new ArrayList<String>();
        for (String command : commands) lines.add((lines.isEmpty() ? "Next         " : "             ") + command);
        return lines;
    }

    /** Returns the next larger shipped accelerator of the same name, or the next smaller, or null. */
    private static String neighbour(String accelerator) {
        Matcher sized = SIZED.matcher(accelerator);
        List<String> names = Accelerators.names();
        if (!names.contains(accelerator) || !sized.matches()) return null;
        String larger = sized.group(1) + 2 * Long.parseLong(sized.group(2));
        String smaller = sized.group(1) + Long.parseLong(sized.group(2)) / 2;
        return names.contains(larger) ? larger : names.contains(smaller) ? smaller : null;
    }
}
