package zerograd.tests.ops;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Numbers to compute with: sizes that are awkward for vectors of 4, 8 and 16, and seeded random tensors.
final class Inputs {

  private static final int[] AWKWARD = {1, 2, 7, 15, 16, 17, 31, 33, 64, 100};

  private Inputs() {}

  static IntStream lengths() { return IntStream.of(AWKWARD); }

  /// Every size once as a number of rows and once as their length.
  static Stream<Arguments> shapes() {
    return IntStream.range(0, AWKWARD.length)
        .mapToObj(i -> Arguments.of(AWKWARD[i], AWKWARD[AWKWARD.length - 1 - i]));
  }

  /// Runs `body` on the reference kernels.
  static void onDevice(Runnable body) {
    try (Device device = Device.cpu(1, "reference", 256 << 20)) {
      device.run("test", body::run);
    }
  }

  /// Standard normal numbers.
  static Tensor normal(long seed, int... dims) {
    Random random = new Random(seed);
    Tensor tensor = Tensor.empty(new Shape(dims));
    for (long i = 0; i < tensor.shape().size(); i++) tensor.data().set(i, (float) random.nextGaussian());
    return tensor;
  }

  /// Numbers between two bounds.
  static Tensor uniform(double low, double high, long seed, int... dims) {
    Random random = new Random(seed);
    Tensor tensor = Tensor.empty(new Shape(dims));
    for (long i = 0; i < tensor.shape().size(); i++) {
      tensor.data().set(i, (float) (low + (high - low) * random.nextDouble()));
    }
    return tensor;
  }

  /// `n` numbers in [0, count).
  static Ints ids(long seed, int n, int count) { return ints(new Random(seed).ints(n, 0, count).toArray()); }

  static Ints ints(int... numbers) {
    Ints ints = Device.scope().ints(numbers.length);
    ints.copyFrom(numbers);
    return ints;
  }
}
