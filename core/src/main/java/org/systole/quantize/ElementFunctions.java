package org.systole.quantize;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Problems;

/** Functions of one value that become tables; definitions are those of the ONNX operators. */
final class ElementFunctions {
    private ElementFunctions() {}

    /** Returns the function that a node computes of its only computed input; empty when it is none. */
    static Optional<DoubleUnaryOperator> of(Graph graph, Node node) {
        if (QonnxQuant.isOperator(node.op())) return quant(graph, node);
        return of(node.op(), node.attributes());
    }

    private static Optional<DoubleUnaryOperator> quant(Graph graph, Node node) {
        QonnxQuant quant = QonnxQuant.of(graph, node, new Problems());
        if (quant == null || quant.axis() >= 0) return Optional.empty();
        return Optional.of(x -> quant.apply((float) x, 0));
    }

    /** Returns whether an operator is a function of one value. */
    static boolean isKnown(String op) {
        return of(op, Attributes.NONE).isPresent();
    }

    private static Optional<DoubleUnaryOperator> of(String op, Attributes a) {
        return Optional.ofNullable(
                switch (op) {
                    case "Sigmoid" -> x -> 1 / (1 + StrictMath.exp(-x));
                    case "Tanh" -> StrictMath::tanh;
                    case "Exp" -> StrictMath::exp;
                    case "Abs" -> Math::abs;
                    case "Neg" -> x -> -x;
                    case "Sqrt" -> x -> Math.sqrt(Math.max(0, x));
                    case "Erf" -> ElementFunctions::erf;
                    case "Softplus" -> x -> StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + Math.max(x, 0);
                    case "Log" -> StrictMath::log;
                    case "Reciprocal" -> x -> 1 / x;
                    case "Sin" -> StrictMath::sin;
                    case "Cos" -> StrictMath::cos;
                    case "Tan" -> StrictMath::tan;
                    case "Asin" -> StrictMath::asin;
                    case "Acos" -> StrictMath::acos;
                    case "Atan" -> StrictMath::atan;
                    case "Sinh" -> StrictMath::sinh;
                    case "Cosh" -> StrictMath::cosh;
                    case "Asinh" -> x -> Math.signum(x) * StrictMath.log(Math.abs(x) + Math.sqrt(x * x + 1));
                    case "Acosh" -> x -> StrictMath.log(x + Math.sqrt(x * x - 1));
                    case "Atanh" -> x -> 0.5 * StrictMath.log((1 + x) / (1 - x));
                    case "Floor" -> Math::floor;
                    case "Ceil" -> Math::ceil;
                    case "Round" -> Math::rint;
                    case "Sign" -> Math::signum;
                    case "Identity", "Dropout" -> x -> x;
                    case "Swish" -> swish(a.real("alpha", 1));
                    case "QuickGelu" -> swish(a.real("alpha", 1.702f));
                    case "Celu" -> celu(a.real("alpha", 1));
                    case "ThresholdedRelu" -> thresholded(a.real("alpha", 1));
                    case "Shrink" -> shrink(a.real("bias", 0), a.real("lambd", 0.5f));
                    case "Softsign" -> x -> x / (1 + Math.abs(x));
                    case "HardSwish" -> x -> x * Math.clamp(x / 6 + 0.5, 0, 1);
                    case "HardSigmoid" -> hardSigmoid(a.real("alpha", 0.2f), a.real("beta", 0.5f));
                    case "LeakyRelu" -> leaky(a.real("alpha", 0.01f));
                    case "Elu" -> elu(a.real("alpha", 1));
                    case "Selu" -> selu(a.real("alpha", 1.67326319f), a.real("gamma", 1.05070098f));
                    case "Mish" ->
                        x -> x * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + Math.max(x, 0));
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
        return x -> x < 0 ? alpha * StrictMath.expm1(x) : x;
    }

    private static DoubleUnaryOperator swish(float alpha) {
        return x -> x / (1 + StrictMath.exp(-alpha * x));
    }

    private static DoubleUnaryOperator celu(float alpha) {
        return x -> Math.max(0, x) + Math.min(0, alpha * StrictMath.expm1(x / alpha));
    }

    private static DoubleUnaryOperator thresholded(float alpha) {
        return x -> x > alpha ? x : 0;
    }

    private static DoubleUnaryOperator shrink(float bias, float lambda) {
        return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
    }

    private static DoubleUnaryOperator selu(float alpha, float gamma) {
        return x -> gamma * (x < 0 ? alpha * StrictMath.expm1(x) : x);
    }

    private static DoubleUnaryOperator gelu(String approximate) {
        if (approximate.equals("tanh"))
            return x -> 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
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
        double complement = t * StrictMath.exp(-z * z + sum);
        return x >= 0 ? 1 - complement : complement - 1;
    }
}
