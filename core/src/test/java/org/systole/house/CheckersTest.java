package org.systole.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checkers find what is planted, and only that. */
class CheckersTest {
    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    private void source(String type, String text) throws IOException {
        Path file = sources.resolve("org/systole/" + type + ".java");
        Files.createDirectories(file.getParent());
        String name = "package org.systole."
                + type.substring(0, type.lastIndexOf('/')).replace('/', '.') + ";\n";
        Files.writeString(file, name + text);
    }

    private void compile() throws IOException {
        var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
        for (Path file : Project.files(sources, ".java")) arguments.add(file.toString());
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status, "the planted sources compile");
    }

    @Test
    void findsAUseOfALaterPackageInABodyAndInASignature() throws IOException {
        source("rtl/Late", "public class Late { public static int zero() { return 0; } }");
        source("units/InABody", "class InABody { int use() { return org.systole.rtl.Late.zero(); } }");
        source("units/InASignature", "class InASignature { void use(org.systole.rtl.Late late) {} }");
        source("rtl/Allowed", "class Allowed { Object use() { return new Late(); } }");
        compile();
        assertEquals(
                List.of(
                        "org/systole/units/InABody must not use org/systole/rtl/Late, which stands after it",
                        "org/systole/units/InASignature must not use org/systole/rtl/Late, which stands after it"),
                Layers.violations(classes));
    }

    @Test
    void findsAnotherPackagesInternalsAndAnUnlistedPackage() throws IOException {
        source("units/internal/Hidden", "public class Hidden {}");
        source("units/Owner", "class Owner { Object use() { return new org.systole.units.internal.Hidden(); } }");
        source("rtl/Intruder", "class Intruder { Object use() { return new org.systole.units.internal.Hidden(); } }");
        source("nowhere/Lost", "class Lost {}");
        compile();
        assertEquals(
                List.of(
                        "org/systole/nowhere/Lost: package 'nowhere' has no place in Layers.ORDER",
                        "org/systole/rtl/Intruder must not use the internal org/systole/units/internal/Hidden"),
                Layers.violations(classes));
    }

    @Test
    void findsForbiddenCalls() throws IOException {
        source("units/Bad", """
                class Bad {
                    void prints() { System.out.println(); }
                    void traces(IllegalStateException e) { e.printStackTrace(); }
                    double random() { return Math.random(); }
                    Object unseeded() { return new java.util.Random(); }
                    Object seeded() { return new java.util.Random(7); }
                    String local(double x) { return String.format("%f", x); }
                    String rooted(double x) { return String.format(java.util.Locale.ROOT, "%f", x); }
                    byte[] bytes(String x) { return x.getBytes(); }
                    void bare() { throw new RuntimeException("no"); }
                    void typed() { throw new IllegalStateException("yes"); }
                    static class Own extends RuntimeException { Own() { super("yes"); } }
                }
                """);
        compile();
        List<String> found = Forbidden.violations(classes, Set.of());
        assertEquals(
                List.of("bare", "bytes", "local", "prints", "random", "traces", "unseeded"),
                found.stream()
                        .map(line -> line.replaceFirst("org/systole/units/Bad\\.(\\w+) .*", "$1"))
                        .toList());
        assertEquals(List.of(), Forbidden.violations(classes, Set.of("org/systole/units/")));
    }

    @Test
    void findsLinksToNothing() throws IOException {
        source("units/Good", "/** See {@link String}. */ public class Good {}");
        source("units/Linked", "/** See {@link Nothing}. */ public class Linked {}");
        List<String> found = DocumentationLint.violations(sources);
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith("org/systole/units/Linked.java:2 "), found::toString);
    }

    @Test
    void findsWhatIsTooLongAndWhatSaysNothing() throws IOException {
        source("units/Long", "/** Long. */ public class Long {\n    void body() {\n" + "\n".repeat(599) + "}\n}\n");
        source("units/Silent", """
                public class Silent {
                    public void silent() {}
                    void inner() {}
                    /** Says so. */ public void says() {}
                    @Override public String toString() { return ""; }
                    private static class Hidden { public void silent() {} }
                }
                """);
        Sources checked = Sources.of(sources, Map.of());
        assertEquals(2, checked.tooLong().size(), checked.tooLong()::toString);
        assertTrue(checked.tooLong().getFirst().endsWith("lines, at most 600"), checked.tooLong()::toString);
        assertEquals(
                List.of(
                        "org/systole/units: no package-info.java",
                        "org/systole/units/Silent.java:2 Silent: no documentation",
                        "org/systole/units/Silent.java:3 silent: no documentation"),
                checked.undocumented());
        assertEquals(
                List.of(),
                Sources.of(
                                sources,
                                Map.of(
                                        "org/systole/units/Long.java",
                                        "it is",
                                        "org/systole/units/Long.java#body",
                                        "it is"))
                        .tooLong());
    }
}
