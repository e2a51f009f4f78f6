package org.systole.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.systole.compile.CompileProblem;
import org.systole.cost.CostProblem;
import org.systole.data.DataProblem;
import org.systole.explore.ExploreProblem;
import org.systole.files.FilesProblem;
import org.systole.formats.FormatProblem;
import org.systole.graph.GraphProblem;
import org.systole.hardware.HardwareCode;
import org.systole.mapping.MappingProblem;
import org.systole.mapping.TileProblem;
import org.systole.onnx.OnnxProblem;
import org.systole.problem.ProblemCode;
import org.systole.quantize.QuantizeProblem;
import org.systole.rtl.RtlProblem;
import org.systole.workload.WorkloadProblem;
import org.systole.yaml.YamlCode;
import org.systole.zoo.ZooProblem;

/** Every kind of problem that Systole reports. A new enum of problems is a line here; a test finds those that are missing. */
public final class ProblemCatalogue {
    private static final List<ProblemCode[]> ENUMS = List.of(
            OnnxProblem.values(),
            GraphProblem.values(),
            ZooProblem.values(),
            WorkloadProblem.values(),
            YamlCode.values(),
            HardwareCode.values(),
            CostProblem.values(),
            MappingProblem.values(),
            TileProblem.values(),
            DataProblem.values(),
            FormatProblem.values(),
            QuantizeProblem.values(),
            CompileProblem.values(),
            RtlProblem.values(),
            ExploreProblem.values(),
            FilesProblem.values(),
            UsageProblem.values());

    private ProblemCatalogue() {}

    /** Returns all kinds, in the order of their codes. */
    public static List<ProblemCode> all() {
        var all = new ArrayList<ProblemCode>();
        for (ProblemCode[] codes : ENUMS) all.addAll(List.of(codes));
        all.sort(Comparator.comparing(ProblemCode::code));
        return all;
    }

    /** Returns the kind with a code; upper or lower case, with or without the E. */
    public static Optional<ProblemCode> find(String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        String full = upper.startsWith("E") ? upper : "E" + upper;
        return all().stream().filter(problem -> problem.code().equals(full)).findFirst();
    }

    /** Returns what the first digit of a code stands for. */
    public static String area(ProblemCode problem) {
        return switch (problem.code().charAt(1)) {
            case '1' -> "Models and graphs";
            case '2' -> "YAML files, accelerators and technologies";
            case '3' -> "Mapping and evaluation";
            case '4' -> "Data and quantization";
            case '5' -> "Compiling and simulating";
            case '6' -> "Generated hardware and external tools";
            case '7' -> "Exploration and stores";
            default -> "Command line and files";
        };
    }
}
