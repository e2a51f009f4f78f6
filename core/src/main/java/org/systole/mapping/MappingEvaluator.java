package org.systole.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * Costs mappings at the rate that a search needs: the numbers of {@link ReadableModel}, on arrays, without allocation.
 *
 * <p>An evaluator is made for a layer on an accelerator, a spatial unrolling and the memories that each operand uses; what
 * varies from call to call are the temporal loops and the cuts. One thread at a time.
 */
final class MappingEvaluator {
    /** The most temporal loops that a mapping may have. */
    static final int MAX_LOOPS = 48;

    /** In place of the elements that move together: groups share words. */
    private static final double SHARED = 0;

    private static final int D = Dimension.COUNT;
    private static final int INPUT = Operand.INPUT.ordinal();
    private static final int WEIGHT = Operand.WEIGHT.ordinal();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();
    private static final int C = Dimension.C.ordinal();
    private static final int OY = Dimension.OY.ordinal();
    private static final int OX = Dimension.OX.ordinal();
    private static final int FY = Dimension.FY.ordinal();
    private static final int FX = Dimension.FX.ordinal();
    private static final boolean[][] RELEVANT = relevance();

    // What does not vary.
    private final Binding binding;
    private final EvaluatorSetup setup;
    private final Footprint footprint;
    private final Lane[][] lanes = new Lane[Operand.COUNT][];
    private final int[][] loose = new int[Operand.COUNT][];
    private final int[][] plain = new int[Operand.COUNT][];
    private final double[] fixedProduct = new double[Operand.COUNT];
    private final int[] bits = new int[Operand.COUNT];
    private final int partialBits;
    private final int runs;
    private final double outputs;
    private final double writtenHome;
    private final boolean[] bounded;
    private final double[] usable;
    private final double[] homeTile = new double[Operand.COUNT];
    private final int resources;
    private final int dma;
    private final double dmaRate;
    private final int[] steps = new int[D];
    /** Whether the outputs that come to a memory for the first time are as many whatever the mapping. */
    private final boolean[] settled;
    /** Whether one more visit of an output tile costs at least what it saves in additions. */
    private final boolean[] dearVisits;

    private final double[] busyFixed;
    private final double[] busyDescribed;
    private final ArrayTiming timing;
    private final double vectorCycles;
    private final double energyFixed;
    private final double dramBitsFixed;
    private final double energyPerCycle;
    private final double idlePerCycle;
    private final double idleMacs;

    // What an evaluation fills.
    private final int[][] belowOf = new int[Operand.COUNT][(MAX_LOOPS + 1) * D];
    private final int[][] groupsOf = new int[Operand.COUNT][(MAX_LOOPS + 1) * D];
    private final int[] smallest = new int[(MAX_LOOPS + 1) * D];
    /** For each position and dimension the product of factors below it, and the iterations above: of the operand at hand. */
    private int[] below = belowOf[0];

    private int[] groups = groupsOf[0];
    /** The product that decides about the size of a tile; another one only while bounds are computed. */
    private int[] sizes = below;

    private boolean relaxed;
    private final double[] busy;
    private final WaitStages arriving;
    private final WaitStages leaving;
    private final double[] held;
    private final long[][] counts = new long[Operand.COUNT][];
    private double serial;
    private double energyPj;
    private double dramBits;
    private double cycles;
    private boolean fits;

    /** Creates the evaluator; {@code chains} names the memories of each operand, outermost first. */
    MappingEvaluator(Binding binding, Map<String, List<Loop>> spatial, Map<Operand, List<String>> chains) {
        this.binding = binding;
        this.setup = new EvaluatorSetup(binding, spatial);
        this.footprint = binding.footprint;
        this.partialBits = binding.partialSumBits();
        this.runs = binding.layer.steps();
        List<Memory> memories = binding.accelerator.memories();
        for (Operand o : Operand.values()) {
            var chain = new ArrayList<Memory>();
            for (String name : chains.get(o)) chain.add(binding.memory(name));
            lanes[o.ordinal()] = new Lane[chain.size()];
            counts[o.ordinal()] = new long[4 * chain.size()];
            for (int i = 0; i < chain.size(); i++) lanes[o.ordinal()][i] = new Lane(setup, o, chain, i);
            bits[o.ordinal()] = binding.bits(o);
            dimensions(o);
        }
        for (int d = 0; d < D; d++) steps[d] = Walk.ceilDiv(setup.extents[d], setup.unrolled[d]);
        Lane[] out = lanes[OUTPUT];
        settled = new boolean[out.length];
        dearVisits = new boolean[out.length];
        for (int i = 0; i < out.length; i++) {
            settled[i] = i == 0
                    || settled[i - 1] && !out[i - 1].accumulates && out[i - 1].inner.sameAs(out[i - 1].returning);
            dearVisits[i] = i > 0
                    && out[i - 1].accumulates
                    && out[i].outerAccumulatePj - out[i].outerWrite.pj()
                            <= (out[i - 1].writesThrough ? 0 : out[i].outerRead.pj())
                                    + out[i - 1].outerAccumulatePj * out[i].outerWidth / out[i - 1].outerWidth;
        }
        outputs = (double) binding.nest.elements(Operand.OUTPUT) * runs;
        writtenHome = binding.vector().writtenElements();
        bounded = new boolean[memories.size()];
        usable = new double[memories.size()];
        for (int m = 0; m < memories.size(); m++) {
            bounded[m] = !memories.get(m).isUnbounded();
            usable[m] = binding.usableBits(memories.get(m));
        }
        homes(chains);
        timing = new ArrayTiming(binding, setup.unrolled, lanes);
        dmaRate = Ledger.dmaBitsPerCycle(binding.accelerator.control());
        var fixed = new FixedWork(binding);
        dma = setup.resource("dma");
        fixed.busy().keySet().forEach(setup::resource);
        resources = setup.resources();
        busyFixed = new double[resources];
        fixed.busy().forEach((name, c) -> busyFixed[setup.resource(name)] = c);
        if (dmaRate == 0) busyFixed[dma] = 0;
        busyDescribed = busyFixed.clone();
        busy = new double[resources];
        arriving = new WaitStages(binding, lanes, dma, false);
        leaving = new WaitStages(binding, lanes, dma, true);
        held = new double[memories.size()];
        vectorCycles = fixed.passCycles() + binding.accelerator.control().layerCycles();
        energyFixed = fixed.energyPj();
        dramBitsFixed = fixed.dramBits();
        double leakage = Binding.known(binding.costs.leakagePj(1 / (binding.accelerator.clockMhz() * 1e6)));
        idlePerCycle = Binding.known(binding.costs.idleMacPj());
        PeArray array = binding.accelerator.array();
        energyPerCycle = leakage;
        idleMacs = (double) binding.layer.macs() / array.macsPerPe();
    }

    /** Returns the number of a link or {@code memory.port}, or -1 when no mapping of this evaluator uses it. */
    int resource(String name) {
        return setup.known(name);
    }

    /** Returns the bandwidths in bits per cycle by the numbers of ports and links; 0 for other resources. */
    double[] rates() {
        double[] rates = new double[resources];
        for (Memory memory : binding.accelerator.memories())
            for (var port : memory.ports()) put(rates, memory.name() + '.' + port.name(), port.bitsPerCycle());
        for (var link : binding.accelerator.links()) put(rates, link.name(), link.bitsPerCycle());
        return rates;
    }

    private void put(double[] rates, String name, double bitsPerCycle) {
        int at = setup.known(name);
        if (at >= 0) rates[at] = bitsPerCycle;
    }

    /**
     * Costs from now on with other bandwidths. Work beside the array keeps the ports that it keeps busy longer or shorter; nothing
     * else of it may depend on them.
     *
     * @param described those that the evaluator was made with
     */
    void setRates(double[] described, double[] bitsPerCycle) {
        for (Lane[] chain : lanes) for (Lane lane : chain) lane.rates(bitsPerCycle);
        for (int r = 0; r < resources; r++)
            if (described[r] > 0) busyFixed[r] = busyDescribed[r] * (described[r] / bitsPerCycle[r]);
    }

    private static boolean[][] relevance() {
        var table = new boolean[Operand.COUNT][D];
        for (Operand o : Operand.values())
            for (Dimension d : Dimension.values()) table[o.ordinal()][d.ordinal()] = o.isRelevant(d);
        return table;
    }

    private void dimensions(Operand o) {
        var others = new ArrayList<Integer>();
        var own = new ArrayList<Integer>();
        double product = 1;
        for (Dimension d : Dimension.values()) {
            int i = d.ordinal();
            boolean windowed = o == Operand.INPUT && (i == OY || i == OX || i == FY || i == FX);
            int extent =
                    o == Operand.INPUT && i == C && footprint.flattensTaps() ? footprint.channels() : setup.extents[i];
            if (!o.isRelevant(d)) {
                if (setup.extents[i] > 1) others.add(i);
            } else if (!windowed) {
                product *= extent;
                if (setup.extents[i] > 1 && !(o == Operand.INPUT && i == C)) own.add(i);
            }
        }
        fixedProduct[o.ordinal()] = product;
        loose[o.ordinal()] = others.stream().mapToInt(Integer::intValue).toArray();
        plain[o.ordinal()] = own.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The tile of a bounded outermost memory is the whole operand. */
    private void homes(Map<Operand, List<String>> chains) {
        for (Operand o : Operand.values()) {
            Memory home = binding.memory(chains.get(o).getFirst());
            if (home.isUnbounded()) continue;
            InstanceSet set = setup.instances(Set.copyOf(home.per()));
            for (int d = 0; d < D; d++) below[d] = Walk.ceilDiv(setup.extents[d], setup.unrolled[d]);
            homeTile[o.ordinal()] = size(o.ordinal(), set, 0);
        }
    }

    /**
     * Costs a mapping.
     *
     * @param n how many temporal loops
     * @param dims the dimension of each, as its number, innermost first
     * @param factors the factor of each
     * @param cuts for each operand, the loops within each memory of its chain, outermost first
     * @return whether its tiles fit; costs are computed either way
     */
    boolean evaluate(int n, int[] dims, int[] factors, int[][] cuts) {
        relaxed = false;
        below = belowOf[0];
        groups = groupsOf[0];
        sizes = below;
        prefixes(n, dims, factors, -1);
        begin();
        inwards(INPUT, n, dims, factors, cuts[INPUT]);
        inwards(WEIGHT, n, dims, factors, cuts[WEIGHT]);
        outwards(n, dims, factors, cuts[OUTPUT]);
        finish(timing.cycles(n, dims, factors, cuts, groups));
        return fits;
    }

    /**
     * Costs a mapping of which only some dimensions are known, from below: no mapping with the same loops over these dimensions
     * costs less, whatever the loops over the others, and none fits if this does not. Unknown dimensions lie wholly within
     * every tile where that saves transfers, and take no room in any; every operand has the order of loops that suits it best
     * ({@code docs/models/mapping.md}, section 8).
     *
     * @param known a bit for each dimension that has loops
     */
    boolean bound(int n, int[][] dims, int[][] factors, int[][] cuts, int known) {
        relaxed = true;
        sizes = smallest;
        begin();
        double array = 0;
        for (int o = INPUT; o <= OUTPUT; o++) {
            below = belowOf[o];
            groups = groupsOf[o];
            prefixes(n, dims[o], factors[o], known);
            if (o == OUTPUT) outwards(n, dims[o], factors[o], cuts[o]);
            else inwards(o, n, dims[o], factors[o], cuts[o]);
            array = Math.max(array, timing.cyclesBy(o, n, dims[o], factors[o], cuts, groups));
        }
        finish(array);
        return fits;
    }

    private void begin() {
        System.arraycopy(busyFixed, 0, busy, 0, resources);
        arriving.clear();
        leaving.clear();
        Arrays.fill(held, 0);
        serial = 0;
        energyPj = energyFixed;
        dramBits = dramBitsFixed;
    }

    private void prefixes(int n, int[] dims, int[] factors, int known) {
        for (int d = 0; d < D; d++) {
            boolean unknown = (known >> d & 1) == 0;
            below[d] = unknown ? steps[d] : 1;
            groups[d] = unknown ? 1 : steps[d];
            smallest[d] = 1;
        }
        for (int j = 0; j < n; j++) {
            int at = j * D;
            System.arraycopy(below, at, below, at + D, D);
            System.arraycopy(groups, at, groups, at + D, D);
            int d = dims[j];
            int product = below[at + d] * factors[j];
            below[at + D + d] = product;
            groups[at + D + d] = (groups[d] + product - 1) / product;
            if (relaxed) {
                System.arraycopy(smallest, at, smallest, at + D, D);
                smallest[at + D + d] = product;
            }
        }
    }

    private static int stays(int from, int n, int[] dims, int[] factors, boolean[] relevant) {
        int p = from;
        while (p < n && (factors[p] == 1 || !relevant[dims[p]])) p++;
        return p;
    }

    private void inwards(int o, int n, int[] dims, int[] factors, int[] cuts) {
        Lane[] chain = lanes[o];
        held[chain[0].outerIndex] += homeTile[o] * bits[o];
        for (int i = 0; i < chain.length; i++) {
            Lane lane = chain[i];
            int cut = lane.array ? 0 : cuts[i + 1];
            int stays = lane.streams ? 0 : stays(cut, n, dims, factors, RELEVANT[o]);
            double repeats = o == WEIGHT && !lane.streams && stays == n ? 1 : runs;
            int end = lane.keeps ? slideEnd(stays, n, dims) : stays;
            double sent = repeats * count(o, lane.outer, cut, stays, end, dims);
            double received = lane.sameSets ? sent : repeats * count(o, lane.inner, cut, stays, end, dims);
            double tile = size(o, lane.inner, cut);
            double group = lane.sameSizes ? tile : size(o, lane.grouped, cut);
            double run = lane.offChip && !relaxed ? run(o, lane.grouped, cut) : group;
            int at = 4 * i;
            counts[o][at] = (long) sent;
            counts[o][at + 1] = (long) received;
            move(
                    lane.outerRead,
                    words(sent, bits[o], together(lane, run, group), lane.outerUnit)
                            * (lane.outerUnit / lane.outerWidth),
                    lane.offChip ? lane.outerWidth : 0);
            link(lane, sent, bits[o], lane.offChip ? Math.min(run, group) : group);
            if (lane.array) continue;
            double filled = lane.innerCoalesces ? SHARED : tile;
            move(lane.innerWrite, words(received, bits[o], filled, lane.innerWidth), 0);
            if (bounded[lane.innerIndex]) held[lane.innerIndex] += tile * bits[o];
            if (lane.waits) waitFor(lane, o, sent, group, 0, repeats, arriving, lane.outerRead, lane.innerWrite);
        }
    }

    private void outwards(int n, int[] dims, int[] factors, int[] cuts) {
        Lane[] chain = lanes[OUTPUT];
        double fresh = outputs;
        double tileAbove = homeTile[OUTPUT];
        for (int i = 0; i < chain.length; i++) {
            Lane lane = chain[i];
            int cut = lane.array ? 0 : cuts[i + 1];
            int stays = lane.streams ? 0 : stays(cut, n, dims, factors, RELEVANT[OUTPUT]);
            double left = runs * count(OUTPUT, lane.inner, cut, stays, stays, dims);
            double arrived = lane.sameSets ? left : runs * count(OUTPUT, lane.outer, cut, stays, stays, dims);
            if (relaxed && !lane.accumulates && !settled[i]) fresh = arrived;
            double again = arrived - fresh;
            double added = lane.accumulates ? again : 0;
            double back = lane.accumulates ? 0 : again;
            double done = !lane.accumulates && left == arrived || left == outputs ? outputs : 0;
            double tile = size(OUTPUT, lane.inner, cut);
            double group = lane.sameSizes ? tile : size(OUTPUT, lane.grouped, cut);
            int at = 4 * i;
            counts[OUTPUT][at] = (long) arrived;
            counts[OUTPUT][at + 1] = (long) left;
            counts[OUTPUT][at + 2] = (long) back;
            counts[OUTPUT][at + 3] = (long) added;
            if (bounded[lane.outerIndex])
                held[lane.outerIndex] += tileAbove * (arrived == outputs ? bits[OUTPUT] : partialBits);
            outerSide(lane, i == 0, settled[i] || dearVisits[i], arrived, added, back, group, cut);
            if (!lane.array) {
                innerSide(lane, left, done, back, tile);
                if (lane.waits)
                    waitFor(lane, OUTPUT, arrived, group, back, runs, leaving, lane.outerWrite, lane.innerRead);
            }
            if (lane.accumulates) fresh = left;
            else fresh = left - (runs * count(OUTPUT, lane.returning, cut, stays, stays, dims) - fresh);
            tileAbove = tile;
        }
    }

    private void outerSide(
            Lane lane, boolean home, boolean tight, double arrived, double added, double back, double group, int cut) {
        double finals = arrived == outputs ? outputs : lane.accumulates ? 0 : outputs;
        double written = home && finals == outputs ? writtenHome : finals;
        double sums = arrived - finals - added;
        double run = lane.offChip && !relaxed ? Math.min(run(OUTPUT, lane.grouped, cut), group) : group;
        double together = lane.outerCoalesces ? SHARED : run;
        double scale = lane.outerUnit / lane.outerWidth;
        double dram = lane.offChip ? lane.outerWidth : 0;
        double words = words(written, bits[OUTPUT], together, lane.outerUnit) * scale
                + words(sums, partialBits, together, lane.outerUnit) * scale;
        move(lane.outerWrite, words, dram);
        if (added > 0) {
            double sum = words(added, partialBits, together, lane.outerUnit) * scale;
            move(lane.outerWrite, sum, dram);
            double more = lane.outerAccumulatePj - lane.outerWrite.pj();
            if (!relaxed || tight || more < 0) energyPj += sum * more;
        }
        if (back > 0) move(lane.outerRead, words(back, partialBits, together, lane.outerUnit) * scale, dram);
        link(lane, written, bits[OUTPUT], run);
        link(lane, sums + added + back, partialBits, run);
    }

    private void innerSide(Lane lane, double left, double done, double back, double tile) {
        double together = lane.innerCoalesces ? SHARED : tile;
        if (!lane.writesThrough) {
            double words = words(done, bits[OUTPUT], together, lane.innerWidth)
                    + words(left - done, partialBits, together, lane.innerWidth);
            move(lane.innerRead, words, 0);
        }
        if (back > 0) move(lane.innerWrite, words(back, partialBits, together, lane.innerWidth), 0);
    }

    private static double together(Lane lane, double run, double group) {
        if (lane.outerCoalesces) return SHARED;
        return lane.offChip ? Math.min(run, group) : group;
    }

    private double words(double count, int bits, double together, double unit) {
        if (relaxed) return count * bits / unit;
        if (together == SHARED) return Math.ceil(count * bits / unit);
        return count == 0 ? 0 : count / together * Math.ceil(together * bits / unit);
    }

    private void move(Lane.Side side, double words, double dramWidth) {
        energyPj += words * side.pj();
        for (int port : side.ports()) busy[port] += words * side.cyclesPerWord();
        dramBits += words * dramWidth;
    }

    private void link(Lane lane, double count, int bits, double together) {
        if (lane.link < 0 || count == 0) return;
        double moved = lane.linkPadding == 0 || relaxed
                ? count * bits
                : count / together * Math.ceil(together * bits / lane.linkPadding) * lane.linkPadding;
        busy[lane.link] += moved / lane.linkBits;
        energyPj += moved * lane.linkPj;
    }

    /** What {@code MovementModel.wait} says. */
    private void waitFor(
            Lane lane,
            int o,
            double moved,
            double group,
            double back,
            double repeats,
            WaitStages stages,
            Lane.Side outer,
            Lane.Side inner) {
        double first = Math.min(moved, group * lane.senders);
        double firstBits = first * bits[o] * repeats;
        stages.add(lane.slots[0], firstBits * outer.cyclesPerBitOfAll());
        stages.add(lane.slots[1], firstBits * inner.cyclesPerBitOfAll());
        if (lane.link >= 0) stages.add(lane.slots[2], firstBits / lane.linkBits);
        if (dmaRate > 0 && lane.offChip) stages.add(lane.slots[3], firstBits / dmaRate);
        if (!lane.single) return;
        if (relaxed) {
            double all = moved * bits[o];
            double most = Math.max(all * outer.cyclesPerBitOfAll(), all * inner.cyclesPerBitOfAll());
            serial = Math.max(serial, lane.link < 0 ? most : Math.max(most, all / lane.linkBits));
            return;
        }
        double rest = Math.max(0, moved - first * repeats) * bits[o] + back * partialBits;
        double longest = Math.max(rest * outer.cyclesPerBitOfAll(), rest * inner.cyclesPerBitOfAll());
        if (lane.link >= 0) longest = Math.max(longest, rest / lane.linkBits);
        serial += longest;
    }

    /** Returns where the run of loops ends that move the window of a tile, or {@code stays} when none does. */
    private int slideEnd(int stays, int n, int[] dims) {
        if (stays == n) return stays;
        int d = dims[stays];
        var w = binding.nest.window();
        boolean slides = (d == OY || d == FY) && w.dilationY() == 1 && (d == OY || w.strideY() == 1)
                || (d == OX || d == FX) && w.dilationX() == 1 && (d == OX || w.strideX() == 1);
        if (!slides) return stays;
        int end = stays;
        while (end < n && dims[end] == d) end++;
        return end;
    }

    private double count(int o, InstanceSet set, int cut, int stays, int end, int[] dims) {
        double product = fixedProduct[o];
        int at = stays * D;
        for (int d : loose[o]) product *= set.copies(d, groups[at + d], below[at + d]);
        if (o != INPUT) return product;
        int base = cut * D;
        int run = set.neighbours(C, below[base + C]);
        int oy = set.neighbours(OY, below[base + OY]);
        int ox = set.neighbours(OX, below[base + OX]);
        int fy = footprint.tapRows(run, set.neighbours(FY, below[base + FY]));
        int fx = footprint.tapColumns(run, set.neighbours(FX, below[base + FX]));
        if (end > stays) {
            int d = dims[stays];
            int longer = set.neighbours(d, below[end * D + d]);
            if (d == OY) oy = Math.max(oy, longer);
            else if (d == OX) ox = Math.max(ox, longer);
            else if (d == FY) fy = Math.max(fy, longer);
            else if (d == FX) fx = Math.max(fx, longer);
        }
        return product * footprint.total(oy, fy, ox, fx);
    }

    private double size(int o, InstanceSet set, int cut) {
        int at = cut * D;
        double product = 1;
        int[] below = sizes;
        for (int d : plain[o]) product *= set.span(d, below[at + d]);
        if (o != INPUT) return product;
        int run = set.neighbours(C, below[at + C]);
        int oy = set.neighbours(OY, below[at + OY]);
        int ox = set.neighbours(OX, below[at + OX]);
        int fy = footprint.tapRows(run, set.neighbours(FY, below[at + FY]));
        int fx = footprint.tapColumns(run, set.neighbours(FX, below[at + FX]));
        double pieces = pieces(set, OY, at, oy) * pieces(set, OX, at, ox);
        double taps = 1;
        if (binding.flattensRows) taps *= fy;
        else pieces *= pieces(set, FY, at, fy);
        if (binding.flattensColumns) taps *= fx;
        else pieces *= pieces(set, FX, at, fx);
        double channels = Math.ceil(set.span(C, below[at + C]) / taps);
        return product * channels * pieces * footprint.largest(oy, fy, ox, fx);
    }

    private double pieces(InstanceSet set, int d, int at, int neighbours) {
        long span = set.span(d, sizes[at + d]);
        return span == neighbours ? 1 : (span + neighbours - 1) / neighbours;
    }

    private double run(int o, InstanceSet set, int cut) {
        return setup.run(o, set, below, cut * D);
    }

    private void finish(double array) {
        fits = true;
        for (int m = 0; m < held.length; m++) if (held[m] > usable[m]) fits = false;
        double edges = arriving.cycles() + leaving.cycles();
        // A bound knows only that the transfers of one operand into a single buffer, first tile or not, take this long.
        double sequence = array + (relaxed ? Math.max(edges, serial) : edges + serial);
        if (dmaRate > 0) busy[dma] = dramBitsBeside() / dmaRate;
        double longest = sequence;
        for (int r = 0; r < resources; r++) longest = Math.max(longest, busy[r]);
        cycles = longest + vectorCycles;
        double idle = Math.max(0, cycles * binding.accelerator.array().pes() - idleMacs);
        energyPj += cycles * energyPerCycle + idle * idlePerCycle;
    }

    /** Off-chip bits that move beside the array: passes after it do not share its time. */
    private double dramBitsBeside() {
        return dramBits - dramBitsFixed + busyFixed[dma] * dmaRate;
    }

    /** Returns the cycles of the last evaluation. */
    double cycles() {
        return cycles;
    }

    /** Returns the energy of the last evaluation in pJ, unknown costs left out. */
    double energyPj() {
        return energyPj;
    }

    /** Returns the off-chip bits of the last evaluation. */
    double dramBits() {
        return dramBits;
    }

    /** Returns a count of the last evaluation: of a transfer of an operand, outer (0), inner (1), back (2) or added (3). */
    long count(Operand operand, int transfer, int which) {
        return counts[operand.ordinal()][4 * transfer + which];
    }
}
