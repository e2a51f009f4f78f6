package org.systole.onnx;

import java.util.List;
import org.systole.graph.Graph;
import org.systole.graph.GraphProblem;
import org.systole.problem.Problem;

/** What a user can do, on the command line, about a problem that the graph alone cannot know the way out of. */
final class Advice {
    private Advice() {}

    /** Returns the problem, with a further remedy where one exists. */
    static Problem extend(Problem problem, Graph raw, ReadContext context) {
        String more = more(problem, raw, context);
        if (more.isEmpty()) return problem;
        return new Problem(
                problem.code(), problem.message(), problem.place(), problem.why(), problem.fix() + "; " + more);
    }

    private static String more(Problem problem, Graph raw, ReadContext context) {
        List<String> batches = context.assumedBatches();
        if (problem.code() == GraphProblem.SHAPE && !batches.isEmpty())
            return "the open first size of '" + batches.getFirst() + "' was taken as 1, --shape sets another";
        List<String> single = raw.inputs().stream()
                .filter(input -> raw.types().containsKey(input)
                        && raw.type(input).shape().elements() == 1)
                .toList();
        boolean data = problem.code() == GraphProblem.DATA_DEPENDENT || problem.code() == GraphProblem.CONTROL_FLOW;
        if (data && !single.isEmpty())
            return "if it depends on an input, fix that: --shape " + single.getFirst() + ":=NUMBER";
        return "";
    }
}
