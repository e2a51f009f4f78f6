package org.systole.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Sounds in a folder or a zip archive: WAV, PCM of 8, 16, 24 or 32 bits or 32-bit float; channels are averaged. */
public final class WavSource implements Source {
    private final Entries entries;
    private final List<String> names;
    private final int sampleRate;

    /**
     * Creates a source over a folder or archive.
     *
     * @param names the files, in order; all {@code .wav} sorted by name when empty
     * @param sampleRate the rate in hertz that every file must have; 0 to accept any
     */
    public WavSource(Path place, List<String> names, int sampleRate) {
        this.entries = Entries.of(place);
        this.names = names.isEmpty() ? entries.withEnding(".wav") : List.copyOf(names);
        this.sampleRate = sampleRate;
        if (this.names.isEmpty())
            throw new SystoleException(Problem.of(
                    DataProblem.EMPTY,
                    Place.file(place.toString()),
                    "there is no .wav file in it",
                    "give a folder or zip archive of WAV files"));
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public String name(int index) {
        return entries.path(names.get(index));
    }

    @Override
    public Tensor sample(int index) {
        return parse(name(index), entries.read(names.get(index)), sampleRate);
    }

    static Tensor parse(String file, byte[] bytes, int expectedRate) {
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || !tag(bytes, 0).equals("RIFF") || !tag(bytes, 8).equals("WAVE"))
            throw Bytes.damaged(file, "is not a WAV file: it does not begin with RIFF and WAVE");
        Encoding encoding = null;
        for (long at = 12; at + 8 <= bytes.length; ) {
            String tag = tag(bytes, (int) at);
            long size = in.getInt((int) at + 4) & 0xffffffffL;
            long body = at + 8;
            if (tag.equals("fmt ") && size >= 16 && body + 16 <= bytes.length) encoding = Encoding.of(in, (int) body);
            if (tag.equals("data")) {
                if (encoding == null) throw Bytes.damaged(file, "has its data before its format");
                if (body + size > bytes.length)
                    throw Bytes.damaged(
                            file, "ends inside its data: " + (bytes.length - body) + " of " + size + " bytes");
                return decode(file, in, (int) body, (int) size, encoding, expectedRate);
            }
            at = body + size + (size & 1);
        }
        throw Bytes.damaged(file, "has no data chunk");
    }

    private static String tag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.US_ASCII);
    }

    private static Tensor decode(String file, ByteBuffer in, int start, int size, Encoding e, int expectedRate) {
        if (expectedRate != 0 && e.rate != expectedRate)
            throw Bytes.unsupported(
                    file,
                    "the sound has " + e.rate + " samples a second, expected " + expectedRate,
                    "resample it to " + expectedRate + " Hz, or correct sample_rate_hz");
        if (e.channels < 1 || !e.isSupported())
            throw Bytes.unsupported(
                    file,
                    "WAV format " + e.format + " with " + e.bits + " bits and " + e.channels + " channels is not read",
                    "save it as 16-bit PCM");
        int frame = e.channels * e.bits / 8, frames = size / frame;
        float[] samples = new float[frames];
        for (int i = 0; i < frames; i++) {
            float sum = 0;
            for (int c = 0; c < e.channels; c++) sum += e.value(in, start + i * frame + c * e.bits / 8);
            samples[i] = sum / e.channels;
        }
        return Tensor.of(Shape.of(frames), samples);
    }

    /** How samples are stored: format 1 is PCM, 3 is float, 0xfffe carries either in a sub-format. */
    private record Encoding(int format, int channels, int rate, int bits) {
        static Encoding of(ByteBuffer in, int at) {
            int format = in.getShort(at) & 0xffff;
            if (format == 0xfffe && at + 26 <= in.limit()) format = in.getShort(at + 24) & 0xffff;
            return new Encoding(format, in.getShort(at + 2) & 0xffff, in.getInt(at + 4), in.getShort(at + 14) & 0xffff);
        }

        boolean isSupported() {
            return format == 1 ? bits == 8 || bits == 16 || bits == 24 || bits == 32 : format == 3 && bits == 32;
        }

        float value(ByteBuffer in, int at) {
            if (format == 3) return in.getFloat(at);
            return switch (bits) {
                case 8 -> ((in.get(at) & 0xff) - 128) / 128f;
                case 16 -> in.getShort(at) / 32768f;
                case 24 -> ((in.get(at) & 0xff) | (in.get(at + 1) & 0xff) << 8 | in.get(at + 2) << 16) / 8388608f;
                default -> in.getInt(at) / 2147483648f;
            };
        }
    }
}
