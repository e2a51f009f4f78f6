package org.systole.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is that is no ONNX model, told from its first bytes.
 *
 * @param what with its article, as in "this is a zip archive"
 * @param fix what to do with it
 */
record Guess(String what, String fix) {
    private static final int LOOKED_AT = 512;
    private static final String CONVERT = "convert it to ONNX first";
    private static final String UNPACK = "unpack it and give the .onnx file inside";
    private static final String DOWNLOAD = "download the .onnx file itself (the 'raw' link of the page)";

    /** Signatures: offset, bytes as Latin-1 text, what it is, what to do. */
    private record Signature(int offset, String bytes, Guess guess) {}

    private static final List<Signature> SIGNATURES = List.of(
            sign(0, "version https://git-lfs", "a Git LFS pointer, not the file it points to", "run 'git lfs pull'"),
            sign(0, "PK\3\4", "a zip archive (a PyTorch .pt file is one, too)", UNPACK + ", or export it to ONNX"),
            sign(0, "PK\5\6", "an empty zip archive", UNPACK),
            sign(0, "\u001f\u008b", "gzip-compressed data", UNPACK),
            sign(0, "BZh", "bzip2-compressed data", UNPACK),
            sign(0, "\u00fd7zXZ", "xz-compressed data", UNPACK),
            sign(0, "\u0028\u00b5\u002f\u00fd", "zstandard-compressed data", UNPACK),
            sign(0, "7z\u00bc\u00af", "a 7-zip archive", UNPACK),
            sign(257, "ustar", "a tar archive", UNPACK),
            sign(4, "TFL3", "a TensorFlow Lite model", "convert it with 'python -m tf2onnx.convert --tflite'"),
            sign(4, "ORTM", "an ONNX Runtime model (.ort)", "give the .onnx file it was made from"),
            sign(0, "\u0089HDF", "an HDF5 file (Keras)", CONVERT + " (tf2onnx)"),
            sign(0, "GGUF", "a GGUF file", "export the network to ONNX instead"),
            sign(0, "\u0093NUMPY", "a NumPy array", "give the .onnx file"),
            sign(8, "{\"", "a safetensors file", "export the network to ONNX instead"),
            sign(0, "\u0089PNG", "a PNG image", "give the .onnx file"),
            sign(0, "\u00ff\u00d8\u00ff", "a JPEG image", "give the .onnx file"),
            sign(0, "%PDF", "a PDF document", "give the .onnx file"),
            sign(0, "\u007fELF", "an ELF program", "give the .onnx file"),
            sign(0, "MZ", "a Windows program", "give the .onnx file"),
            sign(0, "\u00ca\u00fe\u00ba\u00be", "a Java class", "give the .onnx file"),
            sign(0, "\u00ff\u00fe", "UTF-16 text", "give the .onnx file"),
            sign(0, "\u00fe\u00ff", "UTF-16 text", "give the .onnx file"),
            sign(0, "\u0080\2", "a Python pickle (PyTorch)", "export the network to ONNX with torch.onnx.export"),
            sign(0, "\u0080\4", "a Python pickle (PyTorch)", "export the network to ONNX with torch.onnx.export"));

    private static Signature sign(int offset, String bytes, String what, String fix) {
        return new Signature(offset, bytes, new Guess(what, fix));
    }

    /** Returns what the bytes are, when they look like something known. */
    static Optional<Guess> of(ByteBuffer bytes) {
        byte[] head = new byte[Math.min(LOOKED_AT, bytes.remaining())];
        bytes.duplicate().get(head);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        for (Signature s : SIGNATURES) if (text.startsWith(s.bytes, s.offset)) return Optional.of(s.guess);
        return ofText(text);
    }

    private static Optional<Guess> ofText(String text) {
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html"))
            return Optional.of(new Guess("an HTML page, not the file it offers", DOWNLOAD));
        if (!isText(text)) return Optional.empty();
        if (start.startsWith("<")) return Optional.of(new Guess("text (XML or ONNX text)", CONVERT));
        if (start.startsWith("{") || start.startsWith("["))
            return Optional.of(new Guess("JSON text", "give the .onnx file"));
        return Optional.of(new Guess("text", "give the .onnx file"));
    }

    /** Returns whether the bytes are printable UTF-8, but for a character cut at the end of what was looked at. */
    private static boolean isText(String latin) {
        String text = new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        int cut = latin.length() == LOOKED_AT ? 3 : 0;
        return text.chars()
                .limit(text.length() - cut)
                .allMatch(c -> c == '\n' || c == '\r' || c == '\t' || c >= ' ' && c != 0x7f && c != 0xfffd);
    }
}
