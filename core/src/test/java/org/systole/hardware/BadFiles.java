package org.systole.hardware;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The cases of {@code bad-accelerators.txt}: changes of a good file with what is said about them. */
final class BadFiles {
    /** A case; {@code said} is empty until it is pinned. */
    record Case(
            String title, List<String> old, List<String> changed, List<String> whole, String made, List<String> said) {
        byte[] bytes(String base) {
            if (!made.isEmpty()) return Made.file(made, base);
            boolean escaped = title.endsWith("(escaped)");
            String text = String.join("\n", whole) + (whole.isEmpty() ? "" : "\n");
            if (!old.isEmpty()) {
                String from = String.join("\n", old);
                int at = base.indexOf(from);
                if (at < 0) throw new IllegalStateException("'" + title + "' replaces what is not there: " + from);
                String to = String.join("\n", changed);
                text = base.substring(0, at)
                        + (escaped ? to.translateEscapes() : to)
                        + base.substring(at + from.length());
            } else if (escaped) {
                text = text.translateEscapes();
            }
            Charset charset = escaped ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
            return text.getBytes(charset);
        }
    }

    private BadFiles() {}

    static List<Case> parse(List<String> lines) {
        var cases = new ArrayList<Case>();
        Case current = null;
        for (String line : lines) {
            if (line.startsWith("== ")) {
                current = new Case(
                        line.substring(3),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        "",
                        new ArrayList<>());
                cases.add(current);
            } else if (current != null && line.startsWith("@ ")) {
                cases.removeLast();
                current = new Case(
                        current.title(), List.of(), List.of(), List.of(), line.substring(2), new ArrayList<>());
                cases.add(current);
            } else if (current != null && !line.isEmpty()) {
                List<String> target = switch (line.charAt(0)) {
                    case '-' -> current.old();
                    case '+' -> current.changed();
                    case '|' -> current.whole();
                    case '>' -> current.said();
                    default -> null;
                };
                if (target != null) target.add(line.substring(line.startsWith("> ") ? 2 : 1));
            }
        }
        return cases;
    }

    /** Files too large or too odd to be written down. */
    private static final class Made {
        private static final String HEADER = "systole: accelerator/1\n";

        static byte[] file(String name, String base) {
            return switch (name) {
                case "utf-16" -> base.getBytes(StandardCharsets.UTF_16);
                case "utf-16-bare" -> base.getBytes(StandardCharsets.UTF_16LE);
                case "utf-32" -> base.getBytes(Charset.forName("UTF-32"));
                default -> text(name, base).getBytes(StandardCharsets.UTF_8);
            };
        }

        private static String text(String name, String base) {
            return switch (name) {
                case "nested-33" -> nested(33);
                case "nested-51" -> nested(51);
                case "nested-1000" -> nested(1000);
                case "nested-100000" -> nested(100_000);
                case "nested-block-100" -> block(100);
                case "laughs" -> laughs("[", "]", 9);
                case "laughs-lists" -> laughs("{x: [", "]}", 5);
                case "aliases-51" -> HEADER + "name: &n tiny\nunits: [" + "*n, ".repeat(51) + "]\n";
                case "too-large" -> base + "# " + "x".repeat(1 << 20) + "\n";
                case "many-keys" -> HEADER + keys(9_000);
                case "sexagesimal-long" -> base.replace("clock_mhz: 500", "clock_mhz: 1" + ":1".repeat(300_000));
                case "many-aliases-of-a-list" ->
                    HEADER + "name: &n [" + "x, ".repeat(1000) + "]\nunits: [" + "*n, ".repeat(50) + "]\n";
                case "long-scalar" -> base.replace("name: tiny", "name: " + "t".repeat(500_000));
                case "sixty-unknown-keys" -> base + keys(60);
                default -> throw new IllegalArgumentException(name);
            };
        }

        private static String nested(int depth) {
            return HEADER + "name: " + "[".repeat(depth) + "]".repeat(depth) + "\n";
        }

        private static String block(int depth) {
            var text = new StringBuilder(HEADER).append("name:\n");
            for (int i = 1; i <= depth; i++)
                text.append(" ".repeat(i)).append("a").append(i).append(":\n");
            return text.toString();
        }

        /** The billion laughs: each level names the one below so many times. */
        private static String laughs(String open, String close, int times) {
            var text = new StringBuilder(HEADER)
                    .append("l0: &l0 ")
                    .append(open)
                    .append("lol")
                    .append(close)
                    .append('\n');
            for (int i = 1; i <= 9; i++) {
                text.append("l").append(i).append(": &l").append(i).append(' ').append(open);
                text.append(("*l" + (i - 1) + ", ").repeat(times)).append(close).append('\n');
            }
            return text.toString();
        }

        private static String keys(int count) {
            var text = new StringBuilder();
            for (int i = 0; i < count; i++)
                text.append("zz").append(i).append("qq: ").append(i).append('\n');
            return text.toString();
        }
    }
}
