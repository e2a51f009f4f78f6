package org.systole.app.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.systole.hardware.Accelerator;
import org.systole.mapping.MappingProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.TextTable;
import org.systole.tensor.NumberFormat;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/** Whether an array computes with the operands it is asked to. What it cannot do is refused, never costed as something else. */
final class OperandFormats {
    private OperandFormats() {}

    /**
     * Does nothing when the array has operands of this format.
     *
     * @throws SystoleException E3005 otherwise
     */
    static void check(NumberFormat format, Accelerator accelerator) {
        NumberFormat own = accelerator.precision().input();
        boolean family = format.isFloat() ? format.kind() == own.kind() : !own.isFloat();
        if (family && accelerator.operandBits().contains(format.bits())) return;
        throw refused(
                "--precision " + format + ": " + has(accelerator),
                "leave --precision out, or give an accelerator whose 'operand_bits' and 'formats' hold " + format);
    }

    /**
     * Does nothing when no integer layer of a network has operands wider than the array's. Narrower ones are stored and computed
     * at the array's width, which a note says.
     *
     * @throws SystoleException E3005 otherwise
     */
    static void check(Workload workload, Accelerator accelerator) {
        NumberFormat own = accelerator.precision().input();
        int widest = Collections.max(accelerator.operandBits());
        List<MacLayer> wide = workload.macLayers().stream()
                .filter(layer -> !layer.precision().input().isFloat()
                        && !layer.precision().weight().isFloat()
                        && Math.max(
                                        layer.precision().input().bits(),
                                        layer.precision().weight().bits())
                                > widest)
                .toList();
        if (wide.isEmpty()) return;
        MacLayer first = wide.getFirst();
        throw refused(
                "layer '" + TextTable.plain(first.name()) + "' multiplies "
                        + first.precision().input() + " by " + first.precision().weight()
                        + (wide.size() > 1 ? ", as do " + (wide.size() - 1) + " others" : "") + ": " + has(accelerator),
                "add '--precision " + own + "' to evaluate the network as if it were quantized to that, or give an"
                        + " accelerator with wider operands");
    }

    private static String has(Accelerator accelerator) {
        String widths = accelerator.operandBits().stream().map(String::valueOf).collect(Collectors.joining(" or "));
        return accelerator.name() + " computes with "
                + (accelerator.precision().input().isFloat()
                        ? accelerator.precision().input()
                        : "integers of " + widths + " bits");
    }

    private static SystoleException refused(String message, String fix) {
        return new SystoleException(Problem.of(MappingProblem.PRECISION, Place.NONE, message, fix));
    }
}
