package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.ExploreProblem;
import org.systole.problem.SystoleException;

/** The files of a data.yaml travel as they lie to one another, and nowhere else. */
class DataBundleTest {
    @TempDir
    Path folder;

    private Path yaml(String samples) throws IOException {
        Path file = Files.createDirectories(folder.resolve("here/deep")).resolve("mine.yaml");
        Files.createDirectories(folder.resolve("there"));
        Files.writeString(folder.resolve("there/x.npy"), "samples");
        Files.writeString(folder.resolve("here/deep/y.npy"), "labels");
        return Files.writeString(
                file,
                "systole: data/1\ntitle: t\ntask: classification\nsamples: {file: " + samples
                        + "}\nlabels: {file: y.npy}\n");
    }

    @Test
    void whatIsPackedLiesAsItDid() throws IOException {
        Path yaml = yaml("../../there/x.npy");
        byte[] archive = DataBundle.pack(yaml);
        assertArrayEquals(archive, DataBundle.pack(yaml), "equal data is an equal archive");
        Path copy = DataBundle.unpack(archive).description();
        assertEquals(Files.readString(yaml), Files.readString(copy));
        assertEquals("samples", Files.readString(copy.resolveSibling("../../there/x.npy")));
        assertEquals("labels", Files.readString(copy.resolveSibling("y.npy")));
    }

    @Test
    void theFilesGoWithTheirUser() throws IOException, InterruptedException {
        var kept = DataBundle.unpack(DataBundle.pack(yaml("../../there/x.npy")));
        var gone = DataBundle.unpack(DataBundle.pack(yaml("../../there/x.npy")));
        var user = new Object();
        kept.removeWith(user);
        gone.removeWith(new Object());
        for (int i = 0; i < 200 && Files.exists(gone.root()); i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertFalse(Files.exists(gone.root()));
        assertTrue(Files.exists(kept.description()));
        java.lang.ref.Reference.reachabilityFence(user);
    }

    @Test
    void whatLiesElsewhereStays() throws IOException {
        var e = assertThrows(SystoleException.class, () -> DataBundle.pack(yaml("/there/x.npy")));
        assertEquals(ExploreProblem.MODEL_STAYS, e.problems().getFirst().code());
    }

    @Test
    void noArchiveWritesOutsideItsFolder() throws IOException {
        for (String name : new String[] {"../evil", "a/../../evil", "/evil", ".."}) {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("x".getBytes(StandardCharsets.UTF_8));
            }
            assertThrows(IllegalArgumentException.class, () -> DataBundle.unpack(bytes.toByteArray()), name);
            assertFalse(Files.exists(Path.of("/evil")));
        }
        assertTrue(Files.notExists(Path.of(System.getProperty("java.io.tmpdir")).resolve("evil")));
    }

    /** A topology stays one on its way: its name's ending says what it is. */
    @Test
    void aTopologyIsRecipeEnough() throws IOException {
        Path topology = folder.resolve("net.csv");
        Files.writeString(
                topology,
                "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n"
                        + "Conv1, 32, 32, 3, 3, 3, 16, 1,\n");
        Path study = Files.writeString(
                folder.resolve("study.yaml"),
                "systole: study/1\ntitle: t\nmodel: net.csv\nparameters:\n  - {name: kib, values: [64, 128]}\n"
                        + "accelerator: |\n  systole: accelerator/1\n  extends: gemmini-16\n  name: variant\n"
                        + "  memories:\n    - {name: scratchpad, size_kib: ${kib}}\n"
                        + "objectives:\n  - {minimize: energy_mj}\n");
        var recipe = StudyRecipe.read(StudyRecipe.of(study, 100).bytes());
        Files.delete(topology);
        Files.delete(study);
        var point = org.systole.explore.DesignPoint.of(1);
        assertTrue(recipe.prepare().evaluator().evaluate(point).isEvaluated());
    }
}
