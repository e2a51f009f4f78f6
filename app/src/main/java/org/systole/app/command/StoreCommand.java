package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.explore.FinishedRun;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Store;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks after stores of evaluations. */
@Command(
        name = "store",
        header = "Checks a store of evaluations.",
        description = "The journal that explorations keep their evaluations in.",
        subcommands = StoreCommand.Verify.class)
public final class StoreCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public StoreCommand() {}

    @Override
    public Integer call() {
        printing.console().line("systole store verify RUN|FILE");
        return 0;
    }

    /** Checks a store. */
    @Command(
            name = "verify",
            header = "Checks a store of evaluations.",
            description =
                    "The file's integrity, that every point of a study has its evaluation, and that every outcome can be"
                            + " read.")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "RUN|FILE", description = "A run directory of an exploration, or a store.")
        private Path path;

        @Mixin
        private OutputOptions printing;

        @Override
        public Integer call() {
            Console console = printing.console();
            Path file = Files.isDirectory(path) ? FinishedRun.open(path).store() : path;
            if (!Files.isRegularFile(file))
                throw damaged(file, "there is no such file", "give a run directory or the store's file");
            try (Store store = Store.openToRead(file)) {
                var wrong = store.verify();
                if (wrong.isPresent())
                    throw damaged(file, wrong.get(), "restore it from a copy; 'systole export' saves what can be read");
                Store.Counts counts = store.counts();
                console.line(String.format(
                        Locale.ROOT,
                        "%s is sound: %,d evaluations, %,d points of %,d studies",
                        file,
                        counts.evaluations(),
                        counts.members(),
                        counts.studies()));
            }
            return 0;
        }

        private static SystoleException damaged(Path file, String what, String fix) {
            return new SystoleException(
                    Problem.of(ExploreProblem.STORE_DAMAGED, Place.file(file.toString()), what, fix));
        }
    }
}
