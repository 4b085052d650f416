package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.RopeOp;
import zerograd.autograd.ops.RopeTable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class RopeOpTest {

  private static double[] frequencies(int d) {
    return IntStream.range(0, d / 2).mapToDouble(i -> Math.pow(10_000, -2.0 * i / d)).toArray();
  }

  @ParameterizedTest
  @CsvSource({"1,1,2", "2,3,4", "7,2,6", "15,1,32", "17,4,34", "33,2,64",
      "3,5,100"}) void gradientIsTheDerivativeOfTheFormula(int N, int H, int d) {
    Inputs.onDevice(() -> {
      Ints positions = Inputs.ids(2, N, 50);
      RopeTable table = RopeTable.of(50, frequencies(d));
      GradientCheck.usual().check(in -> turned(in[0], positions, H, d),
          v -> RopeOp.of(v[0], positions, table), Inputs.normal(1, N, H, d));
    });
  }

  private static double[] turned(double[] x, Ints positions, int H, int d) {
    double[] y = new double[x.length];
    for (int head = 0; head < x.length / d; head++) {
      for (int i = 0; i < d / 2; i++) {
        double angle = positions.get(head / H) * frequencies(d)[i];
        double x1 = x[head * d + i], x2 = x[head * d + d / 2 + i];
        y[head * d + i] = x1 * Math.cos(angle) - x2 * Math.sin(angle);
        y[head * d + d / 2 + i] = x2 * Math.cos(angle) + x1 * Math.sin(angle);
      }
    }
    return y;
  }

  @Test void productsDependOnTheDistanceOfPositionsAlone() {
    Inputs.onDevice(() -> {
      int d = 16;
      RopeTable table = RopeTable.of(200, frequencies(d));
      Variable q = Variable.constant(Inputs.normal(1, 1, 1, d)),
          k = Variable.constant(Inputs.normal(2, 1, 1, d));
      assertEquals(product(q, 7, k, 3, table), product(q, 107, k, 103, table), 1e-5);
    });
  }

  private static float product(Variable q, int m, Variable k, int n, RopeTable table) {
    Variable turnedQ = RopeOp.of(q, Inputs.ints(m), table), turnedK = RopeOp.of(k, Inputs.ints(n), table);
    return turnedQ.times(turnedK).sum().value().get();
  }

  @Test void theTableIsRoundedOnce() {
    Inputs.onDevice(() -> {
      RopeTable table = RopeTable.of(5, new double[]{1, 0.1});
      assertEquals((float) StrictMath.cos(4 * 0.1), table.cos().get(4, 1));
      assertEquals((float) StrictMath.sin(4 * 1.0), table.sin().get(4, 0));
      assertEquals(5, table.positions());
      assertEquals(4, table.headDim());
    });
  }

  @Test void refusesAPositionBeyondTheTable() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 1, 4)));
      RopeTable table = RopeTable.of(5, frequencies(4));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> RopeOp.of(x, Inputs.ints(0, 5), table));
      assertEquals("rope: number 5 at place 1 is not in [0, 5)", refusal.getMessage());
    });
  }

  @Test void refusesHeadsOfAnotherSize() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 1, 6)));
      RopeTable table = RopeTable.of(5, frequencies(4));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> RopeOp.of(x, Inputs.ints(0, 1), table));
      assertEquals(
          "rope: x (2, 1, 6) needs a shape (2, heads, 4): 2 positions were given, and a table for heads of 4",
          refusal.getMessage());
    });
  }
}
