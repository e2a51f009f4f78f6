package org.systole.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.systole.problem.SystoleException;

/**
 * What a configuration file of SCALE-Sim describes: a systolic array with one memory for each operand.
 *
 * @param name the run's name
 * @param rows rows of the array
 * @param columns columns of the array
 * @param inputKib size of the input memory in KiB
 * @param filterKib size of the filter memory in KiB
 * @param outputKib size of the output memory in KiB
 * @param stationary the operand that stays in the PEs: the weights ({@code ws}), the output ({@code os}) or the input
 *     ({@code is})
 * @param bandwidths words a cycle from off-chip memory, one number for each interface or one for all; empty when
 *     SCALE-Sim is to take what it needs ({@code CALC})
 */
public record ScaleSimConfig(
        String name,
        int rows,
        int columns,
        int inputKib,
        int filterKib,
        int outputKib,
        Operand stationary,
        List<Integer> bandwidths) {
    /** Copies the list. */
    public ScaleSimConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(stationary);
        bandwidths = List.copyOf(bandwidths);
    }

    /**
     * Reads a file.
     *
     * @throws SystoleException with all problems of the file
     * @throws IOException when the file cannot be read
     */
    public static ScaleSimConfig read(Path file) throws IOException {
        return parse(file.toString(), Texts.read(file));
    }

    /**
     * Reads the text of a file.
     *
     * @param file the file as the user named it
     * @param text what it contains
     * @throws SystoleException with all problems of the text
     */
    public static ScaleSimConfig parse(String file, String text) {
        return new ScaleSimConfigParser(file).parse(text);
    }
}
