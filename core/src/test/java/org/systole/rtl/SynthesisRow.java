package org.systole.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.house.Generated;
import org.systole.rtl.Synthesis.Family;

/**
 * A row of the kept figures of Yosys.
 *
 * @param family what for
 * @param set whether it sets the model; otherwise it checks it
 * @param core the core
 * @param instructions entries of the instruction memory
 * @param figures look-up tables, registers, multiplier and memory blocks
 * @param tool the tool's version
 * @param modules the same of each kind of module, one of them
 */
record SynthesisRow(
        Family family,
        boolean set,
        CoreConfig core,
        int instructions,
        int[] figures,
        String tool,
        Map<String, int[]> modules) {
    private static final String FILE = "core/src/test/resources/org/systole/rtl/synthesis-measured.csv";
    private static final String HEAD = "family,use,size,weight_stationary,input_bits,weight_bits,accumulator_bits,"
            + "input_words,weight_words,accumulator_words,parameter_blocks,residual_words,bus_bits,burst_beats,outstanding,"
            + "load_queue,execute_queue,store_queue,instructions,extensions,lut,ff,dsp,bram,tool,modules";
    private static final Extensions ALL = new Extensions(
            Extensions.Write.BLOCK_COMPARE, Extensions.Read.SKIP_TILES, Extensions.Stream.SIGN_MAGNITUDE);

    /** Returns a core from its parameters in the order of the file, up to the extensions. */
    static CoreConfig core(int[] v) {
        var core = new CoreConfig(
                v[0], v[1] == 1, v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14],
                v[15], 50);
        return v[17] == 1 ? core.with(ALL) : core;
    }

    /** Returns the kept rows. */
    static List<SynthesisRow> read() throws IOException {
        var rows = new ArrayList<SynthesisRow>();
        for (String line : Files.readAllLines(file())) {
            String[] cells = line.split(",");
            if (cells[0].equals("family")) continue;
            int[] parameters = new int[18], figures = new int[4];
            for (int i = 0; i < 18; i++) parameters[i] = Integer.parseInt(cells[2 + i]);
            for (int i = 0; i < 4; i++) figures[i] = Integer.parseInt(cells[20 + i]);
            var modules = new TreeMap<String, int[]>();
            for (String module : cells[25].split(" ")) {
                String[] parts = module.split("[:/]");
                int[] v = new int[4];
                for (int i = 0; i < 4; i++) v[i] = Integer.parseInt(parts[i + 1]);
                modules.put(parts[0], v);
            }
            rows.add(new SynthesisRow(
                    Family.valueOf(cells[0]),
                    cells[1].equals("set"),
                    core(parameters),
                    parameters[16],
                    figures,
                    cells[24],
                    modules));
        }
        return rows;
    }

    static Path file() {
        return Generated.root().resolve(FILE);
    }

    /** Writes rows in the order of the list. */
    static void write(List<SynthesisRow> rows) throws IOException {
        Files.writeString(
                file(), HEAD + "\n" + rows.stream().map(SynthesisRow::line).collect(Collectors.joining()));
    }

    /** Returns whether it is about the same core, family and instruction memory. */
    boolean sameAs(SynthesisRow other) {
        return family == other.family && core.equals(other.core) && instructions == other.instructions;
    }

    private String line() {
        var c = core;
        int[] p = {
            c.size(),
            c.weightStationary() ? 1 : 0,
            c.inputBits(),
            c.weightBits(),
            c.accumulatorBits(),
            c.inputWords(),
            c.weightWords(),
            c.accumulatorWords(),
            c.parameterBlocks(),
            c.residualWords(),
            c.busBits(),
            c.burstBeats(),
            c.outstanding(),
            c.loadQueue(),
            c.executeQueue(),
            c.storeQueue(),
            instructions,
            c.extensions().equals(Extensions.NONE) ? 0 : 1
        };
        var line = new StringBuilder(family + "," + (set ? "set" : "check"));
        for (int v : p) line.append(',').append(v);
        for (int v : figures) line.append(',').append(v);
        line.append(',').append(tool).append(',');
        line.append(modules.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue()[0] + "/" + e.getValue()[1] + "/" + e.getValue()[2] + "/"
                        + e.getValue()[3])
                .collect(Collectors.joining(" ")));
        return line.append('\n').toString();
    }
}
