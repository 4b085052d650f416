package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AttentionKernel;

/// Attention over sequences laid end to end, and to a cache, its scores in scratch: a thread a score, sixteen threads a row for
/// maximum and sum, a thread an element of a result.
///
/// Rows that share scratch are a range of tokens, all their heads side by side, each with room for `T` scores. The way back takes
/// whole sequences, because a key's gradient is one chain over the positions that see it; a sequence with more scores than fit is
/// taken some heads at a time, which continues the chain.
///
/// `p`: threads, then where operands are, then from 12 on what [Layout] says.
final class TornadoAttention implements AttentionKernel {

  /// Where the sizes begin in `p`.
  private static final int SIZES = 12;

  /// `p`: e, q, k, starts
  private static final Kernel SCORES = new Kernel("attention scores", TornadoAttention::runScores,
      TornadoAttention::scores);
  /// `p`: e, max, sum, starts
  private static final Kernel SOFTMAX = new Kernel("attention softmax", TornadoAttention::runSoftmax,
      TornadoAttention::softmaxes, Lanes.THREADS);
  /// `p`: out, e, sum, v, starts
  private static final Kernel MIX = new Kernel("attention values", TornadoAttention::runMix,
      TornadoAttention::mix);
  /// `p`: δ, dout, out
  private static final Kernel DELTA = new Kernel("attention delta", TornadoAttention::runDelta,
      TornadoAttention::delta);
  /// `p`: probabilities, ds, q, k, v, dout, max, sum, δ, starts
  private static final Kernel SLOPES = new Kernel("attention slopes", TornadoAttention::runSlopes,
      TornadoAttention::slopes);
  /// `p`: dq, ds, k, starts
  private static final Kernel BACKWARD_QUERY = new Kernel("attention backward query",
      TornadoAttention::runBackwardQuery, TornadoAttention::backwardQuery);
  /// `p`: dk, dv, probabilities, ds, q, dout, starts
  private static final Kernel BACKWARD_KEY = new Kernel("attention backward key",
      TornadoAttention::runBackwardKey, TornadoAttention::backwardKey);
  /// `p`: keys, values, k, v, slots, positions
  private static final Kernel APPEND = new Kernel("cache append", TornadoAttention::runAppend,
      TornadoAttention::append);
  /// `p`: e, q, keys, slots, positions
  private static final Kernel CACHED_SCORES = new Kernel("cached scores", TornadoAttention::runCachedScores,
      TornadoAttention::cachedScores);
  /// `p`: out, e, sum, values, slots, positions
  private static final Kernel CACHED_MIX = new Kernel("cached values", TornadoAttention::runCachedMix,
      TornadoAttention::cachedMix);

  /// All of these.
  static List<Kernel> kernels() {
    return List.of(SCORES, SOFTMAX, MIX, DELTA, SLOPES, BACKWARD_QUERY, BACKWARD_KEY, APPEND, CACHED_SCORES,
        CACHED_MIX);
  }

  private final Gpu gpu;

  TornadoAttention(Gpu gpu) { this.gpu = gpu; }

  /// The sizes of a call, in the order in which kernels read them.
  ///
  /// @param first token of the range
  /// @param tokens in it
  /// @param firstHead of those whose scores are in scratch
  /// @param heads of those
  /// @param T room for the scores of a row; for a cache, its capacity
  /// @param B sequences; 0 where positions are given
  private record Layout(int first, int tokens, int firstHead, int heads, int T, int B, Heads sizes) {

    int[] places(int... operands) {
      int[] places = new int[SIZES + 9];
      System.arraycopy(operands, 0, places, 0, operands.length);
      int[] all = {first, tokens, firstHead, heads, T, B, sizes.H(), sizes.Hkv(), sizes.d(), sizes.window()};
      System.arraycopy(all, 0, places, SIZES - 1, all.length);
      return places;
    }

    long rows() { return (long) tokens * heads; }
  }

  private static final int FIRST = SIZES, TOKENS = SIZES + 1, FIRST_HEAD = SIZES + 2, HEADS = SIZES + 3,
      ROOM = SIZES + 4,
      SEQUENCES = SIZES + 5, H_ALL = SIZES + 6, H_KEYS = SIZES + 7, D_HEAD = SIZES + 8, WINDOW = SIZES + 9,
      SCALE = SIZES + 10;

  /// The sequence that token `n` is in: the last that starts at or before it.
  private static int sequence(Memory h, int starts, int B, int n) {
    int low = 0, high = B;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if ((int) h.get(starts + middle) <= n) low = middle;
      else
        high = middle;
    }
    return low;
  }

  private static int start(Memory h, int starts, int B, int n) {
    return (int) h.get(starts + sequence(h, starts, B, n));
  }

  /// The first key that position `t` sees.
  private static int firstKey(int t, int window) {
    int first = window > 0 ? t - window + 1 : 0;
    return first > 0 ? first : 0;
  }

  static void runScores(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) scores(new Memory(low, high), p, c.globalIdx);
  }

  static void scores(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), heads = p.get(HEADS), row = i / T, j = i - row * T, token = row / heads;
    int n = p.get(FIRST) + token, head = p.get(FIRST_HEAD) + row - token * heads, d = p.get(D_HEAD);
    int start = start(h, p.get(4), p.get(SEQUENCES), n), t = n - start;
    if (j <= t && j >= firstKey(t, p.get(WINDOW))) {
      int Hkv = p.get(H_KEYS), g = head / (p.get(H_ALL) / Hkv);
      int q = p.get(2) + (n * p.get(H_ALL) + head) * d, k = p.get(3) + ((start + j) * Hkv + g) * d;
      float chain = 0f;
      for (int e = 0; e < d; e++) chain = fma(h.get(q + e), h.get(k + e), chain);
      h.set(p.get(1) + i, times(chain, h.number(p.get(SCALE))));
    }
  }

  static void runSoftmax(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] shared = c.allocateFloatLocalArray(Lanes.THREADS);
    int row = c.globalIdx / Lanes.COUNT, lane = c.localIdx % Lanes.COUNT, side = c.localIdx - lane;
    int e = p.get(1) + row * p.get(ROOM), t = -1, first = 0;
    if (row < rows(p)) {
      t = position(h, p, row);
      first = firstKey(t, p.get(WINDOW));
      first = first + (lane - first & Lanes.COUNT - 1);                    // the lane's first key
    }
    float max = Float.NEGATIVE_INFINITY;
    for (int j = first; j <= t; j += Lanes.COUNT) max = Exact.max(max, h.get(e + j));
    shared[side + lane] = max;
    c.localBarrier();
    for (int l = 0; l < Lanes.COUNT; l++) max = Exact.max(max, shared[side + l]);
    c.localBarrier();
    float sum = 0f;
    for (int j = first; j <= t; j += Lanes.COUNT) {
      float weight = DeviceElementary.exponential(h.get(e + j) - max);
      h.set(e + j, weight);
      sum = sum + weight;
    }
    shared[side + lane] = sum;
    c.localBarrier();
    if (lane == 0 && row < rows(p)) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = shared[side + l];
      h.set(p.get(2) + row, max);
      h.set(p.get(3) + row, Lanes.combine(lanes));
    }
  }

  /// Rows of the call.
  private static int rows(IntArray p) { return p.get(TOKENS) * p.get(HEADS); }

  /// The position of a row's token in its sequence.
  private static int position(Memory h, IntArray p, int row) {
    int n = p.get(FIRST) + row / p.get(HEADS);
    return p.get(SEQUENCES) > 0 ? n - start(h, p.get(4), p.get(SEQUENCES), n) : (int) h.get(p.get(4) + n);
  }

  /// A group in plain Java.
  static void softmaxes(Memory h, IntArray p, int group) {
    int together = Lanes.THREADS / Lanes.COUNT;
    for (int row = group * together; row < Math.min(rows(p), (group + 1) * together); row++)
      softmax(h, p, row);
  }

  private static void softmax(Memory h, IntArray p, int row) {
    int T = p.get(ROOM), t = position(h, p, row);
    int first = firstKey(t, p.get(WINDOW)), e = p.get(1) + row * T;
    float max = Float.NEGATIVE_INFINITY;
    for (int j = first; j <= t; j++) max = Exact.max(max, h.get(e + j));
    float[] lanes = new float[Lanes.COUNT];
    for (int j = first; j <= t; j++) {
      float weight = DeviceElementary.exponential(h.get(e + j) - max);
      h.set(e + j, weight);
      lanes[j & 15] = lanes[j & 15] + weight;
    }
    h.set(p.get(2) + row, max);
    h.set(p.get(3) + row, Lanes.combine(lanes));
  }

  static void runMix(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) mix(new Memory(low, high), p, c.globalIdx);
  }

  static void mix(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), d = p.get(D_HEAD), H = p.get(H_ALL), Hkv = p.get(H_KEYS);
    int row = i / d, element = i - row * d, token = row / H, n = p.get(FIRST) + token;
    int start = start(h, p.get(5), p.get(SEQUENCES), n), t = n - start;
    int e = p.get(2) + row * T, v = p.get(4) + (start * Hkv + (row - token * H) / (H / Hkv)) * d + element;
    float chain = 0f;
    for (int j = firstKey(t, p.get(WINDOW)); j <= t; j++) {
      chain = fma(h.get(e + j), h.get(v + j * Hkv * d), chain);
    }
    h.set(p.get(1) + p.get(FIRST) * H * d + i, times(chain, over(1f, h.get(p.get(3) + row))));
  }

  static void runDelta(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) delta(new Memory(low, high), p, c.globalIdx);
  }

  static void delta(Memory h, IntArray p, int row) {
    int d = p.get(D_HEAD), at = row * d;
    float[] lanes = new float[16];
    for (int l = 0; l < 16; l++) lanes[l] = 0f;
    for (int e = 0; e < d; e++) {
      lanes[e & 15] = fma(h.get(p.get(2) + at + e), h.get(p.get(3) + at + e), lanes[e & 15]);
    }
    h.set(p.get(1) + row, Lanes.combine(lanes));
  }

  static void runSlopes(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) slopes(new Memory(low, high), p, c.globalIdx);
  }

  static void slopes(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), heads = p.get(HEADS), row = i / T, j = i - row * T, token = row / heads;
    int n = p.get(FIRST) + token, head = p.get(FIRST_HEAD) + row - token * heads, d = p.get(D_HEAD);
    int start = start(h, p.get(10), p.get(SEQUENCES), n), t = n - start;
    if (j <= t && j >= firstKey(t, p.get(WINDOW))) {
      int Hkv = p.get(H_KEYS), H = p.get(H_ALL), all = n * H + head;
      int query = all * d, key = ((start + j) * Hkv + head / (H / Hkv)) * d;
      float score = 0f, dp = 0f;
      for (int e = 0; e < d; e++) {
        score = fma(h.get(p.get(3) + query + e), h.get(p.get(4) + key + e), score);
        dp = fma(h.get(p.get(6) + query + e), h.get(p.get(5) + key + e), dp);
      }
      float weight = DeviceElementary
          .exponential(times(score, h.number(p.get(SCALE))) - h.get(p.get(7) + all));
      float probability = times(weight, over(1f, h.get(p.get(8) + all)));
      h.set(p.get(1) + i, probability);
      h.set(p.get(2) + i, times(times(probability, dp - h.get(p.get(9) + all)), h.number(p.get(SCALE))));
    }
  }

  static void runBackwardQuery(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backwardQuery(new Memory(low, high), p, c.globalIdx);
  }

  static void backwardQuery(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), heads = p.get(HEADS), d = p.get(D_HEAD), H = p.get(H_ALL), Hkv = p.get(H_KEYS);
    int row = i / d, element = i - row * d, token = row / heads, n = p.get(FIRST) + token;
    int head = p.get(FIRST_HEAD) + row - token * heads;
    int start = start(h, p.get(4), p.get(SEQUENCES), n), t = n - start;
    int dq = p.get(1) + (n * H + head) * d + element, ds = p.get(2) + row * T;
    int k = p.get(3) + (start * Hkv + head / (H / Hkv)) * d + element;
    float chain = h.get(dq);
    for (int j = firstKey(t, p.get(WINDOW)); j <= t; j++) {
      chain = fma(h.get(ds + j), h.get(k + j * Hkv * d), chain);
    }
    h.set(dq, chain);
  }

  static void runBackwardKey(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backwardKey(new Memory(low, high), p, c.globalIdx);
  }

  static void backwardKey(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), heads = p.get(HEADS), d = p.get(D_HEAD), H = p.get(H_ALL), Hkv = p.get(H_KEYS);
    int group = H / Hkv, firstHead = p.get(FIRST_HEAD);
    int pair = i / d, element = i - pair * d, token = pair / Hkv, g = pair - token * Hkv;
    int n = p.get(FIRST) + token, at = p.get(7) + sequence(h, p.get(7), p.get(SEQUENCES), n);
    int start = (int) h.get(at), end = (int) h.get(at + 1), j = n - start;
    int dk = p.get(1) + (n * Hkv + g) * d + element, dv = p.get(2) + (n * Hkv + g) * d + element;
    float key = h.get(dk), value = h.get(dv);
    int from = g * group > firstHead ? g * group : firstHead;
    int to = (g + 1) * group < firstHead + heads ? (g + 1) * group : firstHead + heads;
    for (int head = from; head < to; head++) {
      for (int m = n; m < end; m++) {
        if (j >= firstKey(m - start, p.get(WINDOW))) {
          int place = ((m - p.get(FIRST)) * heads + head - firstHead) * T + j;
          int query = (m * H + head) * d + element;
          value = fma(h.get(p.get(3) + place), h.get(p.get(6) + query), value);
          key = fma(h.get(p.get(4) + place), h.get(p.get(5) + query), key);
        }
      }
    }
    h.set(dk, key);
    h.set(dv, value);
  }

  /// Numbers that a key head of a slot takes, as [AttentionKernel#cacheLength] has it.
  private static int headLength(int capacity, int d) {
    return (capacity + PANEL - 1) / PANEL * ((d + PANEL - 1) / PANEL) * PANEL * PANEL;
  }

  /// [AttentionKernel#keyIndex]
  private static int key(int g, int t, int i, int capacity, int d) {
    return g * headLength(capacity, d) + (t / PANEL * d + i) * PANEL + t % PANEL;
  }

  /// [AttentionKernel#valueIndex]
  private static int value(int g, int t, int i, int capacity, int d) {
    return g * headLength(capacity, d) + (i / PANEL * ((capacity + PANEL - 1) / PANEL) * PANEL + t) * PANEL
        + i % PANEL;
  }

  static void runAppend(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) append(new Memory(low, high), p, c.globalIdx);
  }

  static void append(Memory h, IntArray p, int i) {
    int d = p.get(D_HEAD), Hkv = p.get(H_KEYS), capacity = p.get(ROOM);
    int head = i / d, element = i - head * d, n = head / Hkv, g = head - n * Hkv;
    int slot = (int) h.get(p.get(5) + n) * Hkv * headLength(capacity, d), t = (int) h.get(p.get(6) + n);
    h.set(p.get(1) + slot + key(g, t, element, capacity, d), h.get(p.get(3) + i));
    h.set(p.get(2) + slot + value(g, t, element, capacity, d), h.get(p.get(4) + i));
  }

  static void runCachedScores(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) cachedScores(new Memory(low, high), p, c.globalIdx);
  }

  static void cachedScores(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), H = p.get(H_ALL), Hkv = p.get(H_KEYS), d = p.get(D_HEAD);
    int row = i / T, j = i - row * T, token = row / H, n = p.get(FIRST) + token, head = row - token * H;
    int t = (int) h.get(p.get(5) + n);
    if (j <= t && j >= firstKey(t, p.get(WINDOW))) {
      int slot = (int) h.get(p.get(4) + n) * Hkv * headLength(T, d), q = p.get(2) + (n * H + head) * d;
      int k = p.get(3) + slot + key(head / (H / Hkv), j, 0, T, d);
      float chain = 0f;
      for (int e = 0; e < d; e++) chain = fma(h.get(q + e), h.get(k + e * PANEL), chain);
      h.set(p.get(1) + i, times(chain, h.number(p.get(SCALE))));
    }
  }

  static void runCachedMix(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) cachedMix(new Memory(low, high), p, c.globalIdx);
  }

  static void cachedMix(Memory h, IntArray p, int i) {
    int T = p.get(ROOM), H = p.get(H_ALL), Hkv = p.get(H_KEYS), d = p.get(D_HEAD);
    int row = i / d, element = i - row * d, token = row / H, n = p.get(FIRST) + token;
    int slot = (int) h.get(p.get(5) + n) * Hkv * headLength(T, d), t = (int) h.get(p.get(6) + n);
    int v = p.get(4) + slot + value((row - token * H) / (H / Hkv), 0, element, T, d), e = p.get(2) + row * T;
    float chain = 0f;
    for (int j = firstKey(t, p.get(WINDOW)); j <= t; j++)
      chain = fma(h.get(e + j), h.get(v + j * PANEL), chain);
    h.set(p.get(1) + p.get(FIRST) * H * d + i, times(chain, over(1f, h.get(p.get(3) + row))));
  }

  /// How many rows of `perRow` scratch numbers fit, at least one.
  ///
  /// @throws IllegalArgumentException if not even one does
  private int fitting(long perRow) {
    gpu.requireScratch(perRow, "attention");
    return (int) Math.min(Integer.MAX_VALUE / 2, gpu.scratch() / perRow);
  }

  @Override public void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts, int B, Heads heads) {
    int H = heads.H(), N = starts.get(B), T = longest(starts, 0, B);
    if (N == 0) return;
    int pq = gpu.in(q), pk = gpu.in(k), pv = gpu.in(v), at = gpu.in(starts);
    int po = gpu.out(out), max = gpu.out(rowMax), sum = gpu.out(rowSum), together = fitting((long) H * T);
    for (int first = 0; first < N; first += together) {
      Layout l = new Layout(first, Math.min(together, N - first), 0, H, T, B, heads);
      gpu.run(SCORES, l.rows() * T, l.places(0, pq, pk, at), heads.scale());
      gpu.run(SOFTMAX, Lanes.threads(l.rows()), l.places(0, max + first * H, sum + first * H, at));
      gpu.run(MIX, l.rows() * heads.d(), l.places(po, 0, sum + first * H, pv, at));
    }
  }

  private static int longest(Ints starts, int from, int to) {
    int longest = 0;
    for (int b = from; b < to; b++) longest = Math.max(longest, starts.get(b + 1L) - starts.get(b));
    return longest;
  }

  @Override public void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum, Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
    int H = heads.H(), N = starts.get(B), d = heads.d();
    if (N == 0) return;
    int pdout = gpu.in(dout), pout = gpu.in(out), max = gpu.in(rowMax), sum = gpu.in(rowSum), pq = gpu.in(q);
    int pk = gpu.in(k), pv = gpu.in(v), at = gpu.in(starts);
    int pdq = gpu.inOut(dq), pdk = gpu.inOut(dk), pdv = gpu.inOut(dv);
    gpu.requireScratch((long) N * H, "attention");
    long free = gpu.scratch() - (long) N * H;                      // behind δ
    Layout all = new Layout(0, N, 0, H, 0, B, heads);
    gpu.run(DELTA, all.rows(), all.places(0, pdout, pout));
    for (int b = 0, next; b < B; b = next) {
      next = b + 1;
      while (next < B && fits(starts, b, next + 1, H, free))
        next++;
      int first = starts.get(b), tokens = starts.get(next) - first, T = longest(starts, b, next);
      if (tokens == 0) continue;
      long perHead = 2L * tokens * T;
      if (perHead > free) gpu.requireScratch(perHead + (long) N * H, "attention backward");
      int headsTogether = (int) Math.min(H, free / perHead);
      for (int head = 0; head < H; head += headsTogether) {
        Layout l = new Layout(first, tokens, head, Math.min(headsTogether, H - head), T, B, heads);
        int p = N * H, ds = p + Math.toIntExact(l.rows() * T);
        gpu.run(SLOPES, l.rows() * T, l.places(p, ds, pq, pk, pv, pdout, max, sum, 0, at), heads.scale());
        gpu.run(BACKWARD_QUERY, l.rows() * d, l.places(pdq, ds, pk, at));
        gpu.run(BACKWARD_KEY, (long) tokens * heads.Hkv() * d, l.places(pdk, pdv, p, ds, pq, pdout, at));
      }
    }
  }

  private static boolean fits(Ints starts, int from, int to, int H, long free) {
    return 2L * (starts.get(to) - starts.get(from)) * H * longest(starts, from, to) <= free;
  }

  @Override public void append(Floats keys, Floats values, Floats k, Floats v, Ints slots, Ints positions,
      int N, int capacity, Heads heads) {
    int pk = gpu.in(k), pv = gpu.in(v), ps = gpu.in(slots), pt = gpu.in(positions);
    Layout l = new Layout(0, N, 0, heads.H(), capacity, 0, heads);
    gpu.run(APPEND, (long) N * heads.Hkv() * heads.d(),
        l.places(gpu.inOut(keys), gpu.inOut(values), pk, pv, ps, pt));
  }

  @Override public void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions,
      int N, int capacity, Heads heads) {
    int H = heads.H(), pq = gpu.in(q), pk = gpu.in(keys), pv = gpu.in(values), ps = gpu.in(slots);
    int pt = gpu.in(positions), po = gpu.out(out), together = fitting((long) H * (capacity + 2));
    for (int first = 0; first < N; first += together) {
      Layout l = new Layout(first, Math.min(together, N - first), 0, H, capacity, 0, heads);
      int max = Math.toIntExact(l.rows() * capacity), sum = max + (int) l.rows();
      gpu.run(CACHED_SCORES, l.rows() * capacity, l.places(0, pq, pk, ps, pt), heads.scale());
      gpu.run(SOFTMAX, Lanes.threads(l.rows()), l.places(0, max, sum, pt));
      gpu.run(CACHED_MIX, l.rows() * heads.d(), l.places(po, 0, sum, pv, ps, pt));
    }
  }
}
