package org.systole.cost;

import java.util.Arrays;
import java.util.List;
import org.systole.yaml.FileFormat;
import org.systole.yaml.Key;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Whole;

/** The declaration of {@code systole: technology/1}. */
public final class TechnologyFormat {
    private static final double MOST_PJ = 1e9;
    private static final double MOST_MW = 1e6;

    private static final ObjectOf MEMORY = ObjectOf.of(
            "memory macro",
            Key.required("name", Text.NAME, "what the component of a memory says"),
            Key.required("read_pj", Real.notNegative(MOST_PJ), "energy of reading a word of the memory"),
            Key.required("write_pj", Real.notNegative(MOST_PJ), "energy of writing a word of the memory"),
            Key.optional("leakage_mw", Real.notNegative(MOST_MW), "static power of an instance; unknown when absent"),
            Key.optional("area_mm2", Real.notNegative(1e4), "area of an instance; unknown when absent"));

    private static final ObjectOf MAC = ObjectOf.of(
            "multiply-accumulator",
            Key.required("input", Text.NAME, "number format of the input, int8 for example"),
            Key.required("weight", Text.NAME, "number format of the weight"),
            Key.required("partial_sum", Text.NAME, "number format of the sum"),
            Key.required("energy_pj", Real.positive(MOST_PJ), "energy of a multiply-accumulate"),
            Key.optional("area_um2", Real.positive(1e9), "area; unknown when absent"),
            Key.optional("leakage_mw", Real.notNegative(MOST_MW), "static power; unknown when absent"));

    private static final ObjectOf OFF_CHIP = ObjectOf.of(
            "off-chip memory",
            Key.required("name", Text.NAME, "what the component of a memory says"),
            Key.required("energy_pj_per_bit", Real.notNegative(1e6), "energy of moving a bit"));

    private static final ObjectOf ROOT = ObjectOf.of(
            "technology",
            Key.required("name", Text.NAME, "what accelerators call it; none of the shipped names"),
            Key.required("title", Text.LINE, "one line for people"),
            Key.required("source", Text.LINE, "where the figures of this file come from"),
            Key.optional("kind", words(Technology.Kind.values()), "cmos", "custom silicon, an FPGA, or unknown"),
            Key.required("memory_nm", Whole.from(3, 250), "node of static memories that no macro describes"),
            Key.required("logic_nm", Whole.from(3, 250), "node of all other circuits"),
            Key.optional("cell", words(Technology.Cell.values()), "lstp", "transistors of static memories"),
            Key.optional("basis", words(Technology.Basis.values()), "horowitz", "table of arithmetic units"),
            Key.optional("dram", Text.LINE, "off-chip memory of descriptions that name none"),
            Key.optional("memories", ListOf.distinct(MEMORY, 0, 1000), "[]", "memory macros"),
            Key.optional("macs", new ListOf(MAC, 0, 100, false), "[]", "multiply-accumulators"),
            Key.optional("off_chip", ListOf.distinct(OFF_CHIP, 0, 100), "[]", "off-chip memories"));

    /** The format. */
    public static final FileFormat FORMAT = new FileFormat(
            "technology",
            1,
            "Technology",
            "The nodes and tables that costs are looked up with, and figures of one's own that win over them:"
                    + " memory macros, multiply-accumulators, off-chip memories.",
            false,
            ROOT);

    private TechnologyFormat() {}

    private static Choice words(Object[] values) {
        List<String> words = Arrays.stream(values).map(Object::toString).toList();
        return new Choice(words);
    }
}
