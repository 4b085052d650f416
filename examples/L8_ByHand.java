import module zerograd.autograd;

/// Lesson 8: the same step without a tape. The backward pass of a small classifier, written by hand from the
/// chain rule, gives the bits that the tape gives.
///
///     z = x w₁ᵀ + b₁      h = silu(z)      s = h w₂ᵀ      y = log softmax(s)    L = − Σₙ y[n, target n] / N
///
///     ds = exp(y) / N, less 1/N at the target      dw₂ = dsᵀ h      dh = ds w₂
///     dz = dh ⊙ silu'(z)                           dw₁ = dzᵀ x      db₁ = Σₙ dz          w ← w − η dw
///
/// That the formulas agree is the chain rule. That the bits agree is the numeric contract (docs/numerics.md):
/// an element of a product is one chain of fused multiply-adds in ascending order, whoever computes it, and
/// exp one polynomial.
void main() {
  float[] x = random(N * K, 0), w1 = random(M * K, 1), b1 = random(M, 2), w2 = random(V * M, 3);
  int[] targets = {0, 3, 1, 4, 2, 0};

  float[] z = new float[N * M], h = new float[N * M], y = new float[N * V];
  for (int n = 0; n < N; n++) System.arraycopy(b1, 0, z, n * M, M);        // a chain starts from its bias
  product(z, x, w1, N, M, K);
  for (int i = 0; i < z.length; i++) h[i] = Elementary.silu(z[i]);
  product(y, h, w2, N, V, M);
  for (int n = 0; n < N; n++) logSoftmax(y, n * V);

  float[] ds = new float[N * V], dh = new float[N * M], dz = new float[N * M];
  float share = -1f / N;                                                   // dL/dy at the target, 0 elsewhere
  for (int i = 0; i < ds.length; i++)
    ds[i] = Math.fma(-Elementary.exp(y[i]), share, i % V == targets[i / V] ? share : 0);
  float[] dw1 = new float[M * K], db1 = new float[M], dw2 = new float[V * M];
  product(dw2, transposed(ds, N, V), transposed(h, N, M), V, M, N);
  product(dh, ds, transposed(w2, V, M), N, M, V);
  for (int i = 0; i < dz.length; i++) dz[i] = Math.fma(dh[i], Elementary.siluSlope(z[i]), 0);
  product(dw1, transposed(dz, N, M), transposed(x, N, K), M, K, N);
  for (int n = 0; n < N; n++) for (int m = 0; m < M; m++) db1[m] += dz[n * M + m];

  try (var device = Device.cpu(1)) {
    device.run("tape", () -> {
      var input = Variable.constant(Tensor.of(new Shape(N, K), x));
      Param p1 = new Param(Tensor.of(new Shape(M, K), w1)), q1 = new Param(Tensor.of(b1));
      Param p2 = new Param(Tensor.of(new Shape(V, M), w2));
      Ints wanted = Device.scope().ints(N);
      wanted.copyFrom(targets);
      float loss = Tape.backward(
        () -> input.linear(p1, q1).silu().linear(p2).logSoftmax().pick(wanted).mean().negate());
      IO.println("loss by tape " + loss + ", by hand " + loss(y, targets));
      compare("dw1", p1.gradient(), dw1);
      compare("db1", q1.gradient(), db1);
      compare("dw2", p2.gradient(), dw2);

      new Sgd(List.of(p1, q1, p2), Sgd.Settings.plain()).step(0.1);
      for (int i = 0; i < w1.length; i++) w1[i] = Math.fma(dw1[i], -0.1f, w1[i]);
      compare("w1 after a step", p1.value(), w1);
    });
  }
}

final int N = 6, K = 7, M = 9, V = 5;

/// `c (rows, columns) += a (rows, inner) bᵀ`, with `b` (columns, inner): one chain an element.
void product(float[] c, float[] a, float[] b, int rows, int columns, int inner) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++)
      for (int p = 0; p < inner; p++)
        c[i * columns + j] = Math.fma(a[i * inner + p], b[j * inner + p], c[i * columns + j]);
}

/// In place, for the row at `from`. Sums along rows go through sixteen lanes, combined 8 apart, 4, 2, 1.
void logSoftmax(float[] y, int from) {
  float max = Float.NEGATIVE_INFINITY;
  for (int v = 0; v < V; v++) max = Math.max(max, y[from + v]);
  float[] lanes = new float[16];
  for (int v = 0; v < V; v++) lanes[v % 16] += Elementary.exp(y[from + v] - max);
  for (int apart = 8; apart > 0; apart /= 2) for (int l = 0; l < apart; l++) lanes[l] += lanes[l + apart];
  for (int v = 0; v < V; v++) y[from + v] = y[from + v] - max - Elementary.log(lanes[0]);
}

float loss(float[] y, int[] targets) {
  double sum = 0;
  for (int n = 0; n < N; n++) sum += y[n * V + targets[n]];
  return -(float) (sum / N);
}

float[] transposed(float[] a, int rows, int columns) {
  float[] t = new float[a.length];
  for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j];
  return t;
}

float[] random(int count, int which) {
  float[] numbers = new float[count];
  for (int i = 0; i < count; i++) numbers[i] = (float) Philox.normal(1, Philox.Stream.OTHER, 0, which, i, 0);
  return numbers;
}

void compare(String what, Tensor tape, float[] hand) {
  int same = 0;
  for (int i = 0; i < hand.length; i++)
    if (Float.floatToRawIntBits(tape.data().get(i)) == Float.floatToRawIntBits(hand[i])) same++;
  IO.println("%s: %d of %d numbers have the same bits".formatted(what, same, hand.length));
  if (same < hand.length) throw new AssertionError(what + " differs");
}
