package org.systole.explore;

import java.util.ArrayList;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.systole.explore.Expression.Node;

/** Recursive descent over an expression's text. */
final class ExpressionParser {
    private static final int MOST_DEPTH = 100;

    private final String text;
    private final Set<String> names;
    private int at;
    private int depth;

    ExpressionParser(String text, Set<String> names) {
        this.text = text;
        this.names = names;
    }

    Node parse() {
        Node root = or();
        if (peek() != 0) throw error("unexpected '" + peek() + "'");
        return root;
    }

    /** Two parts that must both hold. */
    private record Both(Node a, Node b) implements Node {
        @Override
        public double value(ToDoubleFunction<String> n) {
            return a.value(n) != 0 && b.value(n) != 0 ? 1 : 0;
        }

        @Override
        public double violation(ToDoubleFunction<String> n) {
            return a.violation(n) + b.violation(n);
        }
    }

    /** A comparison, whose sides say how far it is from holding. */
    private record Comparison(String symbol, Node a, Node b) implements Node {
        @Override
        public double value(ToDoubleFunction<String> n) {
            double x = a.value(n), y = b.value(n);
            boolean holds = switch (symbol) {
                case "<=" -> x <= y;
                case ">=" -> x >= y;
                case "==" -> x == y;
                case "!=" -> x != y;
                case "<" -> x < y;
                default -> x > y;
            };
            return holds ? 1 : 0;
        }

        @Override
        public double violation(ToDoubleFunction<String> n) {
            if (value(n) != 0) return 0;
            double x = a.value(n), y = b.value(n), size = Math.max(Math.abs(x), Math.abs(y));
            if (Double.isNaN(x) || Double.isNaN(y)) return 1;
            return size > 0 ? Math.max(1e-9, Math.abs(x - y) / size) : 1e-9;
        }
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + " at character " + (at + 1) + " of \"" + text + "\"");
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(String symbol) {
        peek();
        if (!text.startsWith(symbol, at)) return false;
        int end = at + symbol.length();
        boolean word = Character.isLetter(symbol.charAt(0));
        if (word && end < text.length() && isNamePart(text.charAt(end))) return false;
        at = end;
        return true;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private Node or() {
        if (++depth > MOST_DEPTH) throw error("nested too deeply");
        Node left = and();
        while (take("or")) {
            Node a = left, b = and();
            left = n -> a.value(n) != 0 || b.value(n) != 0 ? 1 : 0;
        }
        depth--;
        return left;
    }

    private Node and() {
        Node left = not();
        while (take("and")) {
            Node a = left, b = not();
            left = new Both(a, b);
        }
        return left;
    }

    private Node not() {
        boolean negated = false;
        while (take("not")) negated = !negated;
        Node inner = comparison();
        return negated ? n -> inner.value(n) != 0 ? 0 : 1 : inner;
    }

    private Node comparison() {
        Node a = sum();
        for (String symbol : new String[] {"<=", ">=", "==", "!=", "<", ">"})
            if (take(symbol)) {
                return new Comparison(symbol, a, sum());
            }
        return a;
    }

    private Node sum() {
        Node left = product();
        while (true) {
            Node a = left;
            if (take("+")) {
                Node b = product();
                left = n -> a.value(n) + b.value(n);
            } else if (take("-")) {
                Node b = product();
                left = n -> a.value(n) - b.value(n);
            } else return left;
        }
    }

    private Node product() {
        Node left = sign();
        while (true) {
            Node a = left;
            if (take("*")) {
                Node b = sign();
                left = n -> a.value(n) * b.value(n);
            } else if (take("/")) {
                Node b = sign();
                left = n -> a.value(n) / b.value(n);
            } else return left;
        }
    }

    private Node sign() {
        boolean negative = false;
        while (take("-")) negative = !negative;
        Node inner = atom();
        return negative ? n -> -inner.value(n) : inner;
    }

    private Node atom() {
        if (take("(")) {
            Node inner = or();
            if (!take(")")) throw error("expected ')'");
            return inner;
        }
        char c = peek();
        if (Character.isDigit(c) || c == '.') return number();
        if (Character.isLetter(c) || c == '_') return name();
        throw error(c == 0 ? "the expression ends too early" : "expected a number, a name or '(', found '" + c + "'");
    }

    private Node number() {
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) at++;
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) at++;
            while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
        }
        try {
            double value = Double.parseDouble(text.substring(start, at));
            return n -> value;
        } catch (NumberFormatException e) {
            throw error("'" + text.substring(start, at) + "' is no number");
        }
    }

    private Node name() {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) at++;
        String name = text.substring(start, at);
        if (!take("(")) {
            names.add(name);
            return n -> n.applyAsDouble(name);
        }
        var arguments = new ArrayList<Node>();
        do arguments.add(or());
        while (take(","));
        if (!take(")")) throw error("expected ')'");
        return Expression.function(name, arguments);
    }
}
