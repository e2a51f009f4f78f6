package org.systole.cost;

/** What an instruction of a simple in-order host costs: {@code processor.csv}, scaled as logic. */
final class Processor {
    private Processor() {}

    /** Returns the energy of an instruction, caches and register file included; hosts are always custom silicon. */
    static Cost instructionPj(Technology technology, Scaling scaling) {
        if (technology.kind() == Technology.Kind.UNKNOWN) return Cost.unknown(technology.title());
        Csv table = Csv.read("processor.csv");
        for (int i = 0; i < table.size(); i++) {
            if (!table.text(i, "action").equals("instruction")) continue;
            Cost row = Cost.tabulated(table.number(i, "energy_pj"), "processor.csv: " + table.text(i, "source"));
            return scaling.factor((int) table.number(i, "node_nm"), technology.logicNm()).energy(row);
        }
        throw new IllegalStateException("processor.csv has no instruction");
    }
}
