package org.systole.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.files.Json;
import org.systole.files.JsonReader;
import org.systole.files.Schemas;
import org.systole.mapping.TimingModel;
import org.systole.report.Result.AcceleratorFacts;
import org.systole.report.Result.MemoryFacts;
import org.systole.report.Result.ModelFacts;
import org.systole.report.Result.Roofs;
import org.systole.report.Result.SearchFacts;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;
import org.systole.units.Witness;

/**
 * {@code result.json}: every figure with its unit, witness and certainty.
 *
 * <p>The schema is the resource {@code result.schema.json} of this package. Numbers that are not known are null. The text is
 * the same for the same result.
 */
public final class ResultJson {
    private static final String NAME = "systole-result";

    private ResultJson() {}

    /** Returns the tree of a result, for {@link Json}. */
    public static Map<String, Object> tree(Result result) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", NAME + "/" + Result.SCHEMA);
        tree.put("hash", result.hash());
        tree.put("model", model(result.model()));
        tree.put("accelerator", accelerator(result.accelerator()));
        tree.put("search", search(result.search()));
        var totals = new LinkedHashMap<String, Object>();
        result.totals().forEach((kpi, figure) -> totals.put(kpi.key(), figure(figure)));
        tree.put("totals", totals);
        if (result.model().samples() > 1) tree.put("per_sample", perSample(result));
        tree.put("cycles", breakdown(result.cycles()));
        tree.put("energy", breakdown(result.energy()));
        tree.put("area", breakdown(result.area()));
        var roofs = new LinkedHashMap<String, Object>();
        roofs.put("peak_ops_per_second", result.roofs().peakOpsPerSecond());
        roofs.put("bytes_per_second", result.roofs().bytesPerSecond());
        tree.put("roofs", roofs);
        tree.put("bottleneck", result.bottleneck());
        tree.put("remedy", result.remedy());
        tree.put("notes", result.notes());
        tree.put("layers", result.layers().stream().map(ResultJson::layer).toList());
        return tree;
    }

    /** Returns the bytes of {@code result.json}. */
    public static byte[] bytes(Result result) {
        return Json.bytes(tree(result));
    }

    private static Map<String, Object> model(ModelFacts model) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", model.name());
        tree.put("source", model.source());
        tree.put("format", model.format());
        tree.put("nodes", model.nodes());
        tree.put("inputs", model.inputs());
        tree.put("outputs", model.outputs());
        tree.put("samples", model.samples());
        return tree;
    }

    private static Map<String, Object> accelerator(AcceleratorFacts facts) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", facts.name());
        tree.put("title", facts.title());
        tree.put("source", facts.source());
        tree.put("witnesses", facts.witnesses());
        tree.put("clock_mhz", facts.clockMhz());
        tree.put("technology", facts.technology());
        tree.put("array", facts.array());
        tree.put("pes", facts.pes());
        tree.put("peak_macs_per_cycle", facts.peakMacs());
        tree.put("precision", facts.precision());
        var memories = new ArrayList<Object>();
        for (MemoryFacts memory : facts.memories()) {
            var item = new LinkedHashMap<String, Object>();
            item.put("name", memory.name());
            item.put("kind", memory.kind());
            item.put("holds", memory.holds());
            item.put("instances", memory.instances());
            item.put("size_bytes", memory.bytes());
            item.put("bits_per_cycle", memory.bitsPerCycle());
            memories.add(item);
        }
        tree.put("memories", memories);
        return tree;
    }

    private static Map<String, Object> search(SearchFacts search) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("objective", search.objective());
        tree.put("seed", search.seed());
        tree.put("layers_exhaustive", search.exhaustive());
        tree.put("layers_best_found", search.bestFound());
        tree.put("layers_deadline", search.deadline());
        tree.put("evaluations", search.evaluations());
        tree.put("timing", search.timing().toString());
        return tree;
    }

    private static Map<String, Object> perSample(Result result) {
        var tree = new LinkedHashMap<String, Object>();
        result.totals()
                .forEach((kpi, figure) -> kpi.perSample(figure, result.model().samples())
                        .ifPresent(one -> tree.put(kpi.key(), figure(one))));
        return tree;
    }

    private static Map<String, Object> figure(Figure figure) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("value", figure.value());
        tree.put("unit", figure.unit().symbol());
        tree.put("witness", figure.witness().toString());
        tree.put("certainty", figure.certainty().toString());
        return tree;
    }

    private static Map<String, Object> breakdown(Breakdown breakdown) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("value", breakdown.total());
        tree.put("unit", breakdown.unit().symbol());
        tree.put("witness", breakdown.witness().toString());
        tree.put("certainty", breakdown.certainty().toString());
        tree.put("parts", breakdown.parts());
        return tree;
    }

    private static Map<String, Object> layer(LayerResult layer) {
        Witness witness = layer.cycles().witness();
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", layer.name());
        tree.put("kind", layer.kind());
        tree.put("nest", layer.nest());
        tree.put("nodes", layer.nodes());
        tree.put("work", layer.work());
        tree.put("reads", layer.reads());
        tree.put("writes", layer.writes());
        tree.put("macs", figure(Figure.counted(layer.macs(), Unit.COUNT, witness)));
        tree.put("operations", figure(Figure.counted(layer.operations(), Unit.COUNT, witness)));
        tree.put("cycles", breakdown(layer.cycles()));
        tree.put("energy", breakdown(layer.energy()));
        tree.put("utilization", figure(Figure.counted(layer.utilization(), Unit.RATIO, witness)));
        tree.put("dram_read", figure(Figure.counted(layer.dramReadBytes(), Unit.BYTES, witness)));
        tree.put("dram_write", figure(Figure.counted(layer.dramWriteBytes(), Unit.BYTES, witness)));
        var traffic = new ArrayList<Object>();
        for (LayerResult.Traffic use : layer.traffic()) {
            var item = new LinkedHashMap<String, Object>();
            item.put("memory", use.memory());
            item.put("operand", use.operand());
            item.put("read_bytes", use.readBytes());
            item.put("write_bytes", use.writeBytes());
            item.put("tile_bytes", use.tileBytes());
            traffic.add(item);
        }
        tree.put("traffic", traffic);
        tree.put("limit", layer.limit());
        tree.put("limit_kind", layer.limitKind());
        tree.put("explanation", layer.explanation());
        tree.put("mapping", layer.mapping());
        tree.put("verdict", layer.verdict());
        tree.put("notes", layer.notes());
        return tree;
    }

    /**
     * Reads {@code result.json}.
     *
     * @param file what messages call it
     * @throws org.systole.problem.SystoleException E9104 or E9106 when it is not one of this version
     */
    public static Result parse(String file, byte[] text) {
        return read(JsonReader.of(file, text));
    }

    /**
     * Reads a result that is part of another document.
     *
     * @throws org.systole.problem.SystoleException E9104 or E9106 when it is not one of this version
     */
    public static Result read(JsonReader root) {
        Schemas.check(root.file(), root.get("schema").text(), NAME, Result.SCHEMA);
        var totals = new EnumMap<Kpi, Figure>(Kpi.class);
        for (Kpi kpi : Kpi.values())
            totals.put(kpi, readFigure(root.get("totals").get(kpi.key())));
        JsonReader roofs = root.get("roofs");
        return new Result(
                root.get("hash").text(),
                readModel(root.get("model")),
                readAccelerator(root.get("accelerator")),
                readSearch(root.get("search")),
                totals,
                readBreakdown(root.get("cycles")),
                readBreakdown(root.get("energy")),
                readBreakdown(root.get("area")),
                new Roofs(
                        roofs.get("peak_ops_per_second").number(),
                        roofs.get("bytes_per_second").map(JsonReader::number)),
                root.get("layers").list(ResultJson::readLayer),
                root.get("bottleneck").text(),
                root.get("remedy").text(),
                texts(root.get("notes")));
    }

    private static List<String> texts(JsonReader at) {
        return at.list(JsonReader::text);
    }

    private static ModelFacts readModel(JsonReader at) {
        return new ModelFacts(
                at.get("name").text(),
                at.get("source").text(),
                at.get("format").text(),
                (int) at.get("nodes").whole(),
                texts(at.get("inputs")),
                texts(at.get("outputs")),
                at.has("samples") ? (int) at.get("samples").whole() : 1);
    }

    private static AcceleratorFacts readAccelerator(JsonReader at) {
        return new AcceleratorFacts(
                at.get("name").text(),
                at.get("title").text(),
                at.get("source").text(),
                texts(at.get("witnesses")),
                at.get("clock_mhz").number(),
                at.get("technology").text(),
                at.get("array").text(),
                at.get("pes").whole(),
                at.get("peak_macs_per_cycle").whole(),
                at.get("precision").text(),
                at.get("memories")
                        .list(m -> new MemoryFacts(
                                m.get("name").text(),
                                m.get("kind").text(),
                                texts(m.get("holds")),
                                (int) m.get("instances").whole(),
                                m.get("size_bytes").number(),
                                m.get("bits_per_cycle").number())));
    }

    private static SearchFacts readSearch(JsonReader at) {
        return new SearchFacts(
                at.get("objective").text(),
                at.get("seed").whole(),
                (int) at.get("layers_exhaustive").whole(),
                (int) at.get("layers_best_found").whole(),
                (int) at.get("layers_deadline").whole(),
                at.get("evaluations").whole(),
                at.has("timing")
                        ? at.get("timing").constant(TimingModel.class, TimingModel::toString)
                        : TimingModel.GENERAL);
    }

    private static Figure readFigure(JsonReader at) {
        return new Figure(at.get("value").number(), unit(at), witness(at), certainty(at));
    }

    private static Breakdown readBreakdown(JsonReader at) {
        return new Breakdown(
                unit(at), witness(at), certainty(at), at.get("parts").map(JsonReader::number));
    }

    private static Unit unit(JsonReader at) {
        return at.get("unit").constant(Unit.class, Unit::symbol);
    }

    private static Witness witness(JsonReader at) {
        return at.get("witness").constant(Witness.class, Witness::toString);
    }

    private static Certainty certainty(JsonReader at) {
        return at.get("certainty").constant(Certainty.class, Certainty::toString);
    }

    private static LayerResult readLayer(JsonReader at) {
        return new LayerResult(
                at.get("name").text(),
                at.get("kind").text(),
                at.get("nest").text(),
                texts(at.get("nodes")),
                texts(at.get("work")),
                texts(at.get("reads")),
                texts(at.get("writes")),
                (long) at.get("macs").get("value").number(),
                (long) at.get("operations").get("value").number(),
                readBreakdown(at.get("cycles")),
                readBreakdown(at.get("energy")),
                at.get("utilization").get("value").number(),
                at.get("dram_read").get("value").number(),
                at.get("dram_write").get("value").number(),
                at.get("traffic")
                        .list(t -> new LayerResult.Traffic(
                                t.get("memory").text(),
                                t.get("operand").text(),
                                t.get("read_bytes").number(),
                                t.get("write_bytes").number(),
                                t.get("tile_bytes").number())),
                at.get("limit").text(),
                at.get("limit_kind").text(),
                at.get("explanation").text(),
                at.get("mapping").text(),
                at.get("verdict").text(),
                texts(at.get("notes")));
    }
}
