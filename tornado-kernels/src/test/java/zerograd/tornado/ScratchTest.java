package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.Kernels;

/// A call that scratch is too small for is done in parts, with the same bits.
class ScratchTest {

  private static float[][] attention(Kernels kernels, Scope scope) {
    Heads heads = new Heads(4, 2, 8, 0, 0.35f);
    int[] starts = {0, 9, 10, 27, 40};
    int N = 40;
    Operands o = new Operands(1, scope);
    Floats q = o.normal(N * 32), k = o.normal(N * 16), v = o.normal(N * 16), out = o.normal(N * 32);
    Floats max = o.normal(N * 4), sum = o.normal(N * 4), dq = o.normal(N * 32), dk = o.normal(N * 16);
    Floats dv = o.normal(N * 16), dout = o.normal(N * 32);
    Ints places = o.ints(starts);
    kernels.attention().forward(out, max, sum, q, k, v, places, 4, heads);
    kernels.attention().backward(dq, dk, dv, dout, out, max, sum, q, k, v, places, 4, heads);
    return new float[][]{out.toArray(), max.toArray(), sum.toArray(), dq.toArray(), dk.toArray(),
        dv.toArray()};
  }

  private static float[][] attention(int scratch) {
    Gpu gpu = new Gpu(new PlainMachine(1 << 20), scratch);
    Kernels kernels = Kernels.reference().with(new TornadoAttention(gpu));
    try (Workspace workspace = new Workspace(gpu.memoryBytes(), gpu);
        Scope scope = new Scope("scratch", workspace)) {
      return attention(kernels, scope);
    }
  }

  @Test void attention() {
    float[][] expected = attention(1 << 15);
    for (int scratch : new int[]{800, 1000, 1500, 2500}) {                   // one head at a time, some, all of a sequence
      float[][] actual = attention(scratch);
      for (int i = 0; i < expected.length; i++)
        assertArrayEquals(expected[i], actual[i], "scratch " + scratch);
    }
  }

  @Test void draws() {
    int N = 7, V = 30;
    int[][] tokens = new int[2][];
    for (int round = 0; round < 2; round++) {
      Gpu gpu = new Gpu(new PlainMachine(1 << 20), round == 0 ? 1 << 14 : 5 * N + 2 * V);
      try (Workspace workspace = new Workspace(gpu.memoryBytes(), gpu);
          Scope scope = new Scope("scratch", workspace)) {
        Operands o = new Operands(2, scope);
        Ints chosen = o.ints(new int[N]);
        new TornadoTokenLogProbs(gpu).draw(chosen, o.normal(N), o.normal(N * V), o.draws(N), N, V, 1);
        tokens[round] = chosen.toArray();
      }
    }
    assertArrayEquals(tokens[0], tokens[1]);
  }
}
