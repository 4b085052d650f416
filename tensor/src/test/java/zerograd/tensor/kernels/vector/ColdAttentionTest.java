package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.TestNumbers.assertSame;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.TestNumbers;
import zerograd.tensor.kernels.reference.ReferenceAttention;

/// The first calls of a process give the reference's bits, whatever is shared out among workers.
class ColdAttentionTest {

  private static final int N = 40, H = 4, HKV = 2, D = 8;

  private final TestNumbers numbers = new TestNumbers(3);
  private final Workers workers = new Workers(2);
  private final AttentionKernel reference = new ReferenceAttention(), cold = new ColdAttention(workers);
  private final Heads heads = new Heads(H, HKV, D, 0, 0.3f);
  private final Floats q = numbers.normal(N * H * D), k = numbers.normal(N * HKV * D),
      v = numbers.normal(N * HKV * D);

  @AfterEach void close() {
    numbers.close();
    workers.close();
  }

  @Test void bothWays() {
    Floats[] expected = bothWays(reference), actual = bothWays(cold);
    for (int i = 0; i < expected.length; i++) assertSame("result " + i, expected[i], actual[i]);
  }

  private Floats[] bothWays(AttentionKernel kernel) {
    Ints starts = numbers.ints(0, 13, 13, N);
    Floats out = numbers.zeros(N * H * D), max = numbers.zeros(N * H), sum = numbers.zeros(N * H);
    Floats dq = numbers.zeros(N * H * D), dk = numbers.zeros(N * HKV * D), dv = numbers.zeros(N * HKV * D);
    kernel.forward(out, max, sum, q, k, v, starts, 3, heads);
    kernel.backward(dq, dk, dv, q, out, max, sum, q, k, v, starts, 3, heads);
    return new Floats[]{out, max, sum, dq, dk, dv};
  }

  @Test void fromTheCache() { assertSame("out", fromTheCache(reference), fromTheCache(cold)); }

  private Floats fromTheCache(AttentionKernel kernel) {
    long length = AttentionKernel.cacheLength(2, N, heads);
    Floats keys = numbers.zeros(length), values = numbers.zeros(length), out = numbers.zeros(3 * H * D);
    Ints slots = numbers.below(1, N), positions = numbers.ints(IntStream.range(0, N).toArray());
    kernel.append(keys, values, k, v, slots, positions, N, N, heads);
    kernel.cached(out, q.slice(0, 3 * H * D), keys, values, numbers.ints(0, 0, 0), numbers.ints(0, 31, 39), 3,
        N, heads);
    return out;
  }
}
