package org.systole.house;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The compiler's own check of documentation comments.
 *
 * <p>Not part of the ordinary compilation: there, JDK 25 answers a syntax error with a failure of this check instead of
 * the error's place, and a link to a class that a colleague is still writing would stop everybody.
 */
final class DocumentationLint {
    private DocumentationLint() {}

    /** Returns a line for each malformed comment and each link to nothing. */
    static List<String> violations(Path sources) throws IOException {
        List<Path> files = Project.files(sources, ".java").stream()
                .filter(file -> !file.endsWith("module-info.java"))
                .toList();
        if (files.isEmpty()) return List.of();
        var found = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            var options = List.of(
                    "-proc:none",
                    "-implicit:none",
                    "-Xdoclint:html,syntax,reference",
                    "--add-modules",
                    "jdk.incubator.vector",
                    "--class-path",
                    System.getProperty("java.class.path"));
            var units = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, found, options, null, units);
            task.analyze();
        }
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> place(sources, diagnostic) + diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    private static String place(Path sources, Diagnostic<? extends JavaFileObject> diagnostic) {
        if (diagnostic.getSource() == null) return "";
        Path file = sources.relativize(Path.of(diagnostic.getSource().toUri()));
        return file + ":" + diagnostic.getLineNumber() + " ";
    }
}
