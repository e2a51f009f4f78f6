package org.systole.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

class BadDataTest {
    @TempDir
    Path folder;

    private static byte[] npy(String header, int dataBytes) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[10 + text.length + dataBytes];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 0, bytes, 0, 8);
        bytes[8] = (byte) text.length;
        System.arraycopy(text, 0, bytes, 10, text.length);
        return bytes;
    }

    private static void refused(DataProblem code, String words, byte[] bytes) {
        var e = assertThrows(SystoleException.class, () -> Npy.parse("x.npy", bytes));
        assertEquals(code, e.problems().getFirst().code());
        assertTrue(e.getMessage().contains(words), e::getMessage);
    }

    @Test
    void damagedArrays() {
        refused(DataProblem.DAMAGED, "does not begin with", "<html>".getBytes(StandardCharsets.US_ASCII));
        refused(DataProblem.DAMAGED, "does not begin with", new byte[0]);
        String good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        assertEquals(6, Npy.parse("x.npy", npy(good, 24)).elements());
        refused(DataProblem.DAMAGED, "holds 23 bytes of data, FLOAT32 2x3 needs 24", npy(good, 23));
        refused(DataProblem.UNSUPPORTED_ENCODING, "Fortran order", npy(good.replace("False", "True"), 24));
        refused(DataProblem.UNSUPPORTED_ENCODING, "element type '|O'", npy(good.replace("<f4", "|O"), 24));
        refused(DataProblem.UNSUPPORTED_ENCODING, "element type '>f4'", npy(good.replace("<f4", ">f4"), 24));
        refused(DataProblem.DAMAGED, "impossible shape", npy(good.replace("2, 3", "99999999999, 3"), 24));
        refused(DataProblem.DAMAGED, "impossible shape", npy(good.replace("2, 3", "2000000000, 2000000000, 9"), 24));
        refused(DataProblem.DAMAGED, "'shape'", npy(good.replace("shape", "shade"), 24));
        refused(DataProblem.DAMAGED, "ends inside its .npy header", Arrays.copyOf(npy(good, 24), 30));
    }

    @Test
    void damagedIdxAndSound() {
        var e = assertThrows(SystoleException.class, () -> Idx.parse("x", new byte[] {0, 0, 8, 1, 0, 0, 0, 9, 1}));
        assertTrue(e.getMessage().contains("holds 1 elements, its shape 9 needs 9"), e::getMessage);
        e = assertThrows(SystoleException.class, () -> WavSource.parse("x.wav", new byte[60], 0));
        assertTrue(e.getMessage().contains("is not a WAV file"), e::getMessage);
    }

    @Test
    void labelTables() throws IOException {
        Path file = folder.resolve("labels.csv");
        Files.writeString(file, "file,class\na.png,1\nb.png,two\n\"c,d.png\",3\n");
        var e = assertThrows(SystoleException.class, () -> Labels.csv(file, "file", "class"));
        assertEquals(3, e.problems().getFirst().place().line());
        e = assertThrows(SystoleException.class, () -> Labels.csv(file, "file", "label"));
        assertTrue(e.getMessage().contains("the columns are file, class"), e::getMessage);
        Files.writeString(file, "file,class\n\"c,d.png\",3\n");
        assertEquals(List.of("c,d.png"), Labels.csv(file, "file", "class").files());
    }

    @Test
    void emptyAndDamagedPictures() throws IOException {
        var e = assertThrows(SystoleException.class, () -> ImageSource.all(folder));
        assertEquals(DataProblem.EMPTY, e.problems().getFirst().code());
        Files.write(folder.resolve("a.png"), new byte[] {1, 2, 3});
        var source = ImageSource.all(folder);
        e = assertThrows(SystoleException.class, () -> source.sample(0));
        assertEquals(DataProblem.DAMAGED, e.problems().getFirst().code());
        e = assertThrows(SystoleException.class, () -> ImageSource.all(folder.resolve("none")));
        assertEquals(DataProblem.UNREADABLE, e.problems().getFirst().code());
    }

    /** Whoever asks for the files alone is told as well. */
    @Test
    void stepsWithoutWhatTheyNeed() throws IOException {
        Path file = folder.resolve("data.yaml");
        Files.writeString(file, """
                systole: data/1
                title: Numbers
                task: classification
                samples: {kind: array, file: x.npy}
                labels: {file: y.npy}
                prepare:
                  - {step: resize}
                """);
        for (Executable read : List.<Executable>of(() -> DataReader.read(file), () -> DataReader.files(file))) {
            var e = assertThrows(SystoleException.class, read);
            assertEquals(DataProblem.STEP_INCOMPLETE, e.problems().getFirst().code());
            assertEquals(7, e.problems().getFirst().place().line());
        }
    }

    @Test
    void theFilesOfADescription() throws IOException {
        Path file = folder.resolve("data.yaml");
        Files.writeString(file, """
                systole: data/1
                title: Numbers
                task: classification
                samples: {kind: array, file: x.npy}
                labels: {file: y.npy}
                calibration: {kind: array, file: x.npy}
                """);
        assertEquals(List.of("x.npy", "y.npy"), DataReader.files(file));
    }
}
