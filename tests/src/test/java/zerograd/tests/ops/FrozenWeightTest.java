package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenFormat;

/// Operations on weights that are frozen matrices, against the same operations on what these stand for.
class FrozenWeightTest {

  private static final int M = 19;

  private static Param frozen(Tensor w, FrozenFormat format) {
    return Param.frozen(FrozenMatrix.of(w, format));
  }

  private static Param widened(Param frozen) { return Param.frozen(frozen.matrix().orElseThrow().widened()); }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void aProductWithBf16HasTheBitsOfTheWidenedWeight(int N,
      int K) {
    Inputs.onDevice(() -> {
      Param w = frozen(Inputs.normal(1, M, K), FrozenFormat.BF16), wide = widened(w);
      Variable bias = Variable.constant(Inputs.normal(2, M)), x = Variable.constant(Inputs.normal(3, N, K));
      assertSameBits("y", x.linear(wide).value(), x.linear(w).value());
      assertSameBits("y + bias", x.linear(wide, bias).value(), x.linear(w, bias).value());
    });
  }

  @ParameterizedTest
  @EnumSource void theGradientOfTheInputIsThatOfTheWidenedWeight(FrozenFormat format) {
    Inputs.onDevice(() -> {
      for (int K : new int[]{1, 31, 32, 100}) {
        Param w = frozen(Inputs.normal(1, M, K), format), wide = widened(w);
        Tensor x = Inputs.normal(3, 7, K);
        Param one = new Param(x), other = new Param(x);
        Variable g = Variable.constant(Inputs.normal(4, 7, M));
        Tape.backward(() -> one.linear(w).times(g).sum());
        Tape.backward(() -> other.linear(wide).times(g).sum());
        assertSameBits("dx", other.gradient(), one.gradient());
      }
    });
  }

  @ParameterizedTest
  @EnumSource void rowsAreThoseOfTheWidenedWeight(FrozenFormat format) {
    Inputs.onDevice(() -> {
      Param w = frozen(Inputs.normal(1, 50, 33), format);
      Ints ids = Inputs.ids(2, 9, 50);
      assertSameBits("rows", widened(w).rows(ids).value(), w.rows(ids).value());
    });
  }

  @Test void aHeadInBf16HasTheBitsOfTheWidenedHead() {
    Inputs.onDevice(() -> {
      Param w = frozen(Inputs.normal(1, 50, 33), FrozenFormat.BF16), wide = widened(w);
      Tensor x = Inputs.normal(2, 9, 33);
      Param one = new Param(x), other = new Param(x);
      Ints targets = Inputs.ids(3, 9, 50);
      Tape.backward(() -> TokenLogProbsOp.of(one, w, targets, 0.8f).sum());
      Tape.backward(() -> TokenLogProbsOp.of(other, wide, targets, 0.8f).sum());
      assertSameBits("log-probabilities", TokenLogProbsOp.of(other, wide, targets, 0.8f).value(),
          TokenLogProbsOp.of(one, w, targets, 0.8f).value());
      assertSameBits("dx", other.gradient(), one.gradient());
    });
  }

  @Test void aFloat32MatrixIsTheWeight() {
    Inputs.onDevice(() -> {
      Tensor w = Inputs.normal(1, M, 40);
      assertSameBits("w", w, frozen(w, FrozenFormat.F32).matrix().orElseThrow().widened());
    });
  }

  @Test void int8IsWithinHalfAStep() {
    Inputs.onDevice(() -> {
      Tensor w = Inputs.normal(1, M, 100),
          rounded = frozen(w, FrozenFormat.INT8).matrix().orElseThrow().widened();
      for (int m = 0; m < M; m++) {
        for (int k = 0; k < 100; k++) {
          float largest = 0;
          for (int i = k / 32 * 32; i < Math.min(100, k / 32 * 32 + 32); i++) {
            largest = Math.max(largest, Math.abs(w.get(m, i)));
          }
          // the scale is at most one float16 step above largest / 127
          assertEquals(w.get(m, k), rounded.get(m, k), largest / 127 * 0.5 * 1.001);
        }
      }
    });
  }

  @Test void whatInt8StandsForIsStoredAgainWithoutLoss() {
    Inputs.onDevice(() -> {
      Tensor once = frozen(Inputs.normal(1, M, 100), FrozenFormat.INT8).matrix().orElseThrow().widened();
      assertSameBits("w", once, frozen(once, FrozenFormat.INT8).matrix().orElseThrow().widened());
    });
  }

  @Test void aFrozenWeightHasNoValue() {
    Inputs.onDevice(() -> {
      Param w = frozen(Inputs.normal(1, 2, 3), FrozenFormat.BF16);
      assertEquals(new Shape(2, 3), w.shape());
      assertEquals(
          "weight (2, 3) bf16 is frozen and has no float32 value; products and rows of it are what there is",
          assertThrows(IllegalStateException.class, w::value).getMessage());
    });
  }

  @Test void int8RefusesWhatHasNoScale() {
    Inputs.onDevice(() -> {
      for (float bad : new float[]{Float.NaN, Float.NEGATIVE_INFINITY, 1e7f}) {
        Tensor w = Tensor.of(new Shape(1, 3), 1, bad, 2);
        assertEquals(
            "int8: a weight of magnitude %s has no scale; keep this model in bf16 or f32"
                .formatted(Math.abs(bad)),
            assertThrows(IllegalArgumentException.class, () -> frozen(w, FrozenFormat.INT8)).getMessage());
      }
    });
  }
}
