package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * Counts what moves between memories under a mapping: the readable definition of {@code docs/models/mapping.md}, section 2.
 *
 * <p>Of the dimensions that index an operand, tiles partition the extent, so they contribute the extent itself, however often
 * loops cut it. Every other dimension contributes the number of times that the tile comes again.
 */
final class AccessModel {
    private final Binding binding;
    private final Mapping mapping;
    private final Walk walk;

    /** Creates the model of one mapping. */
    AccessModel(Binding binding, Mapping mapping) {
        this.binding = binding;
        this.mapping = mapping;
        this.walk = new Walk(binding, mapping);
    }

    /** Returns the transfers of an operand, outermost first; the last is the one with the array. */
    List<Transfer> transfers(Operand operand) {
        List<Placement> chain = mapping.placements(operand);
        var list = new ArrayList<Transfer>();
        long fresh = operand == Operand.OUTPUT ? elements() : 0;
        for (int i = 0; i < chain.size(); i++) {
            Memory outer = binding.memory(chain.get(i).memory());
            boolean last = i == chain.size() - 1;
            Memory inner = last ? null : binding.memory(chain.get(i + 1).memory());
            int cut = last ? 0 : chain.get(i + 1).loops();
            boolean streams = last && !heldByArray(operand, outer);
            int stays = streams ? 0 : stays(cut, operand, outer);
            if (operand == Operand.OUTPUT) {
                Transfer transfer = outwards(outer, inner, cut, stays, fresh);
                // Where the outer memory adds, every visit of a tile starts from nothing.
                fresh = transfer.innerCount() - (outer.accumulates() ? 0 : returns(transfer, cut) - fresh);
                list.add(transfer);
            } else list.add(inwards(operand, outer, inner, cut, stays, repeats(operand, streams, stays)));
        }
        return list;
    }

    /** Returns how many loops a tile stays for; hardware that walks macro-tiles loads both operands of every one of them. */
    private int stays(int cut, Operand operand, Memory outer) {
        boolean anew = binding.reloads && operand != Operand.OUTPUT && outer.kind() == Memory.Kind.DRAM;
        return anew ? cut : walk.stays(cut, operand);
    }

    /** Whether the array keeps the operand although no memory of every PE is described. */
    private boolean heldByArray(Operand operand, Memory innermost) {
        return binding.accelerator.array().stationary().equals(Optional.of(operand))
                && !innermost.per().containsAll(allAxes());
    }

    private Transfer inwards(Operand operand, Memory outer, Memory inner, int cut, int stays, int repeats) {
        Set<String> receivers = inner == null ? allAxes() : Set.copyOf(inner.per());
        var senders = new LinkedHashSet<String>();
        for (Axis axis : axes())
            if (receivers.contains(axis.name())
                    && (!axis.multicast().contains(operand) || outer.per().contains(axis.name())))
                senders.add(axis.name());
        boolean keeps = inner != null && inner.keepsOverlap();
        long sent = repeats * count(operand, cut, stays, senders, keeps);
        long received = repeats * count(operand, cut, stays, receivers, keeps);
        Predicate<Axis> grouped = axis -> !outer.per().contains(axis.name());
        return new Transfer(
                operand,
                outer,
                inner,
                stays,
                sent,
                received,
                0,
                0,
                0,
                size(operand, cut, axis -> !receivers.contains(axis.name())),
                size(operand, cut, grouped),
                run(operand, cut, grouped));
    }

    private Transfer outwards(Memory outer, Memory inner, int cut, int stays, long fresh) {
        Set<String> senders = inner == null ? allAxes() : Set.copyOf(inner.per());
        var receivers = new LinkedHashSet<String>();
        for (Axis axis : axes())
            if (senders.contains(axis.name()) && (!axis.reduces() || outer.per().contains(axis.name())))
                receivers.add(axis.name());
        long left = binding.layer.steps() * count(Operand.OUTPUT, cut, stays, senders, false);
        long arrived = binding.layer.steps() * count(Operand.OUTPUT, cut, stays, receivers, false);
        long again = arrived - fresh;
        boolean complete = !outer.accumulates() && left == arrived || left == elements();
        Predicate<Axis> grouped = axis -> !outer.per().contains(axis.name());
        return new Transfer(
                Operand.OUTPUT,
                outer,
                inner,
                stays,
                arrived,
                left,
                outer.accumulates() ? 0 : again,
                outer.accumulates() ? again : 0,
                complete ? elements() : 0,
                size(Operand.OUTPUT, cut, axis -> !senders.contains(axis.name())),
                size(Operand.OUTPUT, cut, grouped),
                run(Operand.OUTPUT, cut, grouped));
    }

    /** Returns how often an output tile comes, counting instances whose sums are not added up on their way as one. */
    private long returns(Transfer t, int cut) {
        Set<String> senders =
                t.inner() == null ? allAxes() : Set.copyOf(t.inner().per());
        var separate = new LinkedHashSet<String>(t.outer().per());
        separate.retainAll(senders);
        return binding.layer.steps() * count(Operand.OUTPUT, cut, t.stays(), separate, false);
    }

    /** Returns the elements of the output, all steps together. */
    long elements() {
        return binding.nest.elements(Operand.OUTPUT) * binding.layer.steps();
    }

    /** Returns the elements that move, over all tiles and all instances along the given axes. */
    private long count(Operand operand, int cut, int stays, Set<String> instances, boolean keeps) {
        long product = 1;
        for (Dimension d : Dimension.values()) {
            if (operand == Operand.INPUT && isWindowed(d)) continue;
            product *= operand.isRelevant(d) ? binding.extent(d) : walk.copies(stays, d, instances);
        }
        if (operand != Operand.INPUT) return product;
        Predicate<Axis> spanned = axis -> !instances.contains(axis.name());
        Tile tile = keeps ? slide(tile(cut, spanned), stays, spanned) : tile(cut, spanned);
        if (binding.footprint.flattensTaps())
            product = product / binding.extent(Dimension.C) * binding.footprint.channels();
        return product * binding.footprint.total(tile.oy(), tile.fy(), tile.ox(), tile.fx());
    }

    /** The output and filter positions of an input tile as far as they are neighbours, and all its indices of C. */
    private record Tile(int oy, int fy, int ox, int fx, long channels) {
        Tile with(int rows, int filterRows, int columns, int filterColumns) {
            return new Tile(rows, filterRows, columns, filterColumns, channels);
        }
    }

    /**
     * Returns the tile that a window covers while the loop that moves it runs: what comes anew over that run is what the run
     * touches, because neighbouring tiles keep what they share. Holds where the rows of a tile have no
     * gaps; runs of flattened pixels fill every tile anew.
     */
    private Tile slide(Tile tile, int stays, Predicate<Axis> spanned) {
        if (stays == walk.loops() || !binding.flattening.pixels().isEmpty()) return tile;
        Dimension d = mapping.temporal().get(stays).dimension();
        int end = stays;
        while (end < walk.loops() && mapping.temporal().get(end).dimension() == d) end++;
        int longer = neighbours(end, d, spanned);
        var w = binding.nest.window();
        return switch (d) {
            case OY ->
                w.dilationY() > 1 ? tile : tile.with(Math.max(tile.oy(), longer), tile.fy(), tile.ox(), tile.fx());
            case OX ->
                w.dilationX() > 1 ? tile : tile.with(tile.oy(), tile.fy(), Math.max(tile.ox(), longer), tile.fx());
            case FY ->
                w.dilationY() > 1 || w.strideY() > 1
                        ? tile
                        : tile.with(tile.oy(), Math.max(tile.fy(), longer), tile.ox(), tile.fx());
            case FX ->
                w.dilationX() > 1 || w.strideX() > 1
                        ? tile
                        : tile.with(tile.oy(), tile.fy(), tile.ox(), Math.max(tile.fx(), longer));
            default -> tile;
        };
    }

    private Tile tile(int cut, Predicate<Axis> spanned) {
        Footprint footprint = binding.footprint;
        int run = neighbours(cut, Dimension.C, spanned);
        return new Tile(
                neighbours(cut, Dimension.OY, spanned),
                footprint.tapRows(run, neighbours(cut, Dimension.FY, spanned)),
                neighbours(cut, Dimension.OX, spanned),
                footprint.tapColumns(run, neighbours(cut, Dimension.FX, spanned)),
                walk.span(cut, Dimension.C, spanned));
    }

    /** Returns how many steps of a recurrent layer move the operand: not the weights that stay in their tile throughout. */
    private int repeats(Operand operand, boolean streams, int stays) {
        boolean stay = operand == Operand.WEIGHT && !streams && !binding.reloads && stays == walk.loops();
        return stay ? 1 : binding.layer.steps();
    }

    private int neighbours(int cut, Dimension d, Predicate<Axis> spanned) {
        return (int) walk.neighbours(cut, d, spanned);
    }

    /** Returns the most elements of a tile that is cut at a position and spans some axes. */
    long size(Operand operand, int cut, Predicate<Axis> spanned) {
        long product = 1;
        for (Dimension d : Dimension.values())
            if (operand.isRelevant(d) && !(operand == Operand.INPUT && isWindowed(d)))
                product *= walk.span(cut, d, spanned);
        return operand == Operand.INPUT
                ? product / walk.span(cut, Dimension.C, spanned) * positions(cut, spanned)
                : product;
    }

    /** Returns the most input positions times channels of a tile; where indices are not neighbours, windows do not overlap. */
    private long positions(int cut, Predicate<Axis> spanned) {
        Tile tile = tile(cut, spanned);
        long pieces = pieces(cut, Dimension.OY, tile.oy(), spanned) * pieces(cut, Dimension.OX, tile.ox(), spanned);
        long taps = 1;
        if (binding.flattening.taps().contains(Dimension.FY)) taps *= tile.fy();
        else pieces *= pieces(cut, Dimension.FY, tile.fy(), spanned);
        if (binding.flattening.taps().contains(Dimension.FX)) taps *= tile.fx();
        else pieces *= pieces(cut, Dimension.FX, tile.fx(), spanned);
        long channels = (tile.channels() + taps - 1) / taps;
        return channels * pieces * binding.footprint.largest(tile.oy(), tile.fy(), tile.ox(), tile.fx());
    }

    private long pieces(int cut, Dimension d, int neighbours, Predicate<Axis> spanned) {
        return Walk.ceilDiv((int) walk.span(cut, d, spanned), neighbours);
    }

    /**
     * Returns how many elements of a tile are neighbours in memory when tensors are stored channels last: inputs and outputs by
     * batch, row, column, group, channel; weights by group, filter row, filter column, input channel, output channel.
     */
    private long run(Operand operand, int cut, Predicate<Axis> spanned) {
        Window window = binding.nest.window();
        long run = 1;
        for (Dimension d : order(operand)) {
            long span = walk.span(cut, d, spanned);
            long whole = binding.extent(d);
            if (operand == Operand.INPUT) {
                whole = d == Dimension.OX
                        ? window.inputX()
                        : d == Dimension.OY ? window.inputY() : binding.nest.bound(d);
                span = inputSpan(d, tile(cut, spanned), span);
            }
            run *= span;
            if (span < whole) return run;
        }
        return run;
    }

    private long inputSpan(Dimension d, Tile tile, long span) {
        boolean flat = !binding.flattening.pixels().isEmpty();
        int width = binding.nest.bound(Dimension.OX);
        return switch (d) {
            case C -> Math.min(span, binding.nest.bound(Dimension.C));
            case OX -> binding.footprint.width(Math.min(tile.ox(), width), tile.fx());
            case OY -> binding.footprint.height(flat ? Walk.ceilDiv(tile.ox(), width) : tile.oy(), tile.fy());
            default -> span;
        };
    }

    static List<Dimension> order(Operand operand) {
        return switch (operand) {
            case INPUT -> List.of(Dimension.C, Dimension.G, Dimension.OX, Dimension.OY, Dimension.B);
            case WEIGHT -> List.of(Dimension.K, Dimension.C, Dimension.FX, Dimension.FY, Dimension.G);
            case OUTPUT -> List.of(Dimension.K, Dimension.G, Dimension.OX, Dimension.OY, Dimension.B);
        };
    }

    private static boolean isWindowed(Dimension d) {
        return d == Dimension.OY || d == Dimension.OX || d == Dimension.FY || d == Dimension.FX;
    }

    private List<Axis> axes() {
        return binding.accelerator.array().axes();
    }

    private Set<String> allAxes() {
        var names = new LinkedHashSet<String>();
        for (Axis axis : axes()) names.add(axis.name());
        return names;
    }
}
