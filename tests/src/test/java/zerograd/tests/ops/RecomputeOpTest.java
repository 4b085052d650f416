package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.RecomputeOp;
import zerograd.core.Ints;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class RecomputeOpTest {

  /// How a block is called: as it is, or computed again in the backward pass.
  private interface Call extends BiFunction<Variable, UnaryOperator<Variable>, Variable> {
  }

  private static final Call PLAIN = (x, block) -> block.apply(x), RECOMPUTED = RecomputeOp::of;

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(
        Formulas.each((a, b) -> Formulas.silu(a) * b + a),
        v -> RecomputeOp.of(v[0], x -> x.silu().times(v[1]).plus(x)), Inputs.normal(1, n),
        Inputs.normal(2, n)));
  }

  /// A residual network of two blocks whose input has other consumers before and after, and whose blocks hold
  /// a tied table.
  private static final class Network {

    final Param embedding = new Param(Inputs.normal(1, 13, 16)), w = new Param(Inputs.normal(2, 16, 16)),
        bias = new Param(Inputs.normal(3, 16)), norm = new Param(Inputs.uniform(0.5, 2, 4, 16));
    final Ints ids = Inputs.ids(5, 9, 13);

    private Variable block(Variable x) {
      return x.plus(x.rmsNorm(norm, 1e-6f).linear(w, bias).silu()).plus(embedding.rows(ids).times(0.1f));
    }

    Variable loss(Call call) {
      Variable x = embedding.rows(ids), before = x.times(0.3f);
      Variable y = call.apply(call.apply(x, this::block), this::block);
      return y.times(x.sigmoid()).plus(before.times(x)).square().mean();
    }
  }

  private static void assertSameGradients(Network a, Network b) {
    assertSameBits("embedding", a.embedding.gradient(), b.embedding.gradient());
    assertSameBits("w", a.w.gradient(), b.w.gradient());
    assertSameBits("bias", a.bias.gradient(), b.bias.gradient());
    assertSameBits("norm", a.norm.gradient(), b.norm.gradient());
  }

  @Test void gradientsHaveTheBitsOfAPlainCall() {
    Inputs.onDevice(() -> {
      Network plain = new Network(), again = new Network();
      float expected = Tape.backward(() -> plain.loss(PLAIN)),
          actual = Tape.backward(() -> again.loss(RECOMPUTED));
      assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(actual));
      assertSameGradients(plain, again);
    });
  }

  @Test void gradientsOfNestedBlocksHaveTheBitsOfAPlainCall() {
    Inputs.onDevice(() -> {
      Network plain = new Network(), again = new Network();
      Tape.backward(() -> plain.loss(PLAIN));
      Tape.backward(() -> again.loss((x, block) -> RecomputeOp.of(x, v -> RecomputeOp.of(v, block))));
      assertSameGradients(plain, again);
    });
  }

  @Test void gradientReachesParametersBehindAConstant() {
    Inputs.onDevice(() -> {
      Param w = new Param(Inputs.normal(1, 4)), expected = new Param(w.value());
      Variable x = Variable.constant(Inputs.normal(2, 4));
      Tape.backward(() -> RecomputeOp.of(x, v -> v.times(w)).sum());
      Tape.backward(() -> x.times(expected).sum());
      assertSameBits("dw", expected.gradient(), w.gradient());
    });
  }

  @Test void aBlockWithoutParametersOfAConstantIsAConstant() {
    Inputs.onDevice(() -> {
      Param w = new Param(Inputs.normal(1, 4));
      Variable x = Variable.constant(Inputs.normal(2, 4));
      Tape.backward(() -> {
        Variable y = RecomputeOp.of(x, Variable::silu);
        assertFalse(y.needsGradient());
        return y.times(w).sum();
      });
    });
  }

  @Test void innerValuesAreNotKept() {
    Inputs.onDevice(() -> {
      Param x = new Param(Inputs.normal(1, 1 << 18));                                  // 1 MB
      long plain = bytesKept(() -> PLAIN.apply(x, RecomputeOpTest::deep));
      long again = bytesKept(() -> RECOMPUTED.apply(x, RecomputeOpTest::deep));
      assertTrue(plain > 20 << 20, "twenty inner values are kept: " + plain);
      assertTrue(again < 5 << 20, "the result alone is kept: " + again);
    });
  }

  private static Variable deep(Variable x) {
    for (int i = 0; i < 20; i++) x = x.plus(1);
    return x;
  }

  private static long bytesKept(java.util.function.Supplier<Variable> body) {
    var workspace = Device.current().workspace();
    long[] kept = new long[1];
    Device.current().run("step", () -> Tape.backward(() -> {
      long before = workspace.inUseBytes();
      Variable y = body.get();
      kept[0] = workspace.inUseBytes() - before;
      return y.sum();
    }));
    return kept[0];
  }

  @Test void withoutRecordingTheResultIsAConstantThatOutlivesTheBlock() {
    Inputs.onDevice(() -> {
      Param x = new Param(Inputs.normal(1, 5));
      Variable y = RecomputeOp.of(x, Variable::exp);
      assertFalse(y.needsGradient());
      Tensor expected = x.exp().value();
      assertSameBits("y", expected, y.value());
    });
  }
}
