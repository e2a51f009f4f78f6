package org.systole.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.systole.problem.ProblemCode;
import org.systole.report.Result;

class ProblemCatalogueTest {
    /** Every enum of problems among the compiled classes of the library and the application. */
    private static List<ProblemCode> compiled() throws Exception {
        var codes = new ArrayList<ProblemCode>();
        for (Class<?> where : List.of(Result.class, Systole.class)) {
            for (String name : classes(where)) {
                Class<?> type = Class.forName(name, false, where.getClassLoader());
                if (type.isEnum() && ProblemCode.class.isAssignableFrom(type))
                    for (Object constant : type.getEnumConstants()) codes.add((ProblemCode) constant);
            }
        }
        return codes;
    }

    private static List<String> classes(Class<?> where) throws IOException, URISyntaxException {
        Path source = Path.of(
                where.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(source)) return classes(source);
        try (var archive = FileSystems.newFileSystem(source)) {
            return classes(archive.getPath("/"));
        }
    }

    private static List<String> classes(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("Problem.class") || name.endsWith("Code.class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyEnumIsInTheList() throws Exception {
        var listed = new TreeSet<String>();
        ProblemCatalogue.all()
                .forEach(code -> listed.add(code.code() + " " + code.getClass().getName()));
        var found = new TreeSet<String>();
        compiled().forEach(code -> found.add(code.code() + " " + code.getClass().getName()));
        assertTrue(found.size() > 50, () -> "found only " + found);
        found.removeAll(listed);
        assertEquals("[]", found.toString(), "add the enum to ProblemCatalogue");
    }

    @Test
    void codesAreUniqueAndWellFormed() {
        var seen = new HashSet<String>();
        for (ProblemCode code : ProblemCatalogue.all()) {
            assertTrue(seen.add(code.code()), () -> "two problems have the code " + code.code());
            assertTrue(code.code().matches("E[1-79][0-9]{3}"), code::code);
            assertTrue(code.explanation().endsWith("."), () -> code.code() + " is not explained in a sentence");
            assertTrue(code.status() != org.systole.problem.ExitStatus.OK, code::code);
        }
    }

    @Test
    void findsInAnySpelling() {
        for (String spelling : List.of("E1105", "e1105", "1105"))
            assertEquals("E1105", ProblemCatalogue.find(spelling).orElseThrow().code());
        assertTrue(ProblemCatalogue.find("E0000").isEmpty());
    }
}
