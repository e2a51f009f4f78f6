package org.systole.graph.operator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects operators while the table of {@link Operators} is made; each family adds its own. */
final class Registry {
    /** ONNX Runtime's contributed operators. */
    static final String MICROSOFT = "com.microsoft";

    /** QONNX and its older name at Brevitas and FINN. */
    static final List<String> QONNX = List.of("qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general");

    private final Map<String, Operator> operators = new LinkedHashMap<>();

    /** Adds an operator of the standard. */
    Entry op(String name, int since) {
        return new Entry(List.of(""), name, since);
    }

    /** Adds a contributed operator of ONNX Runtime. */
    Entry microsoft(String name) {
        return new Entry(List.of(MICROSOFT), name, 1);
    }

    /** Adds an operator of QONNX under each of its domains. */
    Entry qonnx(String name) {
        return new Entry(QONNX, name, 1);
    }

    /** Returns what was collected, by {@link #key}. */
    Map<String, Operator> operators() {
        return Collections.unmodifiableMap(operators);
    }

    /** Returns the key of an operator. */
    static String key(String domain, String name) {
        return domain.isEmpty() ? name : domain + "." + name;
    }

    /** One operator being added; {@link #rule} ends it. */
    final class Entry {
        private final List<String> domains;
        private final String name;
        private final int since;
        private int until = Operator.NEWEST;
        private int fewest = 1;
        private int most = 1;
        private int outputs = 1;
        private Operator.Evaluator evaluator;
        private boolean byShape;
        private String notes = "";

        private Entry(List<String> domains, String name, int since) {
            this.domains = domains;
            this.name = name;
            this.since = since;
        }

        Entry until(int opset) {
            until = opset;
            return this;
        }

        Entry inputs(int fewest, int most) {
            this.fewest = fewest;
            this.most = most;
            return this;
        }

        Entry inputs(int exactly) {
            return inputs(exactly, exactly);
        }

        Entry outputs(int most) {
            outputs = most;
            return this;
        }

        Entry folds(Operator.Evaluator how) {
            evaluator = how;
            return this;
        }

        Entry foldsByShape(Operator.Evaluator how) {
            byShape = true;
            return folds(how);
        }

        Entry notes(String text) {
            notes = text;
            return this;
        }

        void rule(Operator.TypeRule rule) {
            for (String domain : domains) {
                var operator = new Operator(
                        domain, name, since, until, fewest, most, outputs, rule, evaluator, byShape, notes);
                if (operators.putIfAbsent(key(domain, name), operator) != null)
                    throw new IllegalStateException("two entries for " + key(domain, name));
            }
        }
    }
}
