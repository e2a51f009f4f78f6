package org.systole.quantize;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.systole.graph.Graph;
import org.systole.graph.Node;

/** Functions of one value that become tables; definitions are those of the ONNX operators. */
final class ElementFunctions {
    private ElementFunctions() {}

    /** Returns the function that a node computes of its only computed input; empty when it is none. */
    static Optional<DoubleUnaryOperator> of(Graph graph, Node node) {
        var a = node.attributes();
        return Optional.ofNullable(
                switch (node.op()) {
                    case "Sigmoid" -> x -> 1 / (1 + Math.exp(-x));
                    case "Tanh" -> Math::tanh;
                    case "Exp" -> Math::exp;
                    case "Abs" -> Math::abs;
                    case "Neg" -> x -> -x;
                    case "Sqrt" -> x -> Math.sqrt(Math.max(0, x));
                    case "Erf" -> ElementFunctions::erf;
                    case "Softplus" -> x -> Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
                    case "Softsign" -> x -> x / (1 + Math.abs(x));
                    case "HardSwish" -> x -> x * Math.clamp(x / 6 + 0.5, 0, 1);
                    case "HardSigmoid" -> hardSigmoid(a.real("alpha", 0.2f), a.real("beta", 0.5f));
                    case "LeakyRelu" -> leaky(a.real("alpha", 0.01f));
                    case "Elu" -> elu(a.real("alpha", 1));
                    case "Selu" -> selu(a.real("alpha", 1.67326319f), a.real("gamma", 1.05070098f));
                    case "Mish" -> x -> x * Math.tanh(Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0));
                    case "Gelu" -> gelu(a.text("approximate", "none"));
                    default -> null;
                });
    }

    private static DoubleUnaryOperator hardSigmoid(float alpha, float beta) {
        return x -> Math.clamp(alpha * x + beta, 0, 1);
    }

    private static DoubleUnaryOperator leaky(float alpha) {
        return x -> x < 0 ? alpha * x : x;
    }

    private static DoubleUnaryOperator elu(float alpha) {
        return x -> x < 0 ? alpha * Math.expm1(x) : x;
    }

    private static DoubleUnaryOperator selu(float alpha, float gamma) {
        return x -> gamma * (x < 0 ? alpha * Math.expm1(x) : x);
    }

    private static DoubleUnaryOperator gelu(String approximate) {
        if (approximate.equals("tanh"))
            return x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        return x -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
    }

    /**
     * Returns the error function to about 1.2e-7 (Numerical Recipes, section 6.2: a Chebyshev fit of erfc), far below half
     * a unit of a 16-bit output.
     */
    static double erf(double x) {
        double z = Math.abs(x), t = 1 / (1 + 0.5 * z);
        double[] c = {
            -1.26551223,
            1.00002368,
            0.37409196,
            0.09678418,
            -0.18628806,
            0.27886807,
            -1.13520398,
            1.48851587,
            -0.82215223,
            0.17087277
        };
        double sum = 0;
        for (int i = c.length - 1; i >= 0; i--) sum = sum * t + c[i];
        double complement = t * Math.exp(-z * z + sum);
        return x >= 0 ? 1 - complement : complement - 1;
    }
}
