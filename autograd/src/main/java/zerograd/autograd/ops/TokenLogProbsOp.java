package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.LinearKernel;

/// The log-probability of given tokens under the head of a language model, and the entropy of each
/// prediction.
///
///     z = x wᵀ / T
///     y[0, n] = log softmax(z[n])[targets[n]]        y[1, n] = −Σ p ln p with p = softmax(z[n])
///
/// Backward, with both gradients of a row, `g` of the log-probability and `h` of the entropy:
///
///     dz = g (1[target] − p) − h · p (ln p + entropy)        dx = dz w / T        dw = dzᵀ x / T
///
/// Logits are made for a chunk of tokens at a time, over whole rows of the vocabulary. Those of the first `kept` rows stay in
/// memory for the way back, the others are made again there: with a large vocabulary, tokens × vocabulary would be
/// most of all memory. Neither the size of the chunks nor what is kept changes a bit.
///
/// Shapes: `x` (N, D); `w` (V, D); `targets` (N), each in [0, V); `y` (2, N); `rowMax`, `rowSum` (N); `kept` (rows, V).
///
/// After Wijmans et al. 2024, *Cut Your Losses in Large-Vocabulary Language Models*, arXiv:2411.09009,
/// section 4. Differs from the paper: whole rows, so that the order of every sum is the numeric contract's.
public record TokenLogProbsOp(Variable x, Variable w, Ints targets, float temperature, int chunk, Tensor y,
    Tensor rowMax, Tensor rowSum, Tensor kept) implements Op {

  /// Logits held at a time, in numbers: 64 MB. The head is read once a chunk; at Qwen2.5's 151,936 words this
  /// is 110 tokens, and chunks of a quarter of that took 1.3 to 1.5 times as long (two cores, JDK 25,
  /// 2026-11).
  private static final int CHUNK_NUMBERS = 16 << 20;

  /// Tokens at a time, at most: with a small vocabulary the logits of so many still lie in the cache when they are needed.
  private static final int CHUNK_TOKENS = 512;

  /// Logits kept for the backward pass, in numbers, at most: 256 MB. Making them again is a quarter of the head's products, 4 to
  /// 8 % of a whole step's.
  private static final int KEPT_NUMBERS = 64 << 20;

  /// Keeps no logits.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit, a target is not in the vocabulary, or
  /// `temperature` ≤ 0
  public static Variable of(Variable x, Variable w, Ints targets, float temperature) {
    return of(x, w, targets, temperature, chunk(w.shape().rows()), 0);
  }

  /// As the other, but keeps as many rows of logits as [#keptRows] says.
  public static Variable keeping(Variable x, Variable w, Ints targets, float temperature) {
    int V = w.shape().rows();
    return of(x, w, targets, temperature, chunk(V), keptRows(x.shape().rows(), V));
  }

  /// Rows of logits that are made together for a vocabulary of `V`.
  public static int chunk(int V) { return Math.clamp(CHUNK_NUMBERS / Math.max(1, V), 1, CHUNK_TOKENS); }

  /// Rows of logits that [#keeping] keeps of `N`, for a vocabulary of `V`.
  public static int keptRows(int N, int V) { return Math.min(N, KEPT_NUMBERS / Math.max(1, V)); }

  /// As the others, with `chunk` tokens at a time and the logits of `keep` kept if the result is recorded.
  public static Variable of(Variable x, Variable w, Ints targets, float temperature, int chunk, int keep) {
    LinearOp.checkProduct("tokenLogProbs", x.shape(), w.shape());
    int N = x.shape().rows(), V = w.shape().dim(0);
    if (targets.length() != N) {
      throw new IllegalArgumentException(
          "tokenLogProbs: x %s needs one target a row, got %d".formatted(x.shape(), targets.length()));
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "tokenLogProbs: the temperature must be positive, got " + temperature);
    }
    if (chunk < 1 || keep < 0 || keep > N) {
      throw new IllegalArgumentException(
          "tokenLogProbs: a chunk is at least 1 token, and of %d rows so many can be kept; got %d, %d"
              .formatted(N,
                  chunk, keep));
    }
    Ids.check("tokenLogProbs", targets, V);
    Tensor y = Tensor.empty(new Shape(2, N));
    TokenLogProbsOp op = new TokenLogProbsOp(x, w, targets, temperature, chunk, y, Tensor.empty(new Shape(N)),
        Tensor.empty(new Shape(N)), Tensor.empty(new Shape(Tape.isRecording() ? keep : 0, V)));
    op.inChunks(op::forward);
    return Tape.record(y, op, x, w);
  }

  private void forward(Floats logits, int from, int n) {
    LinearOp.product(logits, rows(x.value(), from, n), w, n, false);
    Device.kernels().tokenLogProbs().forward(logProbs(y, from, n), entropy(y, from, n),
        rowMax.data().slice(from, n), rowSum.data().slice(from, n), logits, targets.slice(from, n), n,
        w.shape().dim(0), temperature);
  }

  @Override public void backward(Tensor dy) {
    int V = w.shape().dim(0), D = w.shape().dim(1);
    LinearKernel linear = Device.kernels().linear();
    boolean more = x.hasGradient();
    inChunks((logits, from, n) -> {
      Floats xs = rows(x.value(), from, n);
      if (!isKept(from)) LinearOp.forward(logits, xs, w, n, false);
      Device.kernels().tokenLogProbs().backward(logits, logProbs(dy, from, n), entropy(dy, from, n),
          entropy(y, from, n), rowMax.data().slice(from, n), rowSum.data().slice(from, n),
          targets.slice(from, n), n, V, temperature);
      // logits now holds its own gradient
      if (x.needsGradient()) {
        LinearOp.backwardInput(rows(x.gradientToFill(), from, n), logits, w, n, more);
      }
      if (w.needsGradient()) {
        boolean added = w.hasGradient();
        linear.backwardWeight(w.gradientToFill().data(), logits, xs, n, V, D, added);
      }
    });
  }

  private interface Chunk {
    void run(Floats space, int from, int n);
  }

  /// Calls `body` for each chunk of tokens, ascending, with space for its logits.
  private void inChunks(Chunk body) {
    int N = x.shape().rows(), V = w.shape().dim(0), first = kept.shape().dim(0);
    for (int from = 0; from < first; from += chunk) {
      int n = Math.min(chunk, first - from);
      body.run(kept.data().slice((long) from * V, (long) n * V), from, n);
    }
    if (first == N) return;
    Device.current().run("logits", () -> {
      Floats space = Tensor.empty(new Shape(Math.min(chunk, N - first), V)).data();
      for (int from = first; from < N; from += chunk) {
        int n = Math.min(chunk, N - from);
        body.run(space.slice(0, (long) n * V), from, n);
      }
    });
  }

  private boolean isKept(int row) { return row < kept.shape().dim(0); }

  private Floats rows(Tensor tensor, int from, int n) {
    int D = w.shape().dim(1);
    return tensor.data().slice((long) from * D, (long) n * D);
  }

  private static Floats logProbs(Tensor pair, int from, int n) { return pair.data().slice(from, n); }

  private static Floats entropy(Tensor pair, int from, int n) {
    return pair.data().slice(pair.shape().columns() + from, n);
  }
}
