package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

/** A file or folder that is swapped for a link while the model is read never leads outside. */
class ExternalDataRaceTest {
    private static final int TRIES = 1000;

    @TempDir
    Path folder;

    @Test
    void swappedFileIsNeverFollowed() throws Exception {
        Path model = prepare("w.bin");
        Path data = folder.resolve("model/w.bin");
        Path secret = folder.resolve("secret/w.bin");
        race(model, () -> {
            replaceByLink(data, secret);
            Path plain = Files.write(folder.resolve("model/plain"), new byte[8]);
            Files.move(plain, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void swappedFolderIsNeverFollowed() throws Exception {
        Path model = prepare("sub/w.bin");
        Path sub = folder.resolve("model/sub");
        Path aside = folder.resolve("model/aside");
        race(model, () -> {
            Files.move(sub, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(sub, folder.resolve("secret"));
            Files.delete(sub);
            Files.move(aside, sub, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** The secret holds 255 in every byte, the honest data 0. */
    private Path prepare(String location) throws IOException {
        HostileFiles.write(folder, "secret/w.bin", HostileFiles.filled(8, 0xff));
        HostileFiles.write(folder, "model/" + location, new byte[8]);
        var model = Protos.model(Protos.add(Protos.external("location", location)));
        return HostileFiles.write(folder, "model/m.onnx", model.build().toByteArray());
    }

    private static void replaceByLink(Path data, Path secret) throws IOException {
        Path link = data.resolveSibling("link");
        Files.createSymbolicLink(link, secret);
        Files.move(link, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @FunctionalInterface
    private interface Swap {
        void run() throws IOException;
    }

    private static void race(Path model, Swap swap) throws Exception {
        var done = new AtomicBoolean();
        var swapper = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                try {
                    swap.run();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        int read = 0;
        for (int i = 0; i < TRIES; i++) {
            try {
                var weights = OnnxReader.read(model).graph().constant("w").orElseThrow();
                assertEquals(0, weights.bytes().get(ValueLayout.JAVA_BYTE, 0));
                read++;
            } catch (SystoleException e) {
                assertEquals(3, e.status().code(), e.getMessage());
            }
        }
        done.set(true);
        swapper.join();
        int times = read;
        assertTrue(times > 0, "the data was never read; the race was not run");
    }
}
