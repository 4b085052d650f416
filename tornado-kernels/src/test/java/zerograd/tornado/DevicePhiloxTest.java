package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Philox;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.TokenLogProbsKernel.Draws;

/// Random numbers that are made on a device are those that the processor makes, whatever their counter and key.
class DevicePhiloxTest {

  private static final int[] EXTREME = {0, 1, -1, 0xFFFF, 0x10000, 0x8000, Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      Integer.MIN_VALUE + 1, 0xFFFF0000, 0x7FFF8000};

  private static Device device;

  /// One for all tests, since its memory is not given back.
  private static Device device() {
    if (device == null) device = Device.on(Bench.accelerator(), 1);
    return device;
  }

  /// The numbers of rows, by the words of the counter and the key, to the first of which the rows add theirs.
  private static double[] numbers(int[] words, int[] sequences, int[] positions) {
    return device().call("numbers", () -> {
      Gpu gpu = Bench.gpu();
      int n = sequences.length;
      Scope scope = Device.scope();
      Ints s = scope.ints(n), t = scope.ints(n);
      s.copyFrom(sequences);
      t.copyFrom(positions);
      Floats parts = scope.floats(3L * n);
      int[] places = {gpu.out(parts), gpu.in(s), gpu.in(t), words[0], words[1], words[2], words[3], words[4],
          words[5]};
      gpu.run(DevicePhilox.UNIFORM, n, places);
      double[] numbers = new double[n];
      for (int i = 0; i < n; i++)
        numbers[i] = (double) parts.get(3 * i) + parts.get(3 * i + 1) + parts.get(3 * i + 2);
      return numbers;
    });
  }

  private static double number(long word1, long word0) { return (word1 << 21 | word0 >> 11) * 0x1p-53; }

  /// The known answers of the Random123 library for philox4x32 with ten rounds, of which a number takes two words.
  @Test void publishedAnswers() {
    int[] none = {0};
    assertEquals(number(0xe169c58dL, 0x6627e8d5L), numbers(new int[6], none, none)[0]);
    int[] ones = new int[6];
    Arrays.fill(ones, -1);
    assertEquals(number(0x41c83b0eL, 0x408f276dL), numbers(ones, none, none)[0]);
    int[] pi = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0};
    assertEquals(number(0x94fdccebL, 0xd16cfe09L), numbers(pi, none, none)[0]);
  }

  @Test void thousandsOfCountersAndKeys() {
    SplittableRandom random = new SplittableRandom(1);
    int rows = 256;
    for (int call = 0; call < 40; call++) {
      int[] words = new int[6];
      for (int i = 0; i < 6; i++)
        words[i] = random.nextInt(3) == 0 ? EXTREME[random.nextInt(EXTREME.length)] : random.nextInt();
      int[] sequences = random.ints(rows, 0, (1 << 24) + 1).toArray();
      int[] positions = random.ints(rows, 0, (1 << 24) + 1).toArray();
      double[] actual = numbers(words, sequences, positions);
      for (int n = 0; n < rows; n++) {
        long bits = Philox.block(words[0], words[1] + positions[n], words[2] + sequences[n], words[3],
            words[4],
            words[5])[0];
        assertEquals((bits >>> 11) * 0x1p-53, actual[n], "row %d of %s".formatted(n, Arrays.toString(words)));
      }
    }
  }

  @Test void aSamplersDraws() {
    device().run("draws", () -> {
      Ints places = Device.scope().ints(6);
      places.copyFrom(new int[]{0, 5, 3, 0, 200, 16_777_215});
      for (long seed : new long[]{0, -1, Long.MIN_VALUE, 1L << 31, 123_456_789_012_345L}) {
        Draws draws = new Draws(seed, (1 << 24) - 1, Integer.MAX_VALUE, places.slice(0, 3),
            places.slice(3, 3));
        Floats parts = Device.scope().floats(9);
        Gpu gpu = Bench.gpu();
        DevicePhilox.uniform(gpu, gpu.out(parts), draws);
        double[] expected = draws.numbers();
        for (int n = 0; n < 3; n++)
          assertEquals(expected[n], (double) parts.get(3 * n) + parts.get(3 * n + 1) + parts.get(3 * n + 2));
      }
    });
  }

  /// What says which numbers are wanted goes there, and the numbers do not.
  @Test void numbersDoNotCross() {
    int[] puts = {0};
    Gpu gpu = new Gpu(new PlainMachine(1 << 20) {
      @Override public void put(long to, MemorySegment from, long offset, long count) {
        puts[0]++;
        super.put(to, from, offset, count);
      }
    }, 1 << 12);
    try (Workspace workspace = new Workspace(gpu.memoryBytes(), gpu);
        Scope scope = new Scope("test", workspace)) {
      var kernel = new TornadoTokenLogProbs(gpu);
      Operands o = new Operands(1, scope);
      Ints tokens = o.ints(0, 0), sequences = o.ints(4, 1), positions = o.ints(9, 2);
      Floats logits = o.normal(20), logProbs = o.normal(2);
      Draws draws = new Draws(1, 0, 0, sequences, positions);
      kernel.draw(tokens, logProbs, logits, draws, 2, 10, 1);
      int[] drawn = tokens.toArray();
      puts[0] = 0;
      kernel.draw(tokens, logProbs, logits, draws, 2, 10, 1);
      assertEquals(0, puts[0]);
      kernel.draw(tokens, logProbs, logits, draws.numbers(), 2, 10, 1);
      assertEquals(1, puts[0], "numbers that are made here");
      assertArrayEquals(drawn, tokens.toArray());
    }
  }
}
