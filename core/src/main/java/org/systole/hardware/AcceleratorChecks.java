package org.systole.hardware;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.workload.Operand;
import org.systole.yaml.YamlObject;

/** Checks that a description whose references hold can be built and reached. */
final class AcceleratorChecks {
    private final Accelerator accelerator;
    private final YamlObject root;
    private final Problems problems;
    private final MemoryChecks memoryChecks;

    AcceleratorChecks(Accelerator accelerator, YamlObject root, Problems problems) {
        this.accelerator = accelerator;
        this.root = root;
        this.problems = problems;
        this.memoryChecks = new MemoryChecks(accelerator.precision(), problems);
    }

    void run() {
        new ArrayChecks(problems).run(accelerator.array(), root.object("array"));
        precision();
        List<YamlObject> objects = root.objects("memories");
        for (int i = 0; i < objects.size(); i++)
            memoryChecks.run(accelerator.memories().get(i), objects.get(i));
        order(objects);
        paths(objects);
        fanOut(objects);
        links();
        units();
        control();
        rules();
        // figures that make no sense by themselves break constraints as well; that would say everything twice
        if (problems.isEmpty()) constraints();
    }

    private void add(HardwareCode code, Place place, String message, String fix) {
        problems.add(code, place, message, fix);
    }

    private void precision() {
        var precision = accelerator.precision();
        int wider = Math.max(precision.input().bits(), precision.weight().bits());
        YamlObject formats = root.object("formats");
        if (precision.partialSum().bits() < wider)
            add(
                    HardwareCode.TOO_NARROW,
                    formats.place("partial_sum"),
                    "formats.partial_sum: expected at least the " + wider + " bits of the wider factor, found "
                            + precision.partialSum(),
                    "widen the partial sum");
        for (String key : List.of("input", "weight")) {
            int bits = Formats.of(formats.text(key)).bits();
            if (!accelerator.operandBits().contains(bits))
                add(
                        HardwareCode.PRECISION,
                        root.place("operand_bits"),
                        "operand_bits: " + accelerator.operandBits() + " lacks the " + bits + " bits of formats." + key,
                        "add " + bits + " to operand_bits");
        }
    }

    private void order(List<YamlObject> objects) {
        for (int i = 1; i < objects.size(); i++)
            if (accelerator.memories().get(i).kind() == Memory.Kind.DRAM
                    && accelerator.memories().get(i - 1).kind() != Memory.Kind.DRAM)
                add(
                        HardwareCode.ORDER,
                        objects.get(i).place("kind"),
                        objects.get(i).path() + ": off-chip memory stands after on-chip memory '"
                                + accelerator.memories().get(i - 1).name() + "'",
                        "move it to the front of 'memories'");
    }

    private void paths(List<YamlObject> objects) {
        Memory outermost = accelerator.memories().getFirst();
        boolean offChip = outermost.kind() == Memory.Kind.DRAM;
        for (Operand operand : Operand.values()) {
            List<Memory> chain = accelerator.hierarchy(operand);
            boolean ends = offChip
                    ? chain.stream().anyMatch(m -> m.kind() == Memory.Kind.DRAM)
                    : !chain.isEmpty() && chain.getFirst() == outermost;
            if (!ends)
                add(
                        HardwareCode.NO_PATH,
                        objects.getFirst().place("holds"),
                        "memories: operand '" + operand + "' is held by "
                                + (offChip
                                        ? "no off-chip memory"
                                        : "not the outermost memory '" + outermost.name() + "'")
                                + ", so it has no way to the array",
                        "add " + operand + " to 'holds' of '" + outermost.name() + "'");
        }
    }

    private void fanOut(List<YamlObject> objects) {
        for (Operand operand : Operand.values()) {
            List<Memory> chain = accelerator.hierarchy(operand);
            for (int i = 1; i < chain.size(); i++) {
                Memory inner = chain.get(i);
                Memory outer = chain.get(i - 1);
                var lost = new ArrayList<>(outer.per());
                lost.removeAll(inner.per());
                if (lost.isEmpty()) continue;
                YamlObject object = objects.get(accelerator.memories().indexOf(inner));
                add(
                        HardwareCode.FAN_OUT,
                        object.place("per"),
                        object.path() + ": it is shared along " + lost + ", but '" + outer.name()
                                + "', which is outside it for operand '" + operand + "', is replicated there",
                        "add " + lost + " to 'per' of '" + inner.name() + "', or change the order of the memories");
                break;
            }
        }
    }

    private void links() {
        List<Memory> memories = accelerator.memories();
        List<YamlObject> objects = root.objects("links");
        for (int i = 0; i < objects.size(); i++) {
            Link link = accelerator.links().get(i);
            int upper = index(memories, link.upper());
            for (String lower : link.lowers())
                if (index(memories, lower) <= upper)
                    add(
                            HardwareCode.LINK,
                            objects.get(i).place("lowers"),
                            objects.get(i).path() + ": '" + lower + "' is not nearer to the array than '" + link.upper()
                                    + "'",
                            "name memories that stand after '" + link.upper() + "'");
        }
    }

    private static int index(List<Memory> memories, String name) {
        for (int i = 0; i < memories.size(); i++) if (memories.get(i).name().equals(name)) return i;
        throw new IllegalStateException("checked before: " + name);
    }

    private void units() {
        List<YamlObject> objects = root.objects("units");
        for (int i = 0; i < objects.size(); i++) {
            VectorUnit unit = accelerator.units().get(i);
            Memory memory = accelerator.memory(unit.memory()).orElseThrow();
            if (unit.atWriteBack() && !memory.holds().contains(Operand.OUTPUT))
                add(
                        HardwareCode.UNIT_PLACE,
                        objects.get(i).place("memory"),
                        objects.get(i).path() + ": it works at write-back, but memory '" + unit.memory()
                                + "' holds no outputs",
                        "name a memory that holds output, or write 'at_write_back: false'");
        }
    }

    private void control() {
        Control control = accelerator.control();
        if (control.dmaBusBits() == 0) return;
        YamlObject object = root.object("control");
        if (control.dmaRequestsInFlight() < 1)
            add(
                    HardwareCode.CONTROL,
                    object.place("dma_requests_in_flight"),
                    "control.dma_requests_in_flight: a DMA with a bus needs at least 1, found 0",
                    "write 'dma_requests_in_flight: 1' or more");
        if (8L * control.dmaMaxBurstBytes() < control.dmaBusBits()
                || 8L * control.dmaMaxBurstBytes() % control.dmaBusBits() != 0)
            add(
                    HardwareCode.CONTROL,
                    object.place("dma_max_burst_bytes"),
                    "control.dma_max_burst_bytes: expected a multiple of the bus, " + (control.dmaBusBits() + 7) / 8
                            + " bytes, found " + control.dmaMaxBurstBytes(),
                    "write a multiple of " + (control.dmaBusBits() + 7) / 8);
    }

    private void rules() {
        accelerator.rules().keep().forEach((name, operands) -> {
            Memory memory = accelerator.memory(name).orElseThrow();
            var missing = new HashSet<>(operands);
            missing.removeAll(memory.holds());
            if (!missing.isEmpty())
                add(
                        HardwareCode.RULE,
                        root.object("rules").place("keep"),
                        "rules.keep: memory '" + name + "' cannot hold " + new TreeSet<>(missing),
                        "add it to 'holds' of '" + name + "', or remove the rule");
        });
    }

    private void constraints() {
        for (int i = 0; i < accelerator.constraints().size(); i++) {
            YamlObject object = root.objects("constraints").get(i);
            accelerator.constraints().get(i).violation(accelerator).ifPresent(violation -> {
                var constraint = object.text("check");
                add(
                        HardwareCode.CONSTRAINT,
                        placeOf(object),
                        violation.sentence() + " (" + constraint + ")",
                        violation.fix());
            });
        }
    }

    /**
     * Returns where the value stands that breaks a constraint: one of the memories or the axes, not the rule itself; rather
     * in the file that was read than in one that it extends.
     */
    private Place placeOf(YamlObject constraint) {
        if (!constraint.has("memory")) return root.object("array").place("axes");
        Place first = memory(constraint.text("memory"));
        if (!constraint.has("than")) return first;
        Place second = memory(constraint.text("than"));
        String own = root.place().file();
        return !first.file().equals(own) && second.file().equals(own) ? second : first;
    }

    private Place memory(String name) {
        return root.objects("memories").stream()
                .filter(m -> m.text("name").equals(name))
                .findFirst()
                .orElseThrow()
                .place();
    }
}
