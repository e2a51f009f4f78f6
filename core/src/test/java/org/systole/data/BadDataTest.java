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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        Path file = described("resize");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "normalize, mean: [1, 2], std: [1, 2, 3] | mean, std and scale have 2, 3 and 1 numbers",
                "mfcc, sample_rate_hz: 8000, window: 4, hop: 2, fft: 4, mels: 1, low_hz: 20, high_hz: 4000, coefficients: 2"
                        + " | coefficients 2",
                "log_mel, sample_rate_hz: 8000, window: 4, hop: 2, fft: 4, mels: 3, low_hz: 20, high_hz: 4001 | band",
                "log_mel, sample_rate_hz: 8000, window: 4, hop: 2, fft: 1048576, mels: 999, low_hz: 20, high_hz: 30 | 999 filters",
                "'reshape, shape: [1073741824, 1073741824, 1073741824]' | more than 2^63 elements"
            })
    void stepsOfNumbersThatContradictEachOther(String step, String words) throws IOException {
        var e = assertThrows(SystoleException.class, () -> DataReader.read(described(step)));
        assertEquals(DataProblem.STEP_IMPOSSIBLE, e.problems().getFirst().code());
        assertEquals(7, e.problems().getFirst().place().line());
        assertTrue(e.getMessage().contains(words), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'transpose, axes: [0, 1, 3]' | there is no axis 3 in 2x2x3",
                "'resize, height: 65535, width: 65535' | a sample of 12884508675 numbers",
                "'center_fit, length: 1073741824' | a sample of 1073741824 numbers"
            })
    void stepsThatDoNotFitTheSample(String step, String words) throws IOException {
        Files.write(
                folder.resolve("x.npy"), npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 2, 3), }", 12));
        Files.write(folder.resolve("y.npy"), npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", 1));
        DataSet data = DataReader.read(described(step));
        var e = assertThrows(SystoleException.class, () -> data.sample(0));
        assertEquals(DataProblem.SHAPE_MISMATCH, e.problems().getFirst().code());
        assertTrue(e.getMessage().contains(words), e::getMessage);
    }

    private Path described(String step) throws IOException {
        return Files.writeString(folder.resolve("data.yaml"), """
                systole: data/1
                title: Numbers
                task: classification
                samples: {kind: array, file: x.npy}
                labels: {file: y.npy}
                prepare:
                  - {step: %s}
                """.formatted(step));
    }

    @Test
    void theRootOfAllFoldersIsNoArray() throws IOException {
        Path file = Files.writeString(folder.resolve("data.yaml"), """
                systole: data/1
                title: Numbers
                samples: {file: /}
                """);
        var e = assertThrows(SystoleException.class, () -> DataReader.read(file));
        assertEquals(DataProblem.UNSUPPORTED_ENCODING, e.problems().getFirst().code());
    }
}
