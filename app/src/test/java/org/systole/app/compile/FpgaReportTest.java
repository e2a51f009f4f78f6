package org.systole.app.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.files.Json;
import org.systole.rtl.Synthesis;
import org.systole.rtl.SynthesisEstimate;

/** What a core takes of an FPGA: measured and estimated in the same columns, on the screen and in JSON. */
class FpgaReportTest {
    private static final FpgaReport REPORT = new FpgaReport(
            "core",
            4096,
            new Synthesis(Synthesis.Family.XILINX7, "Yosys 0.23", Map.of("DSP48E1", 64)),
            new SynthesisEstimate(12_345, 6_789, 60, 7));

    @Test
    void bothStandInTheSameColumns() {
        assertEquals(
                List.of(
                        "core for xilinx7",
                        "                            LUT          FF         DSP        BRAM",
                        "  measured                     0           0          64           0",
                        "  estimated               12,345       6,789          60           7",
                        "measured: Yosys 0.23, before place and route; estimated: docs/models/synthesis.md"),
                REPORT.lines());
    }

    @Test
    void jsonHasTheSame() {
        assertEquals(
                "{\"schema\":\"systole-synthesis/1\",\"accelerator\":\"core\",\"instructions\":4096,\"family\":\"xilinx7\","
                        + "\"tool\":\"Yosys 0.23\",\"lut\":0,\"ff\":0,\"dsp\":64,\"bram\":0,\"cells\":{\"DSP48E1\":64},"
                        + "\"estimate\":{\"lut\":12345,\"ff\":6789,\"dsp\":60,\"bram\":7}}",
                Json.compact(REPORT.tree()));
    }
}
