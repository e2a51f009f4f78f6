package org.systole.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.onnx.proto.Onnx.StringStringEntryProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Storage;

/** The files beside a model that hold its tensors: each is opened once, inside the model's folder, and mapped. */
final class ExternalData {
    private static final List<String> KEYS = List.of("location", "offset", "length", "checksum", "basepath");
    private static final String SAVE_AGAIN = "save the model with its external data again";

    private final Path folder;
    private final ReadContext context;
    private final boolean mayBeMissing;
    private final Map<String, Optional<ConfinedFolder.Mapped>> files = new LinkedHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Map<String, String> checksums = new LinkedHashMap<>();

    ExternalData(Path folder, ReadContext context, boolean mayBeMissing) {
        this.folder = folder;
        this.context = context;
        this.mayBeMissing = mayBeMissing;
    }

    /** Returns the files in use, in the order of their first use. */
    List<ExternalFile> used() {
        var used = new ArrayList<ExternalFile>();
        files.forEach((location, file) -> file.ifPresent(
                f -> used.add(new ExternalFile(location, f.path(), f.bytes().byteSize()))));
        return used;
    }

    /**
     * Returns the bytes of a tensor with external data; otherwise adds a problem and returns nothing.
     *
     * @param needed how many bytes its type and dimensions take
     */
    Optional<Storage> read(TensorProto tensor, long needed, String place) {
        Map<String, String> entries = entries(tensor, place);
        if (entries == null) return Optional.empty();
        String location = entries.getOrDefault("location", "");
        String fault = ConfinedFolder.faultOf(location);
        if (fault != null) {
            context.problem(
                    OnnxProblem.EXTERNAL_LOCATION,
                    place,
                    "the location " + Names.quote(location) + " of its external data " + fault,
                    "a model could otherwise read any file of this machine",
                    "put the data beside the model and save the model with that relative path");
            return Optional.empty();
        }
        Long offset = number(entries, "offset", 0, place);
        Long length = number(entries, "length", needed, place);
        if (offset == null || length == null) return Optional.empty();
        if (length != needed) {
            range(place, "its external data has length " + length + ", its type and dimensions need " + needed);
            return Optional.empty();
        }
        Optional<ConfinedFolder.Mapped> opened = open(location, place);
        if (opened.isEmpty() && missing.contains(location)) return Optional.of(absent(location, place));
        return opened.filter(file -> checked(file, location, entries.get("checksum"), place))
                .flatMap(file -> slice(file, location, offset, length, place))
                .map(bytes -> () -> bytes);
    }

    private Storage absent(String location, String place) {
        Problem problem = Problem.of(
                OnnxProblem.EXTERNAL_MISSING,
                Place.element(context.file(), place),
                "its external data " + Names.quote(location) + " does not exist, and its numbers are needed",
                "copy it beside the model");
        return () -> {
            throw new SystoleException(problem);
        };
    }

    private Map<String, String> entries(TensorProto tensor, String place) {
        var entries = new LinkedHashMap<String, String>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            String key = entry.getKey();
            if (!KEYS.contains(key)) context.note("external data: unknown entry " + Names.quote(key) + " is ignored");
            else if (entries.put(key, entry.getValue()) != null) {
                context.problem(
                        OnnxProblem.EXTERNAL_ENTRY,
                        place,
                        "its external data has two entries '" + key + "'",
                        SAVE_AGAIN);
                return null;
            }
        }
        return entries;
    }

    private Long number(Map<String, String> entries, String key, long otherwise, String place) {
        String text = entries.get(key);
        if (text == null) return otherwise;
        try {
            // Long.parseLong takes other digits and a sign as well.
            if (text.matches("[0-9]{1,19}")) return Long.parseLong(text);
        } catch (NumberFormatException e) {
            // Falls through: past 63 bits.
        }
        context.problem(
                OnnxProblem.EXTERNAL_ENTRY,
                place,
                "its external data has " + key + " " + Names.quote(text) + ", expected a whole number from 0",
                SAVE_AGAIN);
        return null;
    }

    private Optional<ConfinedFolder.Mapped> open(String location, String place) {
        Optional<ConfinedFolder.Mapped> known = files.get(location);
        // A file that cannot be opened is one problem, however many tensors lie in it.
        if (known != null) return known;
        if (folder == null) {
            context.problem(
                    OnnxProblem.EXTERNAL_NO_FOLDER,
                    place,
                    "its data lies in the file " + Names.quote(location) + ", but the model was not read from a folder",
                    "read the model from its file");
            return Optional.empty();
        }
        Optional<ConfinedFolder.Mapped> opened = openIn(location, place);
        files.put(location, opened);
        return opened;
    }

    private Optional<ConfinedFolder.Mapped> openIn(String location, String place) {
        try {
            return Optional.of(new ConfinedFolder(folder).map(location));
        } catch (ConfinedFolder.RefusedException e) {
            if (mayBeMissing && e.code() == OnnxProblem.EXTERNAL_MISSING) {
                missing.add(location);
                context.note("external data " + Names.quote(location) + " is missing; the model has no weights there");
                return Optional.empty();
            }
            context.problem(
                    e.code(), place, "its external data " + Names.quote(location) + " " + e.getMessage(), e.fix());
        } catch (IOException e) {
            context.problem(
                    OnnxProblem.EXTERNAL_MISSING,
                    place,
                    "its external data " + Names.quote(location) + " cannot be read",
                    "check the permissions of the file");
        }
        return Optional.empty();
    }

    private Optional<MemorySegment> slice(
            ConfinedFolder.Mapped file, String location, long offset, long length, String place) {
        long size = file.bytes().byteSize();
        if (offset <= size && length <= size - offset)
            return Optional.of(file.bytes().asSlice(offset, length));
        range(
                place,
                "its external data lies at bytes " + offset + " to " + Long.toUnsignedString(offset + length) + " of "
                        + Names.quote(location) + ", which has " + size + " bytes");
        return Optional.empty();
    }

    private void range(String place, String message) {
        context.problem(OnnxProblem.EXTERNAL_RANGE, place, message, "copy the data file again, or " + SAVE_AGAIN);
    }

    private boolean checked(ConfinedFolder.Mapped file, String location, String checksum, String place) {
        if (checksum == null || checksum.isEmpty()) return true;
        String found = checksums.computeIfAbsent(location, key -> sha1(file.bytes()));
        if (checksum.toLowerCase(Locale.ROOT).equals(found)) return true;
        context.problem(
                OnnxProblem.EXTERNAL_CHECKSUM,
                place,
                "the SHA-1 of " + Names.quote(location) + " is " + found + ", the model says " + Names.quote(checksum),
                "copy the data file again");
        return false;
    }

    private static String sha1(MemorySegment bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            long step = 1 << 20;
            for (long at = 0; at < bytes.byteSize(); at += step)
                digest.update(
                        bytes.asSlice(at, Math.min(step, bytes.byteSize() - at)).asByteBuffer());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
