package org.systole.app;

import java.nio.file.Path;

/** Names in commands that a user may copy to a shell: one word each, whatever is in them. */
public final class ShellWord {
    private ShellWord() {}

    /** Returns a word, in quotes when it needs them. */
    public static String of(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns a path as a word that is no option, in quotes when it needs them. */
    public static String of(Path path) {
        String text = path.toString();
        return of(text.startsWith("-") ? "./" + text : text);
    }
}
