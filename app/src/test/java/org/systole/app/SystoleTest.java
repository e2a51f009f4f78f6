package org.systole.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.systole.problem.ExitStatus;

/** The root command: help, version, and how a wrong command line ends. */
class SystoleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Systole.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void versionIsOneOfThisBuild() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("systole " + Version.current()), out::toString);
        assertTrue(Version.current().matches("\\d+\\.\\d+\\.\\d+.*"), Version::current);
    }

    @Test
    void helpGoesToStandardOutput() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Usage: systole"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void noArgumentsShowTheHelp() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("Usage: systole"), out::toString);
    }

    @Test
    void unknownOptionIsAUsageError() {
        assertEquals(ExitStatus.USAGE.code(), run("--versoin"));
        assertEquals("", out.toString());
        assertEquals(
                "error: unknown option '--versoin'; did you mean '--version'?\nTry 'systole --help'.\n",
                err.toString());
    }

    @Test
    void unknownCommandIsAUsageError() {
        assertEquals(ExitStatus.USAGE.code(), run("evalute"));
        assertEquals(
                "error: unknown command 'evalute'; did you mean 'evaluate'?\nTry 'systole --help'.\n", err.toString());
    }
}
