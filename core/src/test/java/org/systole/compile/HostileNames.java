package org.systole.compile;

import java.util.List;

/** Names that must never become code, a path, a line of their own or a command. */
public final class HostileNames {
    /** Forty of them. */
    public static final List<String> ALL = List.of(
            "a\nendmodule",
            "a;rm",
            "a!b",
            "a\"b",
            "`include \"x\"",
            "`define x",
            "*/ x /*",
            "// x",
            "a\\",
            "\\escaped ",
            "$(touch canary)",
            "`touch canary`",
            "${HOME}",
            "../../canary",
            "/tmp/canary",
            "..",
            ".",
            "-o",
            "--help",
            "=cmd|' /C calc'!A1",
            "@SUM(1)",
            "+1",
            "$finish",
            "module",
            "endmodule",
            "begin",
            "1abc",
            "",
            " ",
            "\t",
            "a\r\nb",
            "a\u0000b",
            "\u001b[2J",
            "\u202eabc",
            "\u200b",
            "\ud800",
            "\u2028x",
            "<script>alert(1)</script>",
            "%s%n",
            "a".repeat(5000));

    private HostileNames() {}
}
