package org.systole.app.quantize;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.app.quantize.ChoiceRequest.Kind;
import org.systole.explore.PrecisionCosts;
import org.systole.formats.FormatProblem;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.precision.ChoiceCost;
import org.systole.precision.PrecisionChoice;
import org.systole.precision.PrecisionSearch;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** What choices of widths cost: bits, memory, energy, time. */
final class ChoiceCosts {
    private final PrecisionChoice choice;
    private final ChoiceRequest request;
    private final Map<Kind, ChoiceCost> known = new EnumMap<>(Kind.class);
    private final Map<Objective, PrecisionCosts> hardware = new EnumMap<>(Objective.class);

    ChoiceCosts(PrecisionChoice choice, ChoiceRequest request) {
        this.choice = choice;
        this.request = request;
    }

    /** Returns a cost in bits, pJ or seconds. */
    ChoiceCost of(Kind kind) {
        return known.computeIfAbsent(kind, this::made);
    }

    private ChoiceCost made(Kind kind) {
        return switch (kind) {
            case BITS -> choice.bits();
            case WEIGHTS -> choice.weightBits();
            case MEMORY -> choice.memory();
            case ENERGY -> tied(hardware(Objective.ENERGY).energyPj());
            case LATENCY -> tied(hardware(Objective.LATENCY).seconds());
        };
    }

    /** Of choices that cost hardware the same, the one of fewer bits. */
    private ChoiceCost tied(ChoiceCost cost) {
        ChoiceCost bits = choice.bits();
        double most = bits.of(widest());
        return options -> cost.of(options) * (1 + 1e-6 * bits.of(options) / most);
    }

    /** Returns the costs on mappings with the least of an objective: a budget of time is of the fastest ones. */
    private PrecisionCosts hardware(Objective objective) {
        PrecisionCosts made = hardware.get(objective);
        if (made != null) return made;
        var given = request.hardware().orElseThrow();
        made = new PrecisionCosts(
                given.workload(),
                choice.network(),
                choice.variables(),
                given.description().accelerator(),
                given.description().costs(),
                MapperSettings.DEFAULT.with(objective));
        hardware.put(objective, made);
        return made;
    }

    /** Returns how many layers were evaluated on the accelerator; -1 without one. */
    long layersEvaluated() {
        return hardware.isEmpty()
                ? -1
                : hardware.values().stream()
                        .mapToLong(PrecisionCosts::evaluations)
                        .sum();
    }

    int[] widest() {
        return choice.variables().stream()
                .mapToInt(variable -> variable.options().size() - 1)
                .toArray();
    }

    /** Returns the most that a budget allows, in bits, pJ or seconds. */
    double most(ChoiceRequest.Limit limit) {
        return limit.share()
                ? limit.most() * of(limit.kind()).of(widest())
                : limit.most() * limit.kind().each();
    }

    /** Returns the budgets for a search. */
    List<PrecisionSearch.Budget> budgets() {
        var budgets = new ArrayList<PrecisionSearch.Budget>();
        for (var limit : request.budgets())
            budgets.add(new PrecisionSearch.Budget(of(limit.kind()), most(limit) * (1 + 2e-6)));
        return budgets;
    }

    /** Returns what is said when even the cheapest choice exceeds a budget. */
    SystoleException tooDear(String network) {
        int[] cheapest = new int[choice.variables().size()];
        var problems = new ArrayList<Problem>();
        for (var limit : request.budgets()) {
            double least = of(limit.kind()).of(cheapest), most = most(limit);
            if (least <= most * (1 + 2e-6)) continue;
            problems.add(Problem.of(
                    FormatProblem.BUDGET_TOO_SMALL,
                    Place.element(network, "--budget " + limit.kind()),
                    String.format(
                            Locale.ROOT,
                            "the narrowest formats throughout take %s, the budget is %s",
                            text(limit.kind(), least),
                            text(limit.kind(), most)),
                    "raise the budget to at least that, or give narrower formats to choose from"));
        }
        return new SystoleException(problems);
    }

    /** Returns a cost with its unit. */
    static String text(Kind kind, double cost) {
        double value = cost / kind.each();
        String pattern = kind == Kind.BITS ? "%,.0f" : value >= 100 ? "%,.1f" : "%,.3f";
        return String.format(Locale.ROOT, pattern + " %s", value, kind == Kind.BITS ? "bits" : kind.unit());
    }
}
