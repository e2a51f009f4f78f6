package org.systole.cost;

/** What an instruction of a simple in-order host costs: {@code processor.csv}, scaled as logic. */
final class Processor {
    private final Cost instructionPj;
    private final int node;

    /** Reads the row. */
    Processor() {
        Csv table = Csv.read("processor.csv");
        int row = table.find("action", "instruction");
        instructionPj = Cost.tabulated(table.number(row, "energy_pj"), "processor.csv: " + table.text(row, "source"));
        node = (int) table.number(row, "node_nm");
    }

    /** Returns the energy of an instruction, caches and register file included; hosts are always custom silicon. */
    Cost instructionPj(Technology technology, Scaling scaling) {
        if (technology.kind() == Technology.Kind.UNKNOWN) return Cost.unknown(technology.title());
        return scaling.factor(node, technology.logicNm()).energy(instructionPj);
    }
}
