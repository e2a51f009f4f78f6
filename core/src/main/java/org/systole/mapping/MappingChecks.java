package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** Whether a mapping belongs to a layer and an accelerator. */
final class MappingChecks {
    private MappingChecks() {}

    /**
     * Does nothing when a mapping can be costed.
     *
     * @throws org.systole.problem.SystoleException E3003 with everything that does not belong
     */
    static void check(Binding binding, Mapping mapping) {
        var problems = new Problems();
        Place place = Place.element("", "mapping of layer '" + binding.layer.name() + "'");
        for (String sentence : sentences(binding, mapping))
            problems.add(MappingProblem.MAPPING_MISMATCH, place, sentence, "change the mapping");
        problems.throwIfAny();
    }

    private static List<String> sentences(Binding binding, Mapping mapping) {
        var list = new ArrayList<String>();
        for (Map.Entry<String, List<Loop>> entry : mapping.spatial().entrySet()) axis(binding, entry, list);
        for (Operand o : Operand.values()) chain(binding, mapping, o, list);
        for (Dimension d : Dimension.values()) {
            long product = mapping.unrolled(d);
            for (Loop loop : mapping.temporal()) if (loop.dimension() == d) product *= loop.factor();
            if (product < binding.extent(d))
                list.add("the loops over " + d + " make " + product + " of " + binding.extent(d) + " iterations");
        }
        if (mapping.temporal().size() > MappingEvaluator.MAX_LOOPS)
            list.add(mapping.temporal().size() + " temporal loops; at most " + MappingEvaluator.MAX_LOOPS
                    + " are possible");
        return list;
    }

    private static void axis(Binding binding, Map.Entry<String, List<Loop>> entry, List<String> list) {
        var axis = binding.accelerator.array().axes().stream()
                .filter(a -> a.name().equals(entry.getKey()))
                .findFirst();
        if (axis.isEmpty()) {
            list.add("there is no axis '" + entry.getKey() + "'");
            return;
        }
        long used = 1;
        for (Loop loop : entry.getValue()) used *= loop.factor();
        Axis a = axis.get();
        if (used > a.size()) list.add("axis '" + a.name() + "' has " + a.size() + " positions, not " + used);
    }

    private static void chain(Binding binding, Mapping mapping, Operand operand, List<String> list) {
        List<String> known =
                binding.hierarchy(operand).stream().map(Memory::name).toList();
        int last = -1;
        for (Placement placement : mapping.placements(operand)) {
            int at = known.indexOf(placement.memory());
            if (at < 0) list.add("no memory '" + placement.memory() + "' holds the " + operand);
            else if (at <= last) list.add("'" + placement.memory() + "' stands in the wrong order for the " + operand);
            last = Math.max(last, at);
        }
    }
}
