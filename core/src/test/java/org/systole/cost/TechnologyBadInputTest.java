package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.house.Fuzz;
import org.systole.problem.ExitStatus;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Technology files that are wrong: one line of a right file is replaced; code, place and words are pinned. */
class TechnologyBadInputTest {
    private static final String RIGHT = """
            systole: technology/1
            name: own
            title: A technology
            source: data sheets
            kind: cmos
            memory_nm: 28
            logic_nm: 28
            cell: lstp
            basis: horowitz
            dram: HBM2
            memories:
              - {name: big, read_pj: 1, write_pj: 2}
            macs:
              - {input: int8, weight: int8, partial_sum: int32, energy_pj: 0.1}
            off_chip:
              - {name: far, energy_pj_per_bit: 4}
            """;

    private final CostTables tables = CostTables.read();

    private Technology read(String text) {
        return new TechnologyReader(tables).read("t.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theRightFileIsRead() {
        assertEquals("own", read(RIGHT).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | systole: accelerator/1 | 1 | technology",
                "1 | systole: technology/9 | 1 | version 9",
                "1 | systole: technology | 1 | technology/1",
                "2 | name: cmos-45nm | 2 | shipped technology",
                "2 | name: [a] | 2 | name",
                "2 | name: 1abc | 2 | name",
                "3 | tilte: A technology | 3 | title",
                "5 | kind: silicon | 5 | cmos",
                "6 | memory_nm: 28.5 | 6 | whole number",
                "6 | memory_nm: 0 | 6 | 3 to 250",
                "6 | memory_nm: -28 | 6 | 3 to 250",
                "6 | memory: 28 | 6 | memory_nm",
                "6 | memory_nm: 28 nm | 6 | a number with a unit",
                "6 | memory_nm: .nan | 6 | whole number",
                "7 | memory_nm: 28 | 7 | memory_nm",
                "8 | cell: HP | 8 | lstp",
                "9 | basis: accelergy | 9 | aladdin",
                "10 | dram: HBM9 | 10 | HBM9",
                "12 | `  - {name: big, read_pj: -1, write_pj: 2}` | 12 | read_pj",
                "12 | `  - {name: big, read_pj: 1e12, write_pj: 2}` | 12 | read_pj",
                "12 | `  - {name: big, read_pj: 1}` | 12 | write_pj",
                "12 | `  - {name: big, read_nj: 1, write_pj: 2}` | 12 | read_pj",
                "12 | `  - {name: big, read_pj: 1, write_pj: 2, area_um2: 3}` | 12 | area",
                "14 | `  - {input: int8, weight: int8, partial_sum: int32, energy_pj: 0}` | 14 | energy_pj",
                "16 | `  - {name: far, energy_pj_per_bit: .inf}` | 16 | energy_pj_per_bit",
                "16 | `  - {name: far, energy_pj_per_bit: 4} x` | 16 | t.yaml"
            })
    void oneWrongLineIsNamed(int line, String wrong, int place, String words) {
        String[] lines = RIGHT.split("\n");
        lines[line - 1] = wrong;
        var e = assertThrows(SystoleException.class, () -> read(String.join("\n", lines) + "\n"));
        ExitStatus status = wrong.endsWith("/9") ? ExitStatus.UNSUPPORTED : ExitStatus.INVALID_INPUT;
        assertEquals(status, e.problems().getFirst().code().status());
        boolean named = e.problems().stream()
                .map(Problem::render)
                .anyMatch(text -> text.contains("t.yaml:" + place + ":") && text.contains(words));
        assertTrue(
                named, () -> e.problems().stream().map(Problem::render).toList().toString());
    }

    @Test
    void changedFilesAreReadOrRefused() {
        Fuzz.run("technology", List.of(RIGHT.getBytes(StandardCharsets.UTF_8)), bytes -> {
            new TechnologyReader(tables).read("fuzz.yaml", bytes);
        });
    }
}
