package org.systole.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.systole.problem.DidYouMean;
import org.systole.problem.Problems;

/** Reads words, numbers and truth values, refusing notations that other readers understand differently. */
final class ScalarReader {
    private static final int MOST_DIGITS = 40;
    /** Longer texts are no number of any notation; patterns are not tried on them. */
    private static final int LONGEST_NUMBER = 200;

    private static final int MOST_EXPONENT_CHARACTERS = 6;

    private final Problems problems;

    ScalarReader(Problems problems) {
        this.problems = problems;
    }

    /** Returns String, Long, Double or Boolean; null when the scalar was refused. */
    Object read(YamlNode.Scalar scalar, YamlType type, String path) {
        return switch (type) {
            case YamlType.Text text -> text(scalar, text, path);
            case YamlType.Choice choice -> choice(scalar, choice, path);
            case YamlType.Truth truth -> truth(scalar, truth, path);
            case YamlType.Whole whole -> whole(scalar, whole, path);
            case YamlType.Real real -> real(scalar, real, path);
            default -> throw new IllegalArgumentException(type.expected());
        };
    }

    private Object text(YamlNode.Scalar s, YamlType.Text type, String path) {
        if (s.plain() && Scalars.meaning(s.text()) != Scalars.Meaning.TEXT) {
            return wrong(s, type, path, "put it in quotes: \"" + s.shown() + "\"");
        }
        if (s.text().length() > type.longest()) {
            return refuse(
                    YamlCode.OUT_OF_RANGE,
                    s,
                    path,
                    "expected at most " + type.longest() + " characters, found "
                            + s.text().length(),
                    "shorten it");
        }
        if (!type.pattern().matcher(s.text()).matches()
                || s.text().codePoints().anyMatch(c -> Character.isISOControl(c) && !(c == '\n' && type.isBlock()))) {
            return refuse(
                    YamlCode.OUT_OF_RANGE,
                    s,
                    path,
                    "expected " + type.expected() + ", found \"" + s.shown() + "\"",
                    "write " + type.expected());
        }
        return s.text();
    }

    private Object choice(YamlNode.Scalar s, YamlType.Choice type, String path) {
        if (type.words().contains(s.text())) return s.text();
        List<String> words = type.words();
        return refuse(
                YamlCode.NOT_A_CHOICE,
                s,
                path,
                "expected " + type.expected() + ", found \"" + s.shown() + "\"" + DidYouMean.hint(s.text(), words),
                DidYouMean.fix(s.text(), words));
    }

    private Object truth(YamlNode.Scalar s, YamlType.Truth type, String path) {
        if (s.plain() && s.text().equals("true")) return true;
        if (s.plain() && s.text().equals("false")) return false;
        String meant = Scalars.truthMeant(s.text());
        if (meant.isEmpty()) return wrong(s, type, path, "write true or false");
        return refuse(
                YamlCode.AMBIGUOUS,
                s,
                path,
                "expected true or false, found " + s.what() + ", which only some readers of YAML take for " + meant,
                "write " + meant);
    }

    private Object whole(YamlNode.Scalar s, YamlType.Whole type, String path) {
        if (!isDecimal(s, type, path)) return null;
        BigDecimal value = decimal(s, type, path);
        if (value == null) return null;
        BigInteger whole;
        try {
            whole = value.toBigIntegerExact();
        } catch (ArithmeticException e) {
            return refuse(
                    YamlCode.WRONG_TYPE,
                    s,
                    path,
                    "expected " + type.expected() + ", found " + s.what(),
                    "write a number without fraction");
        }
        if (!Scalars.DECIMAL_WHOLE.matcher(s.text()).matches()) {
            return refuse(
                    YamlCode.AMBIGUOUS,
                    s,
                    path,
                    "expected a whole number in plain digits, found " + s.what(),
                    "write " + whole);
        }
        if (whole.compareTo(BigInteger.valueOf(type.least())) < 0
                || whole.compareTo(BigInteger.valueOf(type.most())) > 0) return range(s, type, path);
        long number = whole.longValueExact();
        if (type.powerOfTwo() && Long.bitCount(number) != 1) {
            long below = Long.highestOneBit(number);
            return refuse(
                    YamlCode.OUT_OF_RANGE,
                    s,
                    path,
                    "expected " + type.expected() + ", found " + number,
                    "write " + below + " or " + 2 * below);
        }
        return number;
    }

    private Object real(YamlNode.Scalar s, YamlType.Real type, String path) {
        if (!isDecimal(s, type, path)) return null;
        BigDecimal value = decimal(s, type, path);
        if (value == null) return null;
        double number = value.doubleValue();
        boolean low = type.above() ? !(number > type.least()) : number < type.least();
        return low || number > type.most() ? range(s, type, path) : Double.valueOf(number);
    }

    /** Returns the value; null after reporting one that no format needs, so that nothing huge is computed with. */
    private BigDecimal decimal(YamlNode.Scalar s, YamlType type, String path) {
        int exponent = s.text().toLowerCase(Locale.ROOT).indexOf('e');
        boolean hugeExponent = exponent >= 0 && s.text().length() - exponent > MOST_EXPONENT_CHARACTERS;
        if (s.text().length() <= MOST_DIGITS && !hugeExponent) {
            var value = new BigDecimal(s.text());
            if (Math.abs((long) value.precision() - value.scale()) <= MOST_DIGITS) return value;
        }
        range(s, type, path);
        return null;
    }

    private Object range(YamlNode.Scalar s, YamlType type, String path) {
        return refuse(
                YamlCode.OUT_OF_RANGE,
                s,
                path,
                "expected " + type.expected() + ", found " + s.shown(),
                "write " + type.expected());
    }

    /** Returns whether it is a plain decimal number, after reporting what is wrong if not. */
    private boolean isDecimal(YamlNode.Scalar s, YamlType type, String path) {
        String text = s.text();
        if (!s.plain()) {
            boolean number = Scalars.DECIMAL.matcher(text).matches();
            wrong(s, type, path, number ? "remove the quotes: " + text : "write " + type.expected());
            return false;
        }
        if (text.length() > LONGEST_NUMBER) {
            range(s, type, path);
            return false;
        }
        if (text.indexOf('_') >= 0
                && Scalars.DECIMAL.matcher(text.replace("_", "")).matches())
            return trap(s, path, "underscores in a number", "write " + text.replace("_", ""));
        if (Scalars.BASED.matcher(text).matches() && Scalars.meaning(text) == Scalars.Meaning.NUMBER)
            return trap(s, path, "a number of another base", "write it in decimal digits");
        if (Scalars.LEADING_ZERO.matcher(text).matches())
            return trap(s, path, "a leading zero, which some readers take for octal", "write it without leading zero");
        if (Scalars.SEXAGESIMAL.matcher(text).matches())
            return trap(s, path, "a number with colons, which some readers take for base 60", "write a plain number");
        if (Scalars.NOT_FINITE.matcher(text).matches()) {
            refuse(
                    YamlCode.OUT_OF_RANGE,
                    s,
                    path,
                    "expected " + type.expected() + ", found " + s.shown(),
                    "write a finite number");
            return false;
        }
        if (Scalars.DECIMAL.matcher(text).matches()) return true;
        Matcher unit = Scalars.WITH_UNIT.matcher(text);
        if (unit.matches()) return withUnit(s, unit, path);
        wrong(s, type, path, "write " + type.expected());
        return false;
    }

    private boolean withUnit(YamlNode.Scalar s, Matcher unit, String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        refuse(
                YamlCode.UNIT,
                s,
                path,
                "found \"" + s.shown() + "\", a number with a unit; the unit is "
                        + Key.unit(name).map(u -> "'" + u + "', ").orElse("") + "part of the key",
                "write the number alone, in that unit");
        return false;
    }

    private boolean trap(YamlNode.Scalar s, String path, String what, String fix) {
        refuse(YamlCode.AMBIGUOUS, s, path, "found " + s.shown() + ": " + what, fix);
        return false;
    }

    private Object wrong(YamlNode.Scalar s, YamlType type, String path, String fix) {
        return refuse(YamlCode.WRONG_TYPE, s, path, "expected " + type.expected() + ", found " + s.what(), fix);
    }

    private Object refuse(YamlCode code, YamlNode.Scalar s, String path, String message, String fix) {
        problems.add(code, ValueReader.at(s.place(), path), ValueReader.last(path) + ": " + message, fix);
        return null;
    }
}
