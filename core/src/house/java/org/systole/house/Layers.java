package org.systole.house;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The order of the library's packages: a class uses its own package and earlier ones only.
 *
 * <p>Read from compiled classes, so an import that is never used does not count, and neither does a constant that the
 * compiler copied. A package {@code x.internal} is seen from {@code x} only.
 */
final class Layers {
    /** From the first to the last; also the order of the documentation. */
    static final List<String> ORDER = List.of(
            "problem",
            "files",
            "yaml",
            "units",
            "tensor",
            "graph",
            "onnx",
            "data",
            "zoo",
            "formats",
            "quantize",
            "precision",
            "sparsify",
            "compress",
            "workload",
            "hardware",
            "cost",
            "mapping",
            "memory",
            "compile",
            "simulate",
            "analog",
            "explore",
            "rtl",
            "report");

    private static final String ROOT = "org/systole/";
    private static final Pattern DESCRIPTOR = Pattern.compile("L(" + ROOT + "[\\w/$]+);");

    private Layers() {}

    /** Returns a line for each use of a later package, of an unlisted one, or of another package's internals. */
    static List<String> violations(Path classes) throws IOException {
        var found = new ArrayList<String>();
        for (Path file : Project.files(classes, ".class")) {
            ClassModel model = ClassFile.of().parse(file);
            String self = model.thisClass().asInternalName();
            if (self.equals("module-info")) continue;
            int own = layer(self);
            if (own < 0) {
                found.add(self + ": package '" + top(self) + "' has no place in Layers.ORDER");
                continue;
            }
            for (String used : uses(model)) {
                if (layer(used) > own) found.add(self + " must not use " + used + ", which stands after it");
                if (internalOfAnother(used, self)) found.add(self + " must not use the internal " + used);
            }
        }
        return found;
    }

    private static Set<String> uses(ClassModel model) {
        var names = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && type.asInternalName().startsWith(ROOT)) {
                names.add(type.asInternalName());
            }
            if (entry instanceof Utf8Entry text) {
                DESCRIPTOR.matcher(text.stringValue()).results().forEach(match -> names.add(match.group(1)));
            }
        }
        return names;
    }

    private static boolean internalOfAnother(String used, String self) {
        int at = used.indexOf("/internal/");
        return at >= 0 && !self.startsWith(used.substring(0, at + 1));
    }

    private static int layer(String internalName) {
        return ORDER.indexOf(top(internalName));
    }

    private static String top(String internalName) {
        int end = internalName.indexOf('/', ROOT.length());
        return end < 0 ? "" : internalName.substring(ROOT.length(), end);
    }
}
