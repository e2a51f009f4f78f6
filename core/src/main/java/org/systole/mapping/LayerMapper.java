package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/**
 * Searches the mappings of one layer: {@code docs/models/mapping.md}, section 8.
 *
 * <p>First a quick search gives a good mapping for every spatial unrolling that its bound does not rule out; then branch and
 * bound searches the mapspace in which memories equally far from the array share their cuts; what is left of the budget goes
 * into mapspaces with uneven cuts. The same inputs give the same mapping, unless a deadline ends the search.
 */
final class LayerMapper {
    /** How many spatial unrollings are searched, those with the fewest steps whose smallest tiles fit. */
    private static final int UNROLLINGS = 24;

    private final Binding binding;
    private final MapperSettings settings;
    private final long deadlineNanos;
    private final SearchBudget budget;
    private final Incumbent incumbent;

    /** The outcome of a search; {@code cutsFilters} when filters that should stay whole fit in pieces only. */
    record Found(Mapping mapping, SearchVerdict verdict, boolean cutsFilters) {}

    /** Creates the search; the deadline is a value of {@link System#nanoTime}. */
    LayerMapper(Binding binding, MapperSettings settings, long deadlineNanos) {
        this.binding = binding;
        this.settings = settings;
        this.deadlineNanos = deadlineNanos;
        this.budget = new SearchBudget(settings.budget(), deadlineNanos);
        this.incumbent = new Incumbent(settings.objective());
    }

    /** Returns the best mapping found, or nothing when none fits. */
    Optional<Found> search() {
        boolean whole = binding.accelerator.rules().wholeFilters();
        Optional<Found> found = search(whole);
        return found.isEmpty() && whole ? new LayerMapper(binding, settings, deadlineNanos).search(false) : found;
    }

    private Optional<Found> search(boolean wholeFilters) {
        var even = new ArrayList<MapSpace>();
        var uneven = new ArrayList<List<MapSpace>>();
        for (Map<Operand, List<String>> chains : chains()) {
            List<Skeleton> skeletons = Skeleton.of(binding, chains, wholeFilters);
            int kept = 0;
            for (Map<String, List<Loop>> spatial : SpatialChoices.of(binding)) {
                var evaluator = new MappingEvaluator(binding, spatial, chains);
                var space = new MapSpace(binding, spatial, skeletons.getFirst(), evaluator);
                if (!space.hasRoom(incumbent)) continue;
                if (++kept > UNROLLINGS) break;
                even.add(space);
                var others = new ArrayList<MapSpace>();
                for (Skeleton skeleton : skeletons.subList(1, skeletons.size()))
                    others.add(new MapSpace(binding, spatial, skeleton, evaluator));
                uneven.add(others);
            }
        }
        quick(even);
        boolean complete = true;
        for (MapSpace space : even) complete &= bounded(space, true);
        if (incumbent.isEmpty()) return Optional.empty();
        complete &= uneven(even, uneven);
        boolean cuts = !wholeFilters && binding.accelerator.rules().wholeFilters();
        return Optional.of(new Found(incumbent.mapping(), verdict(complete), cuts));
    }

    private SearchVerdict verdict(boolean complete) {
        SearchVerdict.Kind kind = complete
                ? SearchVerdict.Kind.EXHAUSTIVE
                : budget.isLate() ? SearchVerdict.Kind.DEADLINE : SearchVerdict.Kind.BEST_FOUND;
        return new SearchVerdict(kind, budget.evaluations(), budget.visited());
    }

    private void quick(List<MapSpace> spaces) {
        long share = Math.max(500, Math.min(settings.budget() / 8, settings.budget() / 2 / Math.max(1, spaces.size())));
        for (MapSpace space : spaces) {
            if (!possible(space)) continue;
            var search = new LocalSearch(space, settings.objective(), incumbent, budget.part(share));
            search.fromSmallestTiles();
            search.restarts(new Random(settings.seed()), 8);
        }
    }

    /** Whether a space may hold anything better than what is known. */
    private boolean possible(MapSpace space) {
        if (!budget.take()) return false;
        return space.bound(new Candidate(space.skeleton), 0)
                && (incumbent.isEmpty() || !incumbent.rulesOut(space.evaluator, true));
    }

    private boolean bounded(MapSpace space, boolean ties) {
        return new BranchAndBound(space, settings.objective(), incumbent, budget, ties).run();
    }

    /** Searches uneven spaces, those of the best spatial unrolling first quickly; returns whether all were searched through. */
    private boolean uneven(List<MapSpace> even, List<List<MapSpace>> uneven) {
        for (int i = 0; i < even.size(); i++) {
            if (even.get(i).spatial != incumbent.spatial()) continue;
            Candidate start = incumbent.candidate();
            if (start.skeleton != even.get(i).skeleton) continue;
            for (MapSpace space : uneven.get(i)) {
                long share = Math.max(300, budget.left() / 8);
                new LocalSearch(space, settings.objective(), incumbent, budget.part(share)).from(spread(start, space));
            }
        }
        for (List<MapSpace> spaces : uneven) for (MapSpace space : spaces) if (!bounded(space, false)) return false;
        return true;
    }

    /** Returns the same mapping in a space whose cuts may differ: the new segments between them are empty. */
    private static Candidate spread(Candidate start, MapSpace space) {
        var candidate = new Candidate(space.skeleton);
        int[] to = new int[start.skeleton.segments()];
        for (int o = 0; o < Operand.COUNT; o++) {
            int[] old = start.skeleton.positions()[o];
            int[] now = space.skeleton.positions()[o];
            for (int i = 0; i < old.length; i++) if (old[i] < to.length) to[old[i]] = Math.max(to[old[i]], now[i]);
        }
        for (int d = 0; d < candidate.factors.length; d++)
            for (int s = 0; s < to.length; s++) candidate.factors[d][to[s]] = start.factors[d][s];
        for (int s = 0; s < to.length; s++) candidate.reuse[to[s]] = start.reuse[s];
        return candidate;
    }

    /** Returns the chains of memories to try: all of them kept, then, where rules allow, some passed by. */
    private List<Map<Operand, List<String>>> chains() {
        var list = new ArrayList<Map<Operand, List<String>>>();
        list.add(new EnumMap<>(Operand.class));
        for (Operand o : Operand.values()) {
            var longer = new ArrayList<Map<Operand, List<String>>>();
            for (List<String> chain : chains(o)) {
                for (Map<Operand, List<String>> map : list) {
                    var copy = new EnumMap<Operand, List<String>>(Operand.class);
                    copy.putAll(map);
                    copy.put(o, chain);
                    longer.add(copy);
                }
            }
            list = longer;
        }
        return list;
    }

    private List<List<String>> chains(Operand operand) {
        List<List<String>> list = new ArrayList<>();
        list.add(List.of());
        for (Memory memory : binding.hierarchy(operand)) {
            var longer = new ArrayList<List<String>>();
            for (List<String> chain : list) {
                var with = new ArrayList<>(chain);
                with.add(memory.name());
                longer.add(with);
            }
            Set<Operand> kept = binding.accelerator.rules().keep().get(memory.name());
            boolean optional = settings.bypass() && kept != null && !kept.contains(operand);
            if (optional && !list.getFirst().isEmpty()) longer.addAll(list);
            list = longer;
        }
        return list;
    }
}
