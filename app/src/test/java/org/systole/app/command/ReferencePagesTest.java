package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.systole.app.Systole;

/** The pages of docs/reference are those of the code; {@code -Dgolden.update=true} writes them. */
class ReferencePagesTest {
    @Test
    void pagesAreUpToDate() throws IOException {
        Path folder = Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .getParent()
                .resolve("docs/reference");
        for (var page : ReferencePages.all(Systole.commandLine()).entrySet()) {
            Path file = folder.resolve(page.getKey());
            if (Boolean.getBoolean("golden.update")) Files.writeString(file, page.getValue());
            assertTrue(Files.exists(file), file + " is missing; -Dgolden.update=true writes it");
            assertEquals(
                    Files.readString(file),
                    page.getValue(),
                    file + " is not up to date; -Dgolden.update=true writes it");
        }
    }

    @Test
    void everyCommandIsOnThePage() {
        String page = ReferencePages.all(Systole.commandLine()).get("cli.md");
        for (String command : Systole.commandLine().getSubcommands().keySet())
            assertEquals(!command.equals("warm-up"), page.contains("\n## systole " + command + "\n"), command);
    }
}
