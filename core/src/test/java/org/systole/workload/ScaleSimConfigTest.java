package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.house.Shared;
import org.systole.problem.SystoleException;

class ScaleSimConfigTest {
    private static final String GOOD = """
            # a comment
            [general]
            run_name = tiny
            [architecture_presets]
            ArrayHeight:    16
            ArrayWidth = 8
            IfmapSramSzkB: 64
            FilterSramSzkB: 32
            OfmapSramSzkB: 16
            Bandwidth : 10, 20,30
            Dataflow : os
            [run_presets]
            InterfaceBandwidth: USER
            """;

    @Test
    void readsWhatTheFileSays() {
        assertEquals(
                new ScaleSimConfig("tiny", 16, 8, 64, 32, 16, Operand.OUTPUT, List.of(10, 20, 30)),
                ScaleSimConfig.parse("tiny.cfg", GOOD));
        assertEquals(
                List.of(),
                ScaleSimConfig.parse("tiny.cfg", GOOD.replace("USER", "CALC")).bandwidths());
    }

    /** The names of the twelve files that the golden runs used say what is in them. */
    @Test
    void readsTheGoldenFiles() throws IOException {
        int files = 0;
        try (var folder = Files.newDirectoryStream(Shared.path("golden/scalesim/cfg"), "*.cfg")) {
            for (Path file : folder) {
                String[] name =
                        file.getFileName().toString().replace(".cfg", "").split("_");
                ScaleSimConfig config = ScaleSimConfig.read(file);
                int size = Integer.parseInt(name[0].substring(1));
                Operand stationary = switch (name[1]) {
                    case "ws" -> Operand.WEIGHT;
                    case "os" -> Operand.OUTPUT;
                    default -> Operand.INPUT;
                };
                List<Integer> bandwidths = name[2].equals("USER") ? List.of(10) : List.of();
                assertEquals(
                        new ScaleSimConfig(String.join("_", name), size, size, 64, 64, 64, stationary, bandwidths),
                        config);
                files++;
            }
        }
        assertEquals(12, files);
    }

    @Test
    void everyProblemOfAFileIsReportedAtItsPlace() {
        String bad = """
                ArrayHeight: 3
                [general]
                nothing
                [secret]
                x: 1
                [architecture_presets]
                ArrayHeight: 0
                  Arraywidth: 8
                ArrayWidth: 8
                IfmapSramSzkB: 64
                FilterSramSzkB: 32
                Dataflow: xs
                Colour: red
                [sparsity]
                SparsitySupport: true
                [run_presets]
                InterfaceBandwidth: CALC
                """;
        var e = assertThrows(SystoleException.class, () -> ScaleSimConfig.parse("bad.cfg", bad));
        assertEquals("""
                error[E1223]: found no key 'OfmapSramSzkB' in the section [architecture_presets]
                  --> bad.cfg  architecture_presets.OfmapSramSzkB
                error[E1220]: found 'ArrayHeight: 3', expected a section in brackets first
                  --> bad.cfg:1:1
                error[E1220]: found 'nothing', expected 'key: value' or '[section]'
                  --> bad.cfg:3:1
                error[E1221]: found the section 'secret', expected one of \
                [architecture_presets, general, layout, network_presets, run_presets, sparsity]
                  --> bad.cfg:4:1
                error[E1222]: architecture_presets.ArrayHeight: found '0', expected a whole number from 1 to 999999999
                  --> bad.cfg:7:1
                error[E1221]: found the key 'ArrayWidth' a second time
                  --> bad.cfg:9:1
                error[E1222]: architecture_presets.Dataflow: found 'xs', expected ws, os or is
                  --> bad.cfg:12:1
                error[E1221]: found the key 'Colour', which the section [architecture_presets] does not have
                  --> bad.cfg:13:1
                error[E1224]: found 'true', expected False
                  --> bad.cfg:15:1""", e.getMessage().replaceAll("\n  fix: [^\n]*", ""));
    }
}
