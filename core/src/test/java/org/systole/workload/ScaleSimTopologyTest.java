package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.Shared;
import org.systole.problem.SystoleException;

class ScaleSimTopologyTest {
    private static final String HEADER =
            "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

    @TempDir
    private Path folder;

    /** SCALE-Sim's own output pixels and multiply-accumulates of the layers of six networks. */
    @Test
    void countsAreThoseOfScaleSim() throws IOException {
        Path golden = Shared.path("golden/scalesim/golden_zero_stall_closed_form.csv");
        Map<String, String[]> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(golden, StandardCharsets.UTF_8)) {
            String[] cells = line.split(",");
            if (!cells[0].equals("network")) rows.putIfAbsent(cells[0] + "/" + cells[1], cells);
        }
        var text = new StringBuilder(HEADER);
        rows.forEach(
                (name, c) -> text.append(String.join(",", name, c[2], c[3], c[4], c[5], c[6], c[7], c[8]) + ",\n"));
        Workload workload = ScaleSimTopology.parse("all.csv", text.toString(), Precision.INT8);
        assertEquals(rows.size(), workload.macLayers().size());
        assertTrue(rows.size() > 100, "the golden file has 6 networks");
        for (MacLayer layer : workload.macLayers()) {
            String[] c = rows.get(layer.name());
            int pixels = layer.nest().bound(Dimension.OY) * layer.nest().bound(Dimension.OX);
            assertEquals(Integer.parseInt(c[12]), pixels, layer.name());
            assertEquals(Long.parseLong(c[16]), layer.macs(), layer.name());
            assertEquals(
                    Long.parseLong(c[13]),
                    layer.nest().elements(Operand.WEIGHT) / layer.nest().bound(Dimension.K),
                    layer.name());
        }
    }

    @Test
    void readsTheMatrixFormat() {
        Workload workload = ScaleSimTopology.parse(
                "dir/vit_s.csv", "Layer,M,N,K,\r\nL0,196,192,384,\r\n\r\nL0, 196, 1176,64,\r\n", Precision.INT8);
        assertEquals("vit_s", workload.name());
        assertEquals(
                LoopNest.matrix(196, 192, 384), workload.macLayers().getFirst().nest());
        assertEquals("L0#2", workload.macLayers().getLast().name());
        assertEquals(196 * 384, workload.maps().get("L0.ifmap").elements());
        assertEquals(196 * 192, workload.maps().get("L0.ofmap").elements());
    }

    @Test
    void readsByteOrderMarkCommentsBatchesAndTwoStrides() {
        String text = "\uFEFFname,ifmap h,ifmap w,filter h,filter w,channels,num filters,stride h,stride w,batch,\n"
                + "c1, 9, 8, 3, 2, 4, 5, 2, 1, 3,\n";
        MacLayer layer = ScaleSimTopology.parse("x.csv", text, Precision.INT8)
                .macLayers()
                .getFirst();
        // (9 - 3 + 2) / 2 = 4 rows, (8 - 2 + 1) / 1 = 7 columns
        assertEquals("B3 G1 K5 C4 OY4 OX7 FY3 FX2 s2x1", layer.nest().toString());
        MacLayer noted = ScaleSimTopology.parse("x.csv", HEADER + "dw, 112, 112, 3, 3, 1, 1, 2,#dw\n", Precision.INT8)
                .macLayers()
                .getFirst();
        // the last window hangs over the edge: ceil((112 - 3 + 2) / 2) = 56
        assertEquals(56, noted.nest().bound(Dimension.OY));
    }

    @Test
    void aNameWithDpIsDepthwise() {
        MacLayer layer = ScaleSimTopology.parse("x.csv", HEADER + "DP1,14,14,3,3,32,1,1,\n", Precision.INT8)
                .macLayers()
                .getFirst();
        assertEquals(MacLayer.Kind.DEPTHWISE, layer.kind());
        assertEquals("B1 G32 K1 C1 OY12 OX12 FY3 FX3 s1", layer.nest().toString());
    }

    @Test
    void everyProblemOfAFileIsReportedAtItsPlace() {
        String text = HEADER
                + "a,224,224,3,3,3,64,\n"
                + "b,224,x,3,3,0,64,2,\n"
                + "c,2,9,3,3,3,64,1,\n"
                + "d,9,9,3,3,3,64,1,2:4,\n"
                + "e,999999999,999999999,1,1,999999999,999999999,1,\n";
        var e = assertThrows(
                SystoleException.class, () -> ScaleSimTopology.parse("nets/bad.csv", text, Precision.INT8));
        assertEquals("""
                error[E1211]: found 7 cells, expected 8
                  --> nets/bad.csv:2:17
                  fix: give a name and 7 numbers
                error[E1212]: input width: found 'x', expected a whole number from 1 to 999999999
                  --> nets/bad.csv:3:7
                  fix: write the input width as a whole number
                error[E1212]: channels: found '0', expected a whole number from 1 to 999999999
                  --> nets/bad.csv:3:13
                  fix: write the channels as a whole number
                error[E1213]: found a filter height of 3 on an input height of 2, expected at most the input's
                  --> nets/bad.csv:4:7
                  fix: make the input at least 3 (add its padding) or the filter smaller
                error[E1214]: found '2:4', expected the sparsity ratio 1:1
                  --> nets/bad.csv:5:18
                  fix: remove the cell, or write 1:1
                error[E1204]: layer 'e' has more than 2^63 multiply-accumulates or elements
                  --> nets/bad.csv:6:1
                  fix: check the layer's sizes""", e.getMessage());
        assertEquals(3, e.status().code());
    }

    @Test
    void aWrongHeaderAndAnEmptyFileAreRefused() throws IOException {
        var e = assertThrows(
                SystoleException.class, () -> ScaleSimTopology.parse("x.csv", "a,b\n1,2\n", Precision.INT8));
        assertTrue(e.getMessage().startsWith("error[E1210]: found the header 'a, b', expected 'Layer name"));
        e = assertThrows(SystoleException.class, () -> ScaleSimTopology.parse("x.csv", HEADER, Precision.INT8));
        assertTrue(e.getMessage().startsWith("error[E1215]: found no layer"));
        Path binary = folder.resolve("net.csv");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        e = assertThrows(SystoleException.class, () -> ScaleSimTopology.read(binary, Precision.INT8));
        assertTrue(e.getMessage().startsWith("error[E1216]: found bytes that are not UTF-8"));
    }
}
