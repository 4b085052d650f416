package zerograd.testkit;

import java.util.Arrays;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Tensor;

/// Holds an operation against its formula, restated in double, and its gradient against the formula's
/// derivative.
///
///     GradientCheck.usual().check(
///         in -> …,                           // ten lines of double arithmetic, to check against the paper
///         v -> v[0].rmsNorm(v[1], EPS),
///         x, w);
///
/// Differences of the float32 operation itself would prove little: its rounding hides errors of one percent.
/// So the formula is differentiated instead, by five points a distance h apart, with an error of about 10⁻⁹:
///
///     f′(x) ≈ (f(x−2h) − 8 f(x−h) + 8 f(x+h) − f(x+2h)) / 12h
///
/// of f = Σ cᵢ yᵢ with fixed weights c that are all different. Checked are the values, the gradient of every
/// input, and that each input's gradient has the same bits when the other inputs are constants. Inputs should
/// keep 2h away from places where the formula has a kink.
///
/// Fornberg 1988, *Generation of Finite Difference Formulas on Arbitrarily Spaced Grids*, table 1.
///
/// @param values how far a value may be from the formula's
/// @param gradients how far a gradient may be from the derivative
/// @param probes the most numbers of each input whose derivative is taken; evenly spaced if there are more
/// @param h the distance of the points
public record GradientCheck(Bound values, Bound gradients, int probes, double h) {

  /// The operation on plain numbers: one array an input, row by row, and one for the result.
  @FunctionalInterface
  public interface Formula {
    double[] apply(double[]... inputs);
  }

  /// The operation under test.
  @FunctionalInterface
  public interface Operation {
    Variable apply(Variable... inputs);
  }

  /// Values to `10⁻⁶ (1 + |y|)`, gradients to `10⁻⁵ (1 + |g|)`, up to 400 probes an input, `h = 10⁻³`.
  public static GradientCheck usual() { return new GradientCheck(Bound.of(1e-6), Bound.of(1e-5), 400, 1e-3); }

  public GradientCheck withValues(Bound bound) { return new GradientCheck(bound, gradients, probes, h); }

  public GradientCheck withGradients(Bound bound) { return new GradientCheck(values, bound, probes, h); }

  /// Runs the check on the device in use.
  ///
  /// @throws AssertionError if a value or a gradient is outside its bound
  public void check(Formula formula, Operation operation, Tensor... inputs) {
    double[][] wide = Arrays.stream(inputs).map(GradientCheck::widen).toArray(double[][]::new);
    Param[] params = Arrays.stream(inputs).map(input -> new Param(input.copy())).toArray(Param[]::new);

    Tensor y = operation.apply(params).value();
    TensorAssertions.assertClose("value", formula.apply(wide), y, values);

    Tensor weights = weights(y);
    Tape.backward(() -> operation.apply(params).times(Variable.constant(weights)).sum());
    for (int i = 0; i < inputs.length; i++)
      checkInput(i, formula, wide, widen(weights), params[i].gradient());
    if (inputs.length > 1) {
      for (int i = 0; i < inputs.length; i++) checkAlone(i, operation, inputs, weights, params[i].gradient());
    }
  }

  private void checkInput(int input, Formula formula, double[][] inputs, double[] weights, Tensor gradient) {
    int n = inputs[input].length, stride = Math.max(1, (n + probes - 1) / probes);
    double[] expected = widen(gradient);                   // places that are not probed agree with themselves
    for (int k = 0; k < n; k += stride) expected[k] = derivative(formula, inputs, weights, input, k);
    TensorAssertions.assertClose("gradient of input " + input, expected, gradient, gradients);
  }

  private double derivative(Formula formula, double[][] inputs, double[] weights, int input, int k) {
    double x = inputs[input][k];
    double[] f = new double[5];
    for (int point = -2; point <= 2; point++) {
      if (point == 0) continue;
      inputs[input][k] = x + point * h;
      f[point + 2] = dot(formula.apply(inputs), weights);
    }
    inputs[input][k] = x;
    return (f[0] - f[4] + 8 * (f[3] - f[1])) / (12 * h);
  }

  /// The gradient of one input, the others being constants.
  private static void checkAlone(int input, Operation operation, Tensor[] inputs, Tensor weights,
      Tensor expected) {
    Variable[] variables = Arrays.stream(inputs).map(Variable::constant).toArray(Variable[]::new);
    Param param = new Param(inputs[input]);
    variables[input] = param;
    Tape.backward(() -> operation.apply(variables).times(Variable.constant(weights)).sum());
    TensorAssertions.assertSameBits("gradient of input %d alone".formatted(input), expected,
        param.gradient());
  }

  /// Numbers in (−1, 1) without a pattern: the fractional parts of multiples of the golden ratio.
  private static Tensor weights(Tensor y) {
    Tensor weights = Tensor.empty(y.shape());
    for (long i = 0; i < y.shape().size(); i++) {
      double multiple = (i + 1) * 0.6180339887498949;
      weights.data().set(i, (float) (2 * (multiple - Math.floor(multiple)) - 1));
    }
    return weights;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  private static double[] widen(Tensor tensor) {
    float[] numbers = tensor.toArray();
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) wide[i] = numbers[i];
    return wide;
  }
}
