package org.systole.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.Fuzz;
import org.systole.house.Shared;

/** Changed arrays, sounds and data descriptions are read or refused. */
class DataFuzzTest {
    @Test
    void arrays() {
        Fuzz.run(
                "npy",
                List.of(npy("<f4", "(2, 3)", 24), npy("<i2", "(2, 3)", 12), npy("|u1", "(5,)", 5), npy("<i8", "()", 8)),
                bytes -> Npy.parse("fuzz.npy", bytes).bytes());
    }

    @Test
    void idxArrays() {
        byte[] idx =
                ByteBuffer.allocate(12 + 6).putInt(0x0802).putInt(2).putInt(3).array();
        Fuzz.run("idx", List.of(idx), bytes -> Idx.parse("fuzz.idx", bytes).bytes());
    }

    @Test
    void sounds() {
        Fuzz.run(
                "wav",
                List.of(wav(1, 16, 1), wav(1, 8, 2), wav(1, 24, 1), wav(3, 32, 2)),
                bytes -> WavSource.parse("fuzz.wav", bytes, 0).bytes());
    }

    /** Descriptions whose data is not there: the refusal of the data is an outcome like any other. */
    @Test
    void descriptions(@TempDir Path folder) throws IOException {
        var corpus = new ArrayList<byte[]>();
        try (var files = Files.list(Shared.repositoryPath("examples/data"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList())
                corpus.add(Files.readAllBytes(file));
        }
        Path file = folder.resolve("data.yaml");
        Fuzz.run("data.yaml", corpus, bytes -> {
            Files.write(file, bytes);
            DataReader.read(file, folder);
        });
    }

    /** Descriptions whose data is there: the first sample is prepared or refused. */
    @Test
    void preparations(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("x.npy"), npy("|u1", "(4, 6, 5, 3)", 360));
        Files.write(folder.resolve("y.npy"), npy("|u1", "(4,)", 4));
        Files.write(Files.createDirectory(folder.resolve("sounds")).resolve("s.wav"), wav(1, 16, 1));
        String pictures = """
                systole: data/1
                title: Pictures
                samples: {file: x.npy}
                labels: {file: y.npy, offset: 1}
                prepare:
                """;
        String sounds = """
                systole: data/1
                title: Sounds
                samples: {kind: sounds, file: sounds, names: '*.wav', sample_rate_hz: 8000}
                prepare:
                """;
        String framing = "window: 4, hop: 2, fft: 4, mels: 3, low_hz: 20, high_hz: 4000";
        var corpus = new ArrayList<byte[]>();
        for (String steps : List.of(
                "  - {step: resize, height: 4, width: 7}\n  - {step: reverse_channels}\n",
                "  - {step: center_crop, height: 3, width: 2}\n  - {step: transpose, axes: [2, 0, 1]}\n",
                "  - {step: gray}\n  - {step: reshape, shape: [1, 30]}\n",
                "  - {step: normalize, mean: [1, 2, 3], std: [4, 5, 6], scale: [2]}\n"))
            corpus.add((pictures + steps).getBytes(StandardCharsets.UTF_8));
        for (String steps : List.of(
                "  - {step: center_fit, length: 9}\n",
                "  - {step: log_mel, sample_rate_hz: 8000, " + framing + ", floor: 0.1}\n",
                "  - {step: mfcc, sample_rate_hz: 8000, " + framing + ", coefficients: 2}\n"))
            corpus.add((sounds + steps).getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("data.yaml");
        Fuzz.run("prepared data", corpus, bytes -> {
            Files.write(file, bytes);
            DataReader.read(file, folder).sample(0);
        });
    }

    private static byte[] npy(String type, String shape, int bytes) {
        String head = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte[] text = head.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + text.length + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    private static byte[] wav(int code, int bits, int channels) {
        int frame = channels * bits / 8;
        int data = 7 * frame;
        return ByteBuffer.allocate(44 + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + data)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) code)
                .putShort((short) channels)
                .putInt(8000)
                .putInt(8000 * frame)
                .putShort((short) frame)
                .putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(data)
                .array();
    }
}
