package org.systole.hardware;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;
import org.systole.workload.VectorWork;
import org.systole.yaml.FileFormat;
import org.systole.yaml.Key;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.Group;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.MapOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Truth;
import org.systole.yaml.YamlType.Whole;

/** The declaration of {@code systole: accelerator/1}. */
public final class AcceleratorFormat {
    private static final Choice OPERAND = words(Operand.values());
    private static final Choice DIMENSION =
            new Choice(Arrays.stream(Dimension.values()).map(Dimension::name).toList());
    private static final ListOf OPERANDS = ListOf.distinct(OPERAND, 1, Operand.COUNT);
    private static final int MOST_BITS_PER_CYCLE = 1 << 24;

    private static final ObjectOf AXIS = ObjectOf.of(
            "axis",
            Key.required("name", Text.NAME, "unique in the array, for example rows"),
            Key.required("size", Whole.from(1, 1 << 16), "positions along the axis"),
            Key.required(
                    "unroll",
                    ListOf.distinct(DIMENSION, 0, Dimension.COUNT),
                    "the loop dimensions that may be unrolled along it, in order of preference"),
            Key.optional(
                    "multicast",
                    ListOf.distinct(OPERAND, 0, Operand.COUNT),
                    "[]",
                    "operands of which one read serves several positions, by wire or by passing on"),
            Key.optional("reduces", new Truth(), "false", "whether partial sums are added up along it"),
            Key.optional(
                    "flatten",
                    new Truth(),
                    "false",
                    "whether its dimensions count as one index, so that only the last pass is partly filled"));

    private static final ObjectOf PRELOAD = ObjectOf.of(
            "preload",
            Key.required("cycles", Whole.from(0, 1 << 20), "cycles to load the stationary operand of one tile"),
            Key.required("overlapped", new Truth(), "whether the next tile loads while this one computes"));

    private static final ObjectOf ARRAY = ObjectOf.of(
            "array",
            Key.required(
                    "movement",
                    words(PeArray.Movement.values()),
                    "how operands reach the PEs: systolic, from PE to PE a step a cycle; broadcast, all at once"),
            Key.optional("stationary", OPERAND, "the operand that stays in the PEs, if the dataflow is fixed"),
            Key.optional("macs_per_pe", Whole.from(1, 1 << 16), "1", "multiply-accumulates a PE starts each cycle"),
            Key.optional("pipeline_cycles", Whole.from(0, 1 << 16), "0", "cycles from operands at a PE to the result"),
            Key.optional("preload", PRELOAD, "what loading the stationary operand costs; nothing when absent"),
            Key.optional(
                    "mac_pj", Real.notNegative(1e6), "energy of a multiply-accumulate; the technology's when absent"),
            Key.optional("pe_area_mm2", Real.notNegative(1e3), "area of a PE; the technology's when absent"),
            Key.required("axes", ListOf.distinct(AXIS, 1, 6), "the axes, outermost first; their product is the PEs"));

    private static final ObjectOf PORT = new ObjectOf(
            "port",
            List.of(
                    Key.required("name", Text.NAME, "unique in the memory"),
                    Key.required(
                            "direction",
                            words(Port.Direction.values()),
                            "read, write, or read_write: either, one at a time"),
                    Key.optional(
                            "bits_per_cycle", Whole.from(1, MOST_BITS_PER_CYCLE), "the most it moves in a clock cycle"),
                    Key.optional(
                            "bandwidth_gb_s",
                            Real.positive(1e5),
                            "the most it moves, in 1e9 bytes a second; rounded to whole bits a clock cycle, at least 1"),
                    Key.optional(
                            "operands",
                            OPERANDS,
                            "whose accesses go through it; all that the memory holds when absent")),
            List.of(new Group("the bandwidth", List.of("bits_per_cycle", "bandwidth_gb_s"), true)));

    private static final ObjectOf MEMORY = new ObjectOf(
            "memory",
            List.of(
                    Key.required("name", Text.NAME, "unique in the accelerator"),
                    Key.required("kind", words(Memory.Kind.values()), "what it is built of; dram is off chip"),
                    Key.required("holds", OPERANDS, "the operands that may be stored in it; others pass it by"),
                    Key.optional("size_bits", Whole.from(1, 1L << 50), "the size of an instance, all banks"),
                    Key.optional("size_bytes", Whole.from(1, 1L << 47), "the size of an instance, all banks"),
                    Key.optional(
                            "size_kib", Real.positive(1L << 37), "the size of an instance, all banks, in 1024 bytes"),
                    Key.optional(
                            "size_mib", Real.positive(1L << 27), "the size of an instance, all banks, in 1024 KiB"),
                    Key.required("width_bits", Whole.from(1, 1 << 20), "the width of a word: what one access moves"),
                    Key.optional(
                            "banks", Whole.from(1, 1 << 16), "1", "equal parts that can be accessed at the same time"),
                    Key.required("ports", ListOf.distinct(PORT, 1, 16), "what the memory as a whole moves"),
                    Key.optional(
                            "double_buffered",
                            new Truth(),
                            "false",
                            "whether half of it fills while the other half is read; a tile then takes at most half"),
                    Key.optional(
                            "per",
                            ListOf.distinct(Text.NAME, 0, 6),
                            "[]",
                            "the axes along which it is replicated; one instance in all when absent"),
                    Key.optional(
                            "accumulates",
                            new Truth(),
                            "false",
                            "whether a write can add to what is stored without a read through a port"),
                    Key.optional(
                            "keeps_overlap",
                            new Truth(),
                            "false",
                            "whether a moving window's tile keeps what it shares with the old one (line buffers)"),
                    Key.optional(
                            "coalesces",
                            new Truth(),
                            "false",
                            "whether elements of an operand that follow one another share words, whatever groups they move in"),
                    Key.optional(
                            "write_through",
                            new Truth(),
                            "false",
                            "whether results that leave go outwards as they are written, and are not read"),
                    Key.optional("latency_cycles", Whole.from(0, 1 << 20), "0", "from request to first data"),
                    Key.optional(
                            "burst_bits",
                            Whole.from(0, 1 << 20),
                            "0",
                            "what one access at least moves; shorter ones are padded; 0 for no such rule"),
                    Key.optional("component", Text.LINE, "the row of the technology tables that gives its cost"),
                    Key.optional(
                            "read_pj", Real.notNegative(1e9), "energy of reading a word; the technology's when absent"),
                    Key.optional(
                            "write_pj",
                            Real.notNegative(1e9),
                            "energy of writing a word; the technology's when absent"),
                    Key.optional(
                            "area_mm2", Real.notNegative(1e5), "area of an instance; the technology's when absent")),
            List.of(new Group("the size", List.of("size_bits", "size_bytes", "size_kib", "size_mib"), false)));

    private static final ObjectOf LINK = new ObjectOf(
            "link",
            List.of(
                    Key.required("name", Text.NAME, "unique in the accelerator"),
                    Key.required("upper", Text.NAME, "the memory nearer to the outside"),
                    Key.optional(
                            "lowers",
                            ListOf.distinct(Text.NAME, 0, 32),
                            "[]",
                            "the memories nearer to the array; none for the array itself"),
                    Key.optional(
                            "bits_per_cycle", Whole.from(1, MOST_BITS_PER_CYCLE), "what it moves in a clock cycle"),
                    Key.optional(
                            "bandwidth_gb_s",
                            Real.positive(1e5),
                            "what it moves, in 1e9 bytes a second; rounded to whole bits a clock cycle, at least 1"),
                    Key.optional(
                            "padding_bits",
                            Whole.from(0, 1 << 20),
                            "0",
                            "transfers are padded to a multiple of this; 0 for none"),
                    Key.optional("energy_pj_per_bit", Real.notNegative(1e6), "the technology's when absent")),
            List.of(new Group("the bandwidth", List.of("bits_per_cycle", "bandwidth_gb_s"), true)));

    private static final ObjectOf UNIT = ObjectOf.of(
            "unit",
            Key.required("name", Text.NAME, "unique in the accelerator"),
            Key.required("memory", Text.NAME, "the memory it reads and writes when it works on its own"),
            Key.optional(
                    "at_write_back",
                    new Truth(),
                    "false",
                    "whether it works on outputs as they leave the array, at no memory traffic of its own"),
            Key.optional("host", new Truth(), "false", "whether it is the host processor"),
            Key.required(
                    "operations_per_cycle",
                    new MapOf(words(VectorWork.Kind.values()), "kind of work", Real.positive(1e9), 32),
                    "elementary operations a clock cycle, for each kind of work it can do"));

    private static final ObjectOf TILE_LOOP = ObjectOf.of(
            "tile_loop",
            Key.required(
                    "compute_cycles",
                    Real.notNegative(1e6),
                    "cycles of the command path for one compute with its preload"),
            Key.optional(
                    "compute_rows", Whole.from(1, 1 << 16), "1", "fewest rows for which a compute occupies the array"),
            Key.required(
                    "store_row_cycles", Real.notNegative(1e6), "cycles to move a row of results out, into a cache"),
            Key.optional(
                    "store_miss_cycles", Real.notNegative(1e6), "0", "cycles more when the cache has not its line"),
            Key.optional("page_bytes", Whole.from(1, 1 << 30), "4096", "a page of virtual memory"),
            Key.optional("page_walk_cycles", Real.notNegative(1e6), "0", "cycles to translate a page that was lost"),
            Key.optional(
                    "page_miss_cycles", Real.notNegative(1e6), "0", "cycles more when no cache has its table entry"),
            Key.optional("page_reach", Whole.from(0, 1 << 30), "0", "pages whose table entries stay in a cache"),
            Key.optional("cache_kib", Whole.from(0, 1 << 30), "0", "the last cache before off-chip memory"));

    private static final ObjectOf DRAM_ROWS = ObjectOf.of(
            "dram_rows",
            Key.required("bytes", Whole.from(1, 1 << 30), "bytes of a row over the whole bus"),
            Key.required("banks", Whole.from(1, 1 << 16), "banks"),
            Key.required("open_cycles", Whole.from(0, 1 << 20), "cycles to open a row (tRCD)"),
            Key.required("close_cycles", Whole.from(0, 1 << 20), "cycles to close a row (tRP)"));

    private static final ObjectOf CONTROL = ObjectOf.of(
            "control",
            Key.optional(
                    "dma_bus_bits",
                    Whole.from(0, 1 << 16),
                    "0",
                    "width of the DMA's bus to off-chip memory; 0 for none"),
            Key.optional("dma_max_burst_bytes", Whole.from(0, 1 << 24), "0", "the largest transfer of one request"),
            Key.optional("dma_requests_in_flight", Whole.from(0, 1 << 16), "0", "requests open at the same time"),
            Key.optional("dma_latency_cycles", Whole.from(0, 1 << 20), "0", "from request to first data"),
            Key.optional("load_queue", Whole.from(0, 1 << 16), "0", "commands that wait for the load unit"),
            Key.optional("execute_queue", Whole.from(0, 1 << 16), "0", "commands that wait for the execute unit"),
            Key.optional("store_queue", Whole.from(0, 1 << 16), "0", "commands that wait for the store unit"),
            Key.optional(
                    "layer_cycles", Real.notNegative(1e9), "0", "fixed cycles for each layer: configuration, fences"),
            Key.optional("dram_rows", DRAM_ROWS, "rows of the off-chip memory; those of its component when absent"),
            Key.optional("tile_loop", TILE_LOOP, "hardware that walks macro-tiles by itself"));

    private static final ObjectOf RULES = ObjectOf.of(
            "rules",
            Key.optional(
                    "whole_filters",
                    new Truth(),
                    "false",
                    "whether filter loops (FY, FX) may not be cut above the innermost memory"),
            Key.optional(
                    "im2col",
                    new Truth(),
                    "true",
                    "whether C, FY and FX may share an axis (the input is unrolled into a matrix) or only C may"),
            Key.optional(
                    "fixed_orders",
                    new MapOf(Text.NAME, "memory", ListOf.distinct(DIMENSION, 1, Dimension.COUNT), 32),
                    "{}",
                    "for a memory, the loop dimensions allowed directly above it, outermost first"),
            Key.optional(
                    "max_factors",
                    new MapOf(
                            Text.NAME,
                            "memory",
                            new MapOf(DIMENSION, "loop dimension", Whole.from(1, 1 << 30), Dimension.COUNT),
                            32),
                    "{}",
                    "for a memory, the largest temporal factor of a loop dimension"),
            Key.optional(
                    "keep",
                    new MapOf(Text.NAME, "memory", OPERANDS, 32),
                    "{}",
                    "for a memory, operands that must be stored in it"));

    private static final ObjectOf FORMATS = ObjectOf.of(
            "formats",
            Key.required("input", Formats.TYPE, "of the input in memory"),
            Key.required("weight", Formats.TYPE, "of the weights in memory"),
            Key.required("output", Formats.TYPE, "of the finished output in memory"),
            Key.required("partial_sum", Formats.TYPE, "of a partial sum"));

    private static final ObjectOf CONSTRAINT = ObjectOf.of(
            "constraint",
            Key.required("check", words(Constraint.Check.values()), "what must hold"),
            Key.optional("memory", Text.NAME, "the memory it is about"),
            Key.optional("than", Text.NAME, "the memory to compare with"));

    private static final ObjectOf ROOT = ObjectOf.of(
            "accelerator",
            Key.required("name", Text.NAME, "the name results carry").ownToEachFile(),
            Key.optional("title", Text.LINE, "one line for people").ownToEachFile(),
            Key.optional("source", Text.LINE, "document, section or address that the description rests on")
                    .ownToEachFile(),
            Key.optional(
                            "witnesses",
                            ListOf.distinct(words(Witness.values()), 1, 5),
                            "[analytical]",
                            "which models of it exist")
                    .ownToEachFile(),
            Key.required("clock_mhz", Real.positive(1e5), "clock of the array"),
            Key.required("technology", Text.NAME, "name of the technology tables; 'systole list' shows them"),
            Key.required("formats", FORMATS, "the number formats it computes with"),
            Key.optional(
                    "operand_bits",
                    ListOf.distinct(Whole.from(1, 64), 1, 16),
                    "operand widths it can compute with; those of 'formats' when absent"),
            Key.required("array", ARRAY, "the processing elements"),
            Key.required("memories", ListOf.distinct(MEMORY, 1, 32), "from off chip to the array"),
            Key.optional(
                    "links",
                    ListOf.distinct(LINK, 0, 32),
                    "[]",
                    "buses that transfers share; without, ports alone limit"),
            Key.optional(
                    "units",
                    ListOf.distinct(UNIT, 0, 16),
                    "[]",
                    "vector, pooling and activation units and, last, the host"),
            Key.optional("control", CONTROL, "how work is issued; ideal when absent"),
            Key.optional("rules", RULES, "what a mapping must respect; nothing when absent"),
            Key.optional(
                    "constraints",
                    new ListOf(CONSTRAINT, 0, 32, false),
                    "[]",
                    "what every variant must keep to be buildable"),
            Key.optional("area_mm2", Real.positive(1e5), "published area of the whole")
                    .ownToEachFile());

    /** The format. */
    public static final FileFormat FORMAT = new FileFormat(
            "accelerator",
            1,
            "Accelerator",
            "A spatial accelerator: an array of processing elements, the memories between off-chip memory and the array, "
                    + "units for work that is not multiply-accumulates, and what mappings must respect. A file that "
                    + "says 'extends: NAME' (shipped) or 'extends: FILE' changes another description: mappings are "
                    + "laid over key by key, memories, axes, ports, links and units by their name.",
            true,
            ROOT);

    private AcceleratorFormat() {}

    private static Choice words(Enum<?>[] values) {
        return new Choice(Arrays.stream(values)
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .toList());
    }
}
