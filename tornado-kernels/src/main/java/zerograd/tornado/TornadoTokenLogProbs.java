package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.times;

import java.util.List;
import java.util.function.IntConsumer;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.TokenLogProbsKernel;

/// The log-probability of a token a row, and the drawing of one, their sums by [RowSums].
///
/// A draw adds up a row's probabilities in double and in order, which is one thread's work; the other threads of its group compute the
/// next 256 of them meanwhile.
final class TornadoTokenLogProbs implements TokenLogProbsKernel {

  /// `p`: threads, logProbs, entropy, max, sum, weighted sum, logits, targets, V, T
  private static final Kernel RESULTS = new Kernel("token log-probs", TornadoTokenLogProbs::runResults,
      TornadoTokenLogProbs::results);

  /// `p`: threads, logits, dLogProbs, dEntropy, entropy, max, sum, targets, V, T
  private static final Kernel BACKWARD = new Kernel("token log-probs backward",
      TornadoTokenLogProbs::runBackward, TornadoTokenLogProbs::backward);

  /// `p`: threads, e, logits, max, V, T
  private static final Kernel EXPONENTIALS = new Kernel("token weights",
      TornadoTokenLogProbs::runExponentials,
      TornadoTokenLogProbs::exponentials);

  /// `p`: threads, tokens, e, draws, V; a draw is the sum of three floats
  private static final Kernel DRAW = new Kernel("draw", TornadoTokenLogProbs::runDraw,
      TornadoTokenLogProbs::draw, RowSums.THREADS);

  /// `p`: threads, tokens, logits, V
  private static final Kernel LIKELIEST = new Kernel("likeliest", TornadoTokenLogProbs::runLikeliest,
      TornadoTokenLogProbs::likeliest, RowSums.THREADS);

  /// `p`: threads, tokens, logProbs, logits, max, sum, V, T
  private static final Kernel REPORT = new Kernel("token report", TornadoTokenLogProbs::runReport,
      TornadoTokenLogProbs::report);

  /// All of these.
  static List<Kernel> kernels() { return List.of(RESULTS, BACKWARD, EXPONENTIALS, DRAW, LIKELIEST, REPORT); }

  private final Gpu gpu;

  TornadoTokenLogProbs(Gpu gpu) { this.gpu = gpu; }

  static void runResults(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) results(new Memory(low, high), p, c.globalIdx);
  }

  static void results(Memory h, IntArray p, int n) {
    float weighted = h.get(p.get(5) + n);
    float S = h.get(p.get(4) + n), logS = DeviceElementary.logarithm(S);
    float z = over(h.get(p.get(6) + n * p.get(8) + (int) h.get(p.get(7) + n)), h.number(p.get(9)));
    h.set(p.get(1) + n, z - h.get(p.get(3) + n) - logS);
    h.set(p.get(2) + n, logS - over(weighted, S));
  }

  static void runBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backward(new Memory(low, high), p, c.globalIdx);
  }

  static void backward(Memory h, IntArray p, int i) {
    int V = p.get(8), n = i / V, v = i - n * V;
    float T = h.number(p.get(9)), S = h.get(p.get(6) + n), dLogProb = h.get(p.get(2) + n);
    float shift = h.get(p.get(4) + n) - DeviceElementary.logarithm(S);
    float c = over(h.get(p.get(1) + i), T) - h.get(p.get(5) + n);
    float probability = times(DeviceElementary.exponential(c), over(1f, S));
    float slope = fma(h.get(p.get(3) + n), (c < RowSums.LOWEST ? RowSums.LOWEST : c) + shift, dLogProb);
    float dz = times(Exact.minus(probability), slope);
    if (v == (int) h.get(p.get(7) + n)) dz = dz + dLogProb;
    h.set(p.get(1) + i, over(dz, T));
  }

  static void runExponentials(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) exponentials(new Memory(low, high), p, c.globalIdx);
  }

  static void exponentials(Memory h, IntArray p, int i) {
    float c = over(h.get(p.get(2) + i), h.number(p.get(5))) - h.get(p.get(3) + i / p.get(4));
    h.set(p.get(1) + i, DeviceElementary.exponential(c));
  }

  static void runDraw(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] shared = c.allocateFloatLocalArray(RowSums.THREADS);
    double[] probabilities = c.allocateDoubleLocalArray(RowSums.THREADS);
    int V = p.get(4), n = c.groupIdx, t = c.localIdx, row = p.get(2) + n * V, at = p.get(3) + 3 * n,
        token = -1;
    double draw = (double) h.get(at) + (double) h.get(at + 1) + (double) h.get(at + 2);
    double sum = 0.0, cumulative = 0.0;
    for (int from = 0; from < V; from += RowSums.THREADS) {
      if (from + t < V) shared[t] = h.get(row + from + t);
      c.localBarrier();
      int to = V - from < RowSums.THREADS ? V - from : RowSums.THREADS;
      for (int i = 0; i < to; i++) sum = sum + (double) shared[i];      // every thread: each needs it
      c.localBarrier();
    }
    for (int from = 0; from < V; from += RowSums.THREADS) {
      if (from + t < V) {
        shared[t] = h.get(row + from + t);
        probabilities[t] = (double) shared[t] / sum;
      }
      c.localBarrier();
      int to = V - from < RowSums.THREADS ? V - from : RowSums.THREADS;
      if (t == 0) {
        for (int i = 0; i < to; i++) {
          if (!(cumulative > draw)) {
            cumulative = cumulative + probabilities[i];
            if (shared[i] > 0) token = from + i;
          }
        }
      }
      c.localBarrier();
    }
    if (t == 0) h.set(p.get(1) + n, (float) token);
  }

  static void draw(Memory h, IntArray p, int n) {
    int V = p.get(4), row = p.get(2) + n * V, at = p.get(3) + 3 * n;
    double draw = (double) h.get(at) + (double) h.get(at + 1) + (double) h.get(at + 2);
    double sum = 0.0, cumulative = 0.0;
    for (int v = 0; v < V; v++) sum = sum + (double) h.get(row + v);
    int token = -1;
    for (int v = 0; v < V && !(cumulative > draw); v++) {
      cumulative = cumulative + (double) h.get(row + v) / sum;
      if (h.get(row + v) > 0) token = v;
    }
    h.set(p.get(1) + n, (float) token);
  }

  static void runLikeliest(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] largestOf = c.allocateFloatLocalArray(RowSums.THREADS);
    int[] tokenOf = c.allocateIntLocalArray(RowSums.THREADS);
    int V = p.get(3), n = c.groupIdx, t = c.localIdx, row = p.get(2) + n * V, token = V;
    float largest = Float.NEGATIVE_INFINITY;
    for (int v = t; v < V; v += RowSums.THREADS) {
      float logit = h.get(row + v);
      if (logit > largest) {
        largest = logit;
        token = v;
      }
    }
    largestOf[t] = largest;
    tokenOf[t] = token;
    c.localBarrier();
    if (t == 0) {
      for (int i = 1; i < RowSums.THREADS; i++) {
        if (largestOf[i] > largest || largestOf[i] == largest && tokenOf[i] < token) {
          largest = largestOf[i];
          token = tokenOf[i];
        }
      }
      h.set(p.get(1) + n, token < V ? (float) token : 0f);       // none is above −∞: the row has no probabilities
    }
  }

  static void likeliest(Memory h, IntArray p, int n) {
    int V = p.get(3), row = p.get(2) + n * V, token = 0;
    float largest = h.get(row);
    for (int v = 1; v < V; v++) {
      float logit = h.get(row + v);
      if (logit > largest) {
        largest = logit;
        token = v;
      }
    }
    h.set(p.get(1) + n, (float) token);
  }

  static void runReport(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) report(new Memory(low, high), p, c.globalIdx);
  }

  static void report(Memory h, IntArray p, int n) {
    float S = h.get(p.get(5) + n);
    int token = (int) h.get(p.get(1) + n);
    if (S != S) {
      h.set(p.get(1) + n, -1f);
      h.set(p.get(2) + n, S);
    } else {
      float z = over(h.get(p.get(3) + n * p.get(6) + token), h.number(p.get(7)));
      h.set(p.get(2) + n, z - h.get(p.get(4) + n) - DeviceElementary.logarithm(S));
    }
  }

  /// Leaves the rows' maxima and sums where it is said; no sums of e · c if their place is nowhere.
  private void sums(int logits, int max, int sum, int weighted, int N, int V, float temperature) {
    gpu.run(RowSums.MAX, (long) RowSums.THREADS * N, new int[]{max, logits, V}, temperature);
    gpu.run(RowSums.SUM, (long) RowSums.THREADS * N, new int[]{sum, weighted, logits, max, V}, temperature);
  }

  @Override public void forward(Floats logProbs, Floats entropy, Floats rowMax, Floats rowSum, Floats logits,
      Ints targets, int N, int V, float temperature) {
    gpu.requireScratch(N, "token log-probs");
    int x = gpu.in(logits), t = gpu.in(targets), max = gpu.out(rowMax), sum = gpu.out(rowSum);
    sums(x, max, sum, 0, N, V, temperature);
    gpu.run(RESULTS, N, new int[]{gpu.out(logProbs), gpu.out(entropy), max, sum, 0, x, t, V},
        temperature);
  }

  @Override public void backward(Floats logits, Floats dLogProbs, Floats dEntropy, Floats entropy,
      Floats rowMax, Floats rowSum, Ints targets, int N, int V, float temperature) {
    int dl = gpu.in(dLogProbs), de = gpu.in(dEntropy), e = gpu.in(entropy), max = gpu.in(rowMax);
    int sum = gpu.in(rowSum), t = gpu.in(targets);
    gpu.run(BACKWARD, (long) N * V, new int[]{gpu.inOut(logits), dl, de, e, max, sum, t, V}, temperature);
  }

  @Override public void draw(Ints tokens, Floats logProbs, Floats logits, double[] draws, int N, int V,
      float temperature) {
    draw(tokens, logProbs, logits, place -> gpu.putScratch(place, parts(draws, N)), N, V, temperature);
  }

  @Override public void draw(Ints tokens, Floats logProbs, Floats logits, Draws draws, int N, int V,
      float temperature) {
    draw(tokens, logProbs, logits, place -> DevicePhilox.uniform(gpu, place, draws), N, V, temperature);
  }

  private void draw(Ints tokens, Floats logProbs, Floats logits, IntConsumer leaveNumbers, int N, int V,
      float temperature) {
    gpu.requireScratch(5L * N + V, "draw");
    int x = gpu.in(logits), chosen = gpu.out(tokens), max = 0, sum = N, parts = 2 * N;
    int e = 5 * N, together = (int) Math.min(N, (gpu.scratch() - e) / V);
    sums(x, max, sum, Memory.NOWHERE, N, V, temperature);
    leaveNumbers.accept(parts);
    for (int from = 0; from < N; from += together) {
      int rows = Math.min(together, N - from);
      gpu.run(EXPONENTIALS, (long) rows * V, new int[]{e, x + from * V, max + from, V}, temperature);
      gpu.run(DRAW, (long) RowSums.THREADS * rows, new int[]{chosen + from, e, parts + 3 * from, V});
    }
    gpu.run(REPORT, N, new int[]{chosen, gpu.out(logProbs), x, max, sum, V}, temperature);
  }

  /// Each of the first `N` draws, a multiple of 2⁻⁵³, as a sum of three floats.
  private static float[] parts(double[] draws, int N) {
    float[] parts = new float[3 * N];
    for (int n = 0; n < N; n++) {
      double left = draws[n];
      for (int part = 0; part < 3; part++) {
        parts[3 * n + part] = (float) left;
        left -= (float) left;
      }
    }
    return parts;
  }

  @Override public void likeliest(Ints tokens, Floats logProbs, Floats logits, int N, int V) {
    gpu.requireScratch(2L * N, "likeliest");
    int x = gpu.in(logits), chosen = gpu.out(tokens), max = 0, sum = N;
    sums(x, max, sum, Memory.NOWHERE, N, V, 1);
    gpu.run(LIKELIEST, (long) RowSums.THREADS * N, new int[]{chosen, x, V});
    gpu.run(REPORT, N, new int[]{chosen, gpu.out(logProbs), x, max, sum, V}, 1);
  }
}
