package org.systole.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Checks that read the source text: sizes and documentation. Parses, does not resolve names. */
final class Sources {
    static final int LONGEST_FILE = 600;
    static final int LONGEST_METHOD = 80;

    private final Path sources;
    private final Map<String, String> exceptions;
    private final List<String> size = new ArrayList<>();
    private final List<String> documentation = new ArrayList<>();

    private Sources(Path sources, Map<String, String> exceptions) {
        this.sources = sources;
        this.exceptions = exceptions;
    }

    /** Parses every main source file of a module. */
    static Sources of(Path sources, Map<String, String> exceptions) throws IOException {
        var checks = new Sources(sources, exceptions);
        List<Path> files = Project.files(sources, ".java");
        if (files.isEmpty()) return checks;
        checks.packages(files);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var units = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, units);
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) checks.unit(unit, trees);
        }
        return checks;
    }

    /** Returns a line for each file or method that is too long. */
    List<String> tooLong() {
        return size;
    }

    /** Returns a line for each package, public type or public method that says nothing of itself. */
    List<String> undocumented() {
        return documentation;
    }

    private void packages(List<Path> files) {
        Set<Path> folders = new TreeSet<>();
        for (Path file : files) {
            if (!file.getParent().equals(sources)) folders.add(file.getParent());
        }
        for (Path folder : folders) {
            if (!Files.exists(folder.resolve("package-info.java"))) {
                documentation.add(sources.relativize(folder) + ": no package-info.java");
            }
        }
    }

    private void unit(CompilationUnitTree unit, DocTrees trees) {
        String name = sources.relativize(Path.of(unit.getSourceFile().toUri())).toString();
        SourcePositions positions = trees.getSourcePositions();
        if (name.endsWith("package-info.java")) {
            if (trees.getDocComment(new TreePath(new TreePath(unit), unit.getPackage())) == null) {
                documentation.add(name + ": the package says nothing of itself");
            }
            return;
        }
        long lines = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, unit));
        if (lines > LONGEST_FILE && !exceptions.containsKey(name)) {
            size.add(name + ": " + lines + " lines, at most " + LONGEST_FILE);
        }
        new Scanner(unit, name, trees).scan(unit, null);
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final String name;
        private final DocTrees trees;

        Scanner(CompilationUnitTree unit, String name, DocTrees trees) {
            this.unit = unit;
            this.name = name;
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (isPublic(type.getModifiers().getFlags()) && trees.getDocComment(getCurrentPath()) == null) {
                documentation.add(place(type) + " " + type.getSimpleName() + ": no documentation");
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            long first = line(trees.getSourcePositions().getStartPosition(unit, method));
            long last = line(trees.getSourcePositions().getEndPosition(unit, method));
            long lines = last - first + 1;
            if (lines > LONGEST_METHOD && !exceptions.containsKey(name + "#" + method.getName())) {
                size.add(place(method) + " " + method.getName() + ": " + lines + " lines, at most " + LONGEST_METHOD);
            }
            if (needsDocumentation(method) && trees.getDocComment(getCurrentPath()) == null) {
                documentation.add(place(method) + " " + method.getName() + ": no documentation");
            }
            return super.visitMethod(method, nothing);
        }

        /** A public method of a public type, unless it overrides one that is documented where it is declared. */
        private boolean needsDocumentation(MethodTree method) {
            if (!(getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner)) return false;
            for (Tree parent : getCurrentPath().getParentPath()) {
                if (parent instanceof ClassTree type && !reachable(type)) return false;
            }
            boolean visible = isPublic(method.getModifiers().getFlags()) || owner.getKind() == Tree.Kind.INTERFACE;
            if (!visible || method.getModifiers().getFlags().contains(Modifier.PRIVATE)) return false;
            if (owner.getKind() == Tree.Kind.RECORD && isInit(method)) return false;
            return method.getModifiers().getAnnotations().stream()
                    .noneMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        private boolean reachable(ClassTree type) {
            if (isPublic(type.getModifiers().getFlags())) return true;
            // A member type of an interface is public without saying so; a top-level one is not.
            return !type.getModifiers().getFlags().contains(Modifier.PRIVATE) && nestedInInterface(type);
        }

        private boolean nestedInInterface(ClassTree type) {
            for (Tree parent : getCurrentPath()) {
                if (parent instanceof ClassTree outer
                        && outer.getKind() == Tree.Kind.INTERFACE
                        && outer.getMembers().contains(type)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isInit(MethodTree method) {
            return method.getName().contentEquals("<init>");
        }

        private boolean isPublic(Set<Modifier> flags) {
            return flags.contains(Modifier.PUBLIC);
        }

        private String place(Tree tree) {
            return name + ":" + line(trees.getSourcePositions().getStartPosition(unit, tree));
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
