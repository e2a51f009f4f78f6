package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Axis;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.workload.Operand;

/**
 * A transfer as {@link MappingEvaluator} sees it: everything about two neighbouring memories of an operand that does not depend
 * on the temporal loops, as plain numbers.
 */
final class Lane {
    final Operand operand;
    final int outerIndex;
    final int innerIndex;
    final boolean array;
    /** Whether every temporal step moves anew, because nothing between memory and MACs holds the operand. */
    final boolean streams;

    final boolean keeps;
    final boolean offChip;
    final boolean accumulates;
    /** Whether first and last tiles are waited for. */
    final boolean waits;

    final boolean single;
    /** Whether words of the memory further out, or nearer to the array, are shared by groups. */
    final boolean outerCoalesces;

    final boolean innerCoalesces;
    /** Whether results leave the inner memory without being read. */
    final boolean writesThrough;

    final InstanceSet outer;
    final InstanceSet inner;
    final InstanceSet grouped;
    final InstanceSet returning;
    final boolean sameSets;
    final boolean sameSizes;
    /** How often the elements of a group move at a time: for instances that share them but not the access. */
    final double senders;

    final double outerWidth;
    final double outerUnit;
    final double innerWidth;
    final Side outerRead;
    final Side outerWrite;
    final Side innerRead;
    final Side innerWrite;
    final double outerAccumulatePj;
    final int link;
    double linkBits;
    final int linkPadding;
    final double linkPj;
    /** Where {@link WaitStages} adds the times of the outer port, the inner port, the link and the DMA. */
    final int[] slots = new int[4];

    /** What a word costs on one side of a memory. */
    static final class Side {
        private final int[] ports;
        private final double wordBits;
        private final double instances;
        private final double pj;
        private double cyclesPerWord;
        private double cyclesPerBitOfAll;

        /**
         * Creates a side.
         *
         * @param ports the ports that serve it
         * @param bitsPerCycle of all of them together, of one instance
         * @param instances that work
         * @param pj energy of a word
         */
        Side(int[] ports, double bitsPerCycle, double wordBits, double instances, double pj) {
            this.ports = ports;
            this.wordBits = wordBits;
            this.instances = instances;
            this.pj = pj;
            rate(bitsPerCycle);
        }

        private void rate(double bitsPerCycle) {
            cyclesPerWord = wordBits / (bitsPerCycle * instances);
            cyclesPerBitOfAll = 1 / (bitsPerCycle * instances);
        }

        /** Takes other bandwidths, by the ports' numbers. */
        private void rates(double[] bitsPerCycle) {
            double sum = 0;
            for (int port : ports) sum += bitsPerCycle[port];
            rate(sum);
        }

        /** Returns the ports that serve it. */
        int[] ports() {
            return ports;
        }

        /** Returns the cycles that each port is busy for a word. */
        double cyclesPerWord() {
            return cyclesPerWord;
        }

        /** Returns the cycles for a bit, all ports and instances working. */
        double cyclesPerBitOfAll() {
            return cyclesPerBitOfAll;
        }

        /** Returns the energy of a word. */
        double pj() {
            return pj;
        }
    }

    /** Collects the lane between two neighbours of a chain; {@code level} counts transfers, outermost first. */
    Lane(EvaluatorSetup setup, Operand operand, List<Memory> chain, int level) {
        Binding binding = setup.binding;
        this.operand = operand;
        Memory from = chain.get(level);
        array = level == chain.size() - 1;
        Memory to = array ? null : chain.get(level + 1);
        outerIndex = setup.index(from);
        innerIndex = array ? -1 : setup.index(to);
        boolean held = binding.accelerator
                        .array()
                        .stationary()
                        .filter(o -> o == operand)
                        .isPresent()
                && !from.per().containsAll(setup.axisNames);
        streams = array && !held;
        keeps = !array
                && to.keepsOverlap()
                && operand == Operand.INPUT
                && binding.flattening.pixels().isEmpty();
        offChip = from.kind() == Memory.Kind.DRAM;
        accumulates = from.accumulates();
        outerCoalesces = from.coalesces();
        innerCoalesces = !array && to.coalesces();
        writesThrough = !array && to.writesThrough();
        waits = !array && to.kind() != Memory.Kind.REGISTER;
        single = waits && !to.doubleBuffered();
        Set<String> far = array ? setup.axisNames : Set.copyOf(to.per());
        Set<String> near = joined(binding, operand, from, far);
        inner = setup.instances(far);
        outer = setup.instances(near);
        var separate = new LinkedHashSet<>(from.per());
        separate.retainAll(far);
        returning = setup.instances(separate);
        grouped = setup.instances(Set.copyOf(from.per()));
        sameSets = inner.sameAs(outer);
        sameSizes = inner.sameAs(grouped);
        senders = setup.shared(operand, near, Set.copyOf(from.per()));
        outerWidth = from.widthBits();
        outerUnit = offChip ? Math.max(from.widthBits(), from.burstBits()) : from.widthBits();
        innerWidth = array ? 1 : to.widthBits();
        outerRead = side(setup, from, Action.READ);
        outerWrite = side(setup, from, Action.WRITE);
        innerRead = array ? null : side(setup, to, Action.READ);
        innerWrite = array ? null : side(setup, to, Action.WRITE);
        MemoryCosts costs = binding.costs.memory(from.name());
        outerAccumulatePj = Binding.known(costs.accumulatePj());
        Link wire = Ledger.link(binding.accelerator, from, to);
        link = wire == null ? -1 : setup.resource(wire.name());
        linkBits = wire == null ? 0 : wire.bitsPerCycle();
        linkPadding = wire == null ? 0 : wire.paddingBits();
        linkPj = wire == null ? 0 : setup.linkPj(wire.name());
    }

    private static Set<String> joined(Binding binding, Operand operand, Memory from, Set<String> far) {
        var near = new LinkedHashSet<String>();
        for (Axis axis : binding.accelerator.array().axes()) {
            boolean one = operand == Operand.OUTPUT
                    ? axis.reduces()
                    : axis.multicast().contains(operand);
            if (far.contains(axis.name()) && (!one || from.per().contains(axis.name()))) near.add(axis.name());
        }
        return near;
    }

    private Side side(EvaluatorSetup setup, Memory memory, Action action) {
        var ports = new ArrayList<Integer>();
        double width = 0;
        for (Port port : Ledger.ports(memory, operand, action)) {
            ports.add(setup.resource(memory.name() + '.' + port.name()));
            width += port.bitsPerCycle();
        }
        double instances = setup.used(Set.copyOf(memory.per()));
        MemoryCosts costs = setup.binding.costs.memory(memory.name());
        double pj = Binding.known(action == Action.READ ? costs.readPj() : costs.writePj());
        return new Side(ports.stream().mapToInt(Integer::intValue).toArray(), width, memory.widthBits(), instances, pj);
    }

    /** Takes other bandwidths in bits per cycle, by the numbers of ports and links. */
    void rates(double[] bitsPerCycle) {
        outerRead.rates(bitsPerCycle);
        outerWrite.rates(bitsPerCycle);
        if (!array) {
            innerRead.rates(bitsPerCycle);
            innerWrite.rates(bitsPerCycle);
        }
        if (link >= 0) linkBits = bitsPerCycle[link];
    }
}
