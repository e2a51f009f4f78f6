package org.systole.rtl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.ProgramEncoding;
import org.systole.rtl.Synthesis.Family;

/**
 * What the logic of a module grows with: for each kind of module how many there are, and the sizes that its look-up tables and
 * its registers are linear in. What one of each size takes is in {@code synthesis-modules.csv}.
 */
final class SynthesisTerms {
    /** The size of what does not grow. */
    static final String ONE = "1";

    /**
     * A size.
     *
     * @param name what it is, in the letters of the rationale: {@code N} rows, {@code X} bits of a centered input, {@code W} of
     *     a weight, {@code S} of a sum
     * @param value how large
     */
    record Term(String name, double value) {}

    /**
     * A kind of module.
     *
     * @param name its name in the table
     * @param file its name in the hardware
     * @param count how many there are
     * @param luts what its look-up tables are linear in
     * @param registers what its registers are linear in
     */
    record Module(String name, String file, int count, List<Term> luts, List<Term> registers) {}

    private final Map<String, Module> modules = new LinkedHashMap<>();
    private final CoreConfig core;
    private final int n;
    private final int x;
    private final int w;
    private final int s;

    private SynthesisTerms(CoreConfig core) {
        this.core = core;
        n = core.size();
        x = core.inputBits() + 1;
        w = core.weightBits();
        s = core.accumulatorBits();
    }

    /** Returns the modules of a core, but memories, queues and delays. */
    static List<Module> of(CoreConfig core, int instructions, Family family) {
        var terms = new SynthesisTerms(core);
        terms.control(instructions);
        terms.units();
        terms.array(new Multipliers(family));
        terms.seams();
        return List.copyOf(terms.modules.values());
    }

    private static Term one() {
        return new Term(ONE, 1);
    }

    private static Term term(String name, double value) {
        return new Term(name, value);
    }

    private void add(String name, int count, List<Term> luts, List<Term> registers) {
        String file = name.replaceAll("_(ws|os)$", "");
        modules.put(name, new Module(name, file, count, luts, registers));
    }

    private void same(String name, int count, Term... terms) {
        add(name, count, List.of(terms), List.of(terms));
    }

    private static int bits(int numbers) {
        return 32 - Integer.numberOfLeadingZeros(numbers - 1);
    }

    private void control(int instructions) {
        int program = Math.max(1, bits(instructions)), beat = bits(ProgramEncoding.BITS / core.busBits()) + 1;
        for (String name : List.of("registers", "top", "core", "convolution")) same(name, 1, one());
        add("control", 1, List.of(one()), List.of(one(), term("counters", program + beat)));
        add("dispatch", 1, List.of(one()), List.of(one(), term("counters", program)));
        same("command", 3, one());
        same("tokens", 4, one());
        same("bursts", 5, one());
    }

    private void units() {
        int row = bits(n), beat = bits(n * 64 / core.busBits()) + 1;
        add(
                "load",
                1,
                List.of(one(), term("N", n), term("bus", core.busBits())),
                List.of(one(), term("N", n), term("counters", beat + row)));
        // lanes' weights by each packing, and what is behind the first word of a beat
        int packings = 0, shared = 0;
        for (int packing = 1; packing < 4; packing++)
            if (core.packs(packing)) {
                packings++;
                if (core.packedWordBits(packing) < core.busBits()) shared++;
            }
        add(
                "unpack",
                1,
                List.of(term("N W packings", n * w * packings), term("bus of shared beats", core.busBits() * shared)),
                List.of());
        if (core.weightStationary())
            add(
                    "execute_ws",
                    1,
                    List.of(one(), term("N", n)),
                    List.of(one(), term("N W", n * w), term("counters", row)));
        else add("execute_os", 1, List.of(one(), term("N", n)), List.of(one(), term("counters", row)));
        add("store", 1, List.of(one(), term("N I", n * core.inputBits())), List.of(one()));
        // a product of more than 32 + 25 bits, and a table of its own up to 8 bits
        same(
                "lane",
                n,
                one(),
                term("I", core.inputBits()),
                term("S - 32", Math.max(0, s - 32)),
                term("no table", core.tableWords() == 0 ? 1 : 0));
        add("center", 1, List.of(term("N X", n * x)), List.of(term("N X", n * x)));
        add("add_sums", 1, List.of(term("N S", n * s)), List.of(one()));
        add("accumulator", 1, List.of(one(), term("N S", n * s)), List.of(one()));
    }

    private void array(Multipliers multipliers) {
        int blocks = multipliers.blocks(x, w);
        Term soft = term("X W without a multiplier block", blocks == 0 ? x * w : 0);
        Term rest = term("W beside a multiplier block", blocks > 0 && !multipliers.whole(x, w) ? Math.min(x, w) : 0);
        if (core.weightStationary()) {
            Term sum = term("S outside of the multiplier block", multipliers.adds(x, w, s) ? 0 : s);
            add(
                    "pe_ws",
                    n * n,
                    List.of(term("W", w), sum, soft, rest),
                    List.of(term("2 W + X + 1", 2 * w + x + 1), sum));
            // the first rows' PEs take another channel where a command is tapped
            add("array_ws", 1, List.of(term("N N", n * n), term("taps N X", (core.taps() * n - 1) * x)), List.of());
        } else {
            add("pe_os", n * n, List.of(term("S", s), soft, rest), List.of(term("3 S + X + W + 4", 3 * s + x + w + 4)));
            add(
                    "array_os",
                    1,
                    List.of(term("N X", n * x), term("N N X", n * n * x)),
                    List.of(term("N N X", n * n * x)));
        }
    }

    private void seams() {
        var extensions = core.extensions();
        int word = n * core.inputBits();
        if (extensions.write() != Extensions.Write.NONE)
            add("seam_write", 1, List.of(term("N I", word)), List.of(term("N I + 1", word + 1)));
        if (extensions.read() != Extensions.Read.NONE) same("seam_read", 1, term("flags", Integer.highestOneBit(word)));
        if (extensions.stream() != Extensions.Stream.NONE)
            add("seam_stream", 1, List.of(term("bus", core.busBits())), List.of());
    }
}
