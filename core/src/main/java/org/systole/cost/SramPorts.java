package org.systole.cost;

import java.util.List;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;

/** The ports of a bank of static RAM, as the sweep has them. */
enum SramPorts {
    /** One port that reads or writes. */
    SINGLE("1RW"),
    /** One port that reads and one that writes. */
    READ_AND_WRITE("1R1W"),
    /** Two ports that read and one that writes; small arrays only. */
    TWO_READ_ONE_WRITE("2R1W");

    private final String label;

    SramPorts(String label) {
        this.label = label;
    }

    /** Returns the ports that the tables call so. */
    static SramPorts of(String label) {
        for (SramPorts ports : values()) if (ports.label.equalsIgnoreCase(label)) return ports;
        throw new IllegalArgumentException("no ports are called " + label);
    }

    /**
     * Returns what a bank of a memory needs. The description's ports are those of the memory as a whole: with at least
     * as many banks as ports, ports work in different banks and a bank has one port; so it has when all ports read or
     * write. A bank of a memory that accumulates reads and writes at once.
     */
    static SramPorts of(Memory memory) {
        List<Port> ports = memory.ports();
        boolean reads = ports.stream().anyMatch(p -> p.direction() == Port.Direction.READ);
        boolean writes = ports.stream().anyMatch(p -> p.direction() == Port.Direction.WRITE);
        if (!reads || !writes) return SINGLE;
        return memory.accumulates() || memory.banks() < ports.size() ? READ_AND_WRITE : SINGLE;
    }

    @Override
    public String toString() {
        return label;
    }
}
