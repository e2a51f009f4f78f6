package org.systole.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that a program can check, over the module whose tests run. */
class HouseRulesTest {
    /** Generated code, and the one class that may print and end the process. */
    private static final Set<String> NOT_LOOKED_AT = Set.of("org/systole/onnx/proto/", "org/systole/app/Systole");

    private static Sources sources;

    @BeforeAll
    static void parse() throws IOException {
        assertTrue(Files.isDirectory(Project.classes()), "nothing was compiled: " + Project.classes());
        sources = Sources.of(Project.mainSources(), Project.exceptions());
    }

    @Test
    void packagesFollowTheirOrder() throws IOException {
        if (Project.module().endsWith("core")) none(Layers.violations(Project.classes()));
    }

    @Test
    void nothingForbiddenIsCalled() throws IOException {
        none(Forbidden.violations(Project.classes(), NOT_LOOKED_AT));
    }

    @Test
    void filesAndMethodsAreShort() {
        none(sources.tooLong());
    }

    @Test
    void publicTypesAndMethodsSayWhatTheyAre() {
        none(sources.undocumented());
    }

    @Test
    void documentationIsWellFormedAndItsLinksResolve() throws IOException {
        none(DocumentationLint.violations(Project.mainSources()));
    }

    @Test
    void exceptionsStillExist() throws IOException {
        for (String name : Project.exceptions().keySet()) {
            String file = name.replaceFirst("#.*", "");
            boolean exists = List.of("core", "app", "bench").stream()
                    .anyMatch(module -> Files.exists(Project.root().resolve(module, "src/main/java", file)));
            assertTrue(exists, "tools/house-exceptions.txt names a file that is gone: " + file);
        }
    }

    private static void none(List<String> violations) {
        assertEquals("", String.join("\n", violations), violations.size() + " violations");
    }
}
