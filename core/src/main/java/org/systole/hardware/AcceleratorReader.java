package org.systole.hardware;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;

/** Reads {@code accelerator.yaml} files and checks that what they describe can exist. */
public final class AcceleratorReader {
    private final FormatReader reader;
    private final Collection<String> technologies;

    /**
     * Creates a reader that takes any technology's name.
     *
     * @param sources where {@code extends: NAME} finds shipped accelerators; {@link Accelerators#SOURCES} usually
     */
    public AcceleratorReader(Sources sources) {
        this(sources, List.of());
    }

    /**
     * Creates a reader.
     *
     * @param sources where {@code extends: NAME} finds shipped accelerators; {@link Accelerators#SOURCES} usually
     * @param technologies the names that an accelerator may give as its technology; none for any
     */
    public AcceleratorReader(Sources sources, Collection<String> technologies) {
        this.reader = new FormatReader(AcceleratorFormat.FORMAT, sources);
        this.technologies = technologies;
    }

    /**
     * Returns the accelerator that a file describes.
     *
     * @param file the file as the user named it
     * @throws SystoleException with all problems (E20xx, E21xx), each with file:line:column
     */
    public Accelerator read(Path file) {
        var problems = new Problems();
        return finish(reader.read(file, problems), problems);
    }

    /**
     * Returns the accelerator that a text describes.
     *
     * @param label what messages call it
     * @param bytes UTF-8
     * @throws SystoleException with all problems (E20xx, E21xx), each with label:line:column
     */
    public Accelerator read(String label, byte[] bytes) {
        var problems = new Problems();
        return finish(reader.read(label, bytes, problems), problems);
    }

    private Accelerator finish(Optional<YamlObject> object, Problems problems) {
        object.ifPresent(o -> new ReferenceChecks(o, technologies, problems).run());
        if (!problems.isEmpty()) object.ifPresent(o -> new SoundParts(o, problems).run());
        problems.throwIfAny();
        YamlObject root = object.orElseThrow();
        Accelerator accelerator = AcceleratorBuilder.build(root, problems);
        problems.throwIfAny();
        new AcceleratorChecks(accelerator, root, problems).run();
        problems.throwIfAny();
        return accelerator;
    }
}
