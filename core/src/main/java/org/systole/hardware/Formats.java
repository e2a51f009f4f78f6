package org.systole.hardware;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.tensor.NumberFormat;
import org.systole.yaml.YamlType;

/** Number formats as files write them: {@code int8}, {@code uint4}, {@code fp32}, {@code bf16}, {@code ternary2}. */
final class Formats {
    private static final Pattern PATTERN =
            Pattern.compile("(int|uint)([1-9]|[1-5][0-9]|6[0-4])|fp(8|16|32|64)|bf16|ternary[12]|pot([1-9]|1[0-6])");

    static final YamlType TYPE = new YamlType.Text(
            PATTERN, "a number format: int1..64, uint1..64, fp8, fp16, fp32, fp64, bf16, ternary1..2 or pot1..16", 16);

    private static final Pattern PARTS = Pattern.compile("([a-z]+)([0-9]+)");

    private Formats() {}

    /** Returns the format that a text of {@link #TYPE} names. */
    static NumberFormat of(String text) {
        Matcher m = PARTS.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException(text);
        int bits = Integer.parseInt(m.group(2));
        return new NumberFormat(
                switch (m.group(1)) {
                    case "int" -> NumberFormat.Kind.SIGNED;
                    case "uint" -> NumberFormat.Kind.UNSIGNED;
                    case "fp" -> NumberFormat.Kind.FLOAT;
                    case "bf" -> NumberFormat.Kind.BFLOAT;
                    case "ternary" -> NumberFormat.Kind.TERNARY;
                    case "pot" -> NumberFormat.Kind.POWER_OF_TWO;
                    default -> throw new IllegalArgumentException(text);
                },
                bits);
    }
}
