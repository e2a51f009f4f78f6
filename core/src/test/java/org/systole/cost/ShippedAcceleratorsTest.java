package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.hardware.Memory;
import org.systole.hardware.VectorUnit;
import org.systole.workload.VectorWork;

/** Every shipped accelerator has a cost for every action, or says why not. */
class ShippedAcceleratorsTest {
    private final CostTables tables = CostTables.read();

    @Test
    void nothingIsSilentlyFree() {
        assertFalse(Accelerators.names().isEmpty());
        for (String name : Accelerators.names()) {
            Accelerator accelerator = Accelerators.shipped(name);
            AcceleratorCosts costs = tables.costs(accelerator);
            paid(name + " multiply-accumulate", costs.macPj());
            for (Memory memory : accelerator.memories()) {
                MemoryCosts of = costs.memory(memory.name());
                paid(name + " " + memory.name() + " read", of.readPj());
                paid(name + " " + memory.name() + " write", of.writePj());
                paid(name + " " + memory.name() + " accumulate", of.accumulatePj());
                if (memory.kind() != Memory.Kind.DRAM) paid(name + " " + memory.name() + " area", of.areaMm2());
            }
            costs.linkPjPerBit().forEach((link, cost) -> paid(name + " " + link, cost));
            for (VectorUnit unit : accelerator.units())
                for (VectorWork.Kind kind : unit.operationsPerCycle().keySet())
                    paid(name + " " + kind, costs.vectorPj().get(kind));
            paid(name + " area", costs.totalAreaMm2());
        }
    }

    private static void paid(String what, Cost cost) {
        assertFalse(cost.source().isBlank(), what);
        assertTrue(!cost.isKnown() || cost.value() > 0, what + " " + cost);
    }

    @Test
    void theEnergyOfEveryActionIsKnownWhereTheProcessIs() {
        for (String name : Accelerators.names()) {
            Accelerator accelerator = Accelerators.shipped(name);
            boolean published =
                    tables.technologies().named(accelerator.technology()).kind() != Technology.Kind.UNKNOWN;
            AcceleratorCosts costs = tables.costs(accelerator);
            if (!published) continue;
            assertTrue(costs.macPj().isKnown(), name);
            costs.memories().forEach((memory, of) -> {
                assertTrue(of.readPj().isKnown(), name + " " + memory);
                assertTrue(of.writePj().isKnown(), name + " " + memory);
            });
        }
    }

    /** 16 bits each, as Eyeriss's authors order them: multiply-accumulate, global buffer, off-chip memory. */
    @Test
    void eyerisssHierarchyHasItsOrder() {
        AcceleratorCosts costs = tables.costs(Accelerators.shipped("eyeriss-v1"));
        double mac = costs.macPj().value();
        double spad = costs.memory("input_spad").readPj().value();
        double buffer = costs.memory("global_buffer").readPj().value() * 16 / 64;
        double offChip = costs.memory("dram").readPj().value() * 16 / 64;
        assertTrue(spad < mac && mac < buffer && buffer < offChip);
        assertEquals(2.4, buffer / mac, 0.1, "the page says 2.4");
        assertEquals(78, offChip / mac, 1, "the page says 78");
    }

    @Test
    void theSameAcceleratorAlwaysCostsTheSame() {
        for (String name : Accelerators.names()) {
            Accelerator accelerator = Accelerators.shipped(name);
            assertEquals(CostTables.read().costs(accelerator), tables.costs(accelerator));
        }
    }
}
