package org.systole.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.systole.cost.CostTables;
import org.systole.cost.Technology;
import org.systole.hardware.Accelerators;
import org.systole.report.TextTable;
import org.systole.zoo.Zoo;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion scripts, made from the commands themselves. */
final class Completions {
    private Completions() {}

    private static List<CommandLine> commands(CommandLine root) {
        var commands = new ArrayList<CommandLine>();
        for (CommandLine command : root.getSubcommands().values())
            if (!command.getCommandSpec().usageMessage().hidden()) commands.add(command);
        return commands;
    }

    private static String names(CommandLine root) {
        return String.join(
                " ", commands(root).stream().map(CommandLine::getCommandName).toList());
    }

    private static String options(CommandLine command) {
        var names = new TreeSet<String>();
        for (OptionSpec option : command.getCommandSpec().options())
            if (!option.hidden()) names.addAll(List.of(option.names()));
        return String.join(" ", names);
    }

    /** Returns the words that an option or parameter can have, empty when any. */
    private static List<String> values(CommandLine.Model.ArgSpec argument, String label) {
        if (label.contains("ACCELERATOR") || label.contains("NAME|FILE")) {
            var names = new ArrayList<>(Accelerators.names());
            if (label.contains("MODEL")) names.addAll(models());
            return names;
        }
        if (label.equals("MODEL")) return models();
        if (label.equals("KIND")) return List.copyOf(SchemaCommand.KINDS.keySet());
        if (label.equals("TECHNOLOGY"))
            return CostTables.read().technologies().all().stream()
                    .map(Technology::name)
                    .toList();
        if (argument.completionCandidates() == null) return List.of();
        var candidates = new ArrayList<String>();
        argument.completionCandidates().forEach(candidates::add);
        return candidates;
    }

    private static List<String> models() {
        return Zoo.names().stream().map(name -> "zoo:" + name).toList();
    }

    static String bash(CommandLine root) {
        var text = new StringBuilder("# bash completion for systole; made by 'systole completion bash'\n");
        text.append("_systole() {\n  local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} words=''\n")
                .append("  if [[ $COMP_CWORD -eq 1 ]]; then words='")
                .append(names(root))
                .append(" --help --version'\n  else case ${COMP_WORDS[1]} in\n");
        for (CommandLine command : commands(root)) {
            text.append("    ").append(command.getCommandName()).append(")\n      case $last in\n");
            for (OptionSpec option : command.getCommandSpec().options()) {
                List<String> values = values(option, option.paramLabel());
                if (!values.isEmpty() && option.arity().max() > 0)
                    text.append("        ")
                            .append(String.join("|", option.names()))
                            .append(") words='")
                            .append(String.join(" ", values))
                            .append("' ;;\n");
            }
            text.append("        *) words='").append(options(command));
            for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters())
                for (String value : values(parameter, parameter.paramLabel()))
                    text.append(' ').append(value);
            text.append("' ;;\n      esac ;;\n");
        }
        return text.append("  esac; fi\n")
                // A colon splits words of bash; zoo:NAME is completed after it.
                .append("  if [[ $word == : || $last == : ]]; then\n")
                .append("    [[ $word == : ]] && word=''\n")
                .append("    words=$(tr ' ' '\\n' <<<\"$words\" | sed -n 's/^zoo://p')\n  fi\n")
                .append(
                        "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; [[ $word == -* ]] || compgen -f -- \"$word\")\n")
                .append("}\ncomplete -o filenames -F _systole systole ./systole\n")
                .toString();
    }

    static String zsh(CommandLine root) {
        return "#compdef systole\n# made by 'systole completion zsh'\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
                + bash(root)
                        .replace("mapfile -t COMPREPLY < <(", "COMPREPLY=($(")
                        .replace("\"$word\")\n}", "\"$word\"))\n}");
    }

    static String fish(CommandLine root) {
        var text = new StringBuilder("# fish completion for systole; made by 'systole completion fish'\n");
        text.append("set -l commands ").append(names(root)).append('\n');
        for (CommandLine command : commands(root)) {
            String name = command.getCommandName();
            text.append("complete -c systole -n \"not __fish_seen_subcommand_from $commands\" -f -a ")
                    .append(name)
                    .append(" -d ")
                    .append(quoted(String.join(
                            " ", command.getCommandSpec().usageMessage().header())))
                    .append('\n');
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.hidden()) continue;
                text.append("complete -c systole -n \"__fish_seen_subcommand_from ")
                        .append(name)
                        .append('"');
                for (String word : option.names())
                    text.append(word.startsWith("--") ? " -l " + word.substring(2) : " -s " + word.substring(1));
                List<String> values = values(option, option.paramLabel());
                if (option.arity().max() > 0) text.append(" -r");
                if (!values.isEmpty() && option.arity().max() > 0)
                    text.append(" -a ").append(quoted(String.join(" ", values)));
                text.append(" -d ")
                        .append(quoted(String.join(" ", option.description())))
                        .append('\n');
            }
            for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
                List<String> values = values(parameter, parameter.paramLabel());
                if (!values.isEmpty())
                    text.append("complete -c systole -n \"__fish_seen_subcommand_from ")
                            .append(name)
                            .append("\" -a ")
                            .append(quoted(String.join(" ", values)))
                            .append('\n');
            }
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return "'"
                + TextTable.plain(text)
                        .replaceAll("\\$\\{[A-Z-]+}", "")
                        .replace("\\", "\\\\")
                        .replace("'", "\\'") + "'";
    }
}
