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
/// Tokens × vocabulary is never held: logits are made for a chunk of tokens at a time, over whole rows of the
/// vocabulary, and made again on the way back. The size of the chunks changes no bit.
///
/// Shapes: `x` (N, D); `w` (V, D); `targets` (N), each in [0, V); `y` (2, N); `rowMax`, `rowSum` (N).
///
/// After Wijmans et al. 2024, *Cut Your Losses in Large-Vocabulary Language Models*, arXiv:2411.09009,
/// section 4. Differs from the paper: whole rows, so that the order of every sum is the numeric contract's.
public record TokenLogProbsOp(Variable x, Variable w, Ints targets, float temperature, int chunk, Tensor y,
    Tensor rowMax, Tensor rowSum) implements Op {

  /// Logits held at a time, in numbers: 64 MB. The head is read once a chunk; at Qwen2.5's 151,936 words this
  /// is 110 tokens, and chunks of a quarter of that took 1.3 to 1.5 times as long (two cores, JDK 25,
  /// 2026-11).
  private static final int CHUNK_NUMBERS = 16 << 20;

  /// Tokens at a time, at most: with a small vocabulary the logits of so many still lie in the cache when they are needed.
  private static final int CHUNK_TOKENS = 512;

  /// @throws IllegalArgumentException if the shapes do not fit, a target is not in the vocabulary, or
  /// `temperature` ≤ 0
  public static Variable of(Variable x, Variable w, Ints targets, float temperature) {
    int fitting = CHUNK_NUMBERS / Math.max(1, w.shape().rows());
    return of(x, w, targets, temperature, Math.clamp(fitting, 1, CHUNK_TOKENS));
  }

  /// As the other, with `chunk` tokens at a time.
  public static Variable of(Variable x, Variable w, Ints targets, float temperature, int chunk) {
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
    if (chunk < 1) {
      throw new IllegalArgumentException("tokenLogProbs: a chunk is at least 1 token, got " + chunk);
    }
    Ids.check("tokenLogProbs", targets, V);
    Tensor y = Tensor.empty(new Shape(2, N));
    TokenLogProbsOp op = new TokenLogProbsOp(x, w, targets, temperature, chunk, y, Tensor.empty(new Shape(N)),
        Tensor.empty(new Shape(N)));
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
    inChunks((logits, from, n) -> {
      Floats xs = rows(x.value(), from, n);
      LinearOp.forward(logits, xs, w, n, false);
      Device.kernels().tokenLogProbs().backward(logits, logProbs(dy, from, n), entropy(dy, from, n),
          entropy(y, from, n), rowMax.data().slice(from, n), rowSum.data().slice(from, n),
          targets.slice(from, n), n, V, temperature);
      // logits now holds its own gradient
      if (x.needsGradient()) {
        LinearOp.backwardInput(rows(x.gradient(), from, n), logits, w, n);
      }
      if (w.needsGradient()) linear.backwardWeight(w.gradient().data(), logits, xs, n, V, D, true);
    });
  }

  private interface Chunk {
    void run(Floats space, int from, int n);
  }

  /// Calls `body` for each chunk of tokens, ascending, with space for its logits.
  private void inChunks(Chunk body) {
    int N = x.shape().rows(), V = w.shape().dim(0);
    Device.current().run("logits", () -> {
      Floats space = Tensor.empty(new Shape(Math.min(chunk, N), V)).data();
      for (int from = 0; from < N; from += chunk) {
        int n = Math.min(chunk, N - from);
        body.run(space.slice(0, (long) n * V), from, n);
      }
    });
  }

  private Floats rows(Tensor tensor, int from, int n) {
    int D = w.shape().dim(1);
    return tensor.data().slice((long) from * D, (long) n * D);
  }

  private static Floats logProbs(Tensor pair, int from, int n) { return pair.data().slice(from, n); }

  private static Floats entropy(Tensor pair, int from, int n) {
    return pair.data().slice(pair.shape().columns() + from, n);
  }
}
