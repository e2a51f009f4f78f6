package org.systole.hardware;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.systole.problem.Problems;
import org.systole.workload.Dimension;
import org.systole.yaml.YamlObject;

/** Checks the array: its size, and what each axis unrolls. */
final class ArrayChecks {
    private static final long MOST_PES = 1L << 24;

    private final Problems problems;

    ArrayChecks(Problems problems) {
        this.problems = problems;
    }

    void run(PeArray peArray, YamlObject array) {
        long pes = 1;
        for (Axis axis : peArray.axes()) pes = Math.min(MOST_PES + 1, pes * axis.size());
        if (pes > MOST_PES)
            problems.add(
                    HardwareCode.TOO_MANY_PES,
                    array.place("axes"),
                    "array.axes: the array has more than " + MOST_PES + " PEs",
                    "make the axes smaller");
        Set<Dimension> reduced = EnumSet.of(Dimension.C, Dimension.FY, Dimension.FX);
        List<YamlObject> axes = array.objects("axes");
        for (int i = 0; i < axes.size(); i++) {
            Axis axis = peArray.axes().get(i);
            boolean unrolls = axis.unroll().stream().anyMatch(reduced::contains);
            if (axis.size() > 1 && axis.unroll().isEmpty())
                problems.add(
                        HardwareCode.AXIS,
                        axes.get(i).place("unroll"),
                        axes.get(i).path() + ": no dimension may be unrolled along " + axis.size() + " positions",
                        "add a dimension to 'unroll'");
            else if (axis.size() > 1 && axis.reduces() && !unrolls)
                problems.add(
                        HardwareCode.AXIS,
                        axes.get(i).place("reduces"),
                        axes.get(i).path() + ": it reduces, but unrolls none of C, FY, FX",
                        "add one of C, FY, FX to 'unroll', or write 'reduces: false'");
        }
    }
}
