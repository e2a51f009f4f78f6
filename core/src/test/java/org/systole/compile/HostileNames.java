package org.systole.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerType;

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

    /** Returns a network with a name before every name in it. */
    public static IntegerNetwork renamed(IntegerNetwork network, String prefix) {
        var types = new LinkedHashMap<String, IntegerType>();
        network.types().forEach((value, type) -> types.put(prefix + value, type));
        List<IntegerNode> nodes = network.nodes().stream()
                .map(node -> new IntegerNode(
                        prefix + node.name(),
                        node.op(),
                        node.inputs().stream().map(prefix::concat).toList(),
                        prefix + node.output(),
                        node.nodes()))
                .toList();
        return new IntegerNetwork(
                prefix,
                network.inputs().stream().map(prefix::concat).toList(),
                network.outputs().stream().map(prefix::concat).toList(),
                nodes,
                types,
                Map.of());
    }
}
