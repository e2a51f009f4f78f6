package org.systole.app.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the completion script of a shell. */
@Command(
        name = "completion",
        header = "Prints the completion script of a shell.",
        description = "Commands, options, and the names of models, accelerators and technologies.",
        footer = {
            "",
            "bash:  source <(systole completion bash)",
            "zsh:   source <(systole completion zsh)",
            "fish:  systole completion fish > ~/.config/fish/completions/systole.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** Shells. */
    enum Shell {
        /** GNU Bash. */
        BASH,
        /** Z shell. */
        ZSH,
        /** Fish. */
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public CompletionCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        CommandLine root = spec.root().commandLine();
        console.text(
                switch (shell) {
                    case BASH -> Completions.bash(root);
                    case ZSH -> Completions.zsh(root);
                    case FISH -> Completions.fish(root);
                });
        return 0;
    }
}
