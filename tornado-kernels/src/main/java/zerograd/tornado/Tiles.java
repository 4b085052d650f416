package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tornado.Products.Matrix;

/// Matrix products by tiles: 256 threads compute a square of `c` together, each of them one element, or sixteen.
///
///     c[i,j] = Σₚ a[i,p] b[p,j]
///
/// Sixteen steps of p at a time, the group reads what its square needs into memory that it shares; so a number is read from the
/// device's memory once for 16 or 64 elements, by neighbouring threads where it has neighbours. Each element remains one chain in
/// ascending order, whatever the tiles: the choice between these kernels changes no bit.
///
/// Operands are given by their steps, so that the three products of a layer, and packed weights, are the same kernel. With `parts`,
/// p is cut into runs of one length and each run is a chain of its own, an (I, J) matrix behind the other from `c` on.
///
/// `p`: threads, c, a, b, I, J, P, steps of i and p in a, steps of p and j in b, whether to add, length of a part, scales
///
/// Where there are scales, a number of b is the product of what is there and the scale of its 32 columns, which lie as b does.
final class Tiles {

  /// Threads of a group, and how they lie: `SIDE` to a side.
  static final int THREADS = 256, SIDE = 16;
  /// Steps of p that are read together.
  static final int DEPTH = 16;
  /// Outputs of a thread to a side.
  static final int FEW = 1, MANY = 4;

  /// A thread an element, without a tile: for vectors.
  static final Kernel ELEMENT = new Kernel("product of vectors", Tiles::runElement, Tiles::element);
  /// A square of 16.
  static final Kernel SMALL = new Kernel("product in small tiles", Tiles::runSmall, Tiles::small,
      THREADS);
  /// A square of 64.
  private static final Kernel LARGE = new Kernel("product in large tiles", Tiles::runLarge, Tiles::large,
      THREADS);

  /// Fewer rows or columns than these leave most of a tile without work.
  private static final int VECTORS = 4;
  /// So many groups keep a large GPU at work.
  private static final int GROUPS = 128;

  /// All of these.
  static List<Kernel> kernels() { return List.of(ELEMENT, SMALL, LARGE); }

  private Tiles() {}

  /// The kernel that suits a product.
  static Kernel kernel(int I, int J, int parts) {
    if (I <= VECTORS || J <= VECTORS) return ELEMENT;
    return groups(I, J, parts, MANY) >= GROUPS ? LARGE : SMALL;
  }

  /// What such a kernel is told; `scales` may be [Memory#NOWHERE].
  static int[] places(int c, Matrix a, Matrix b, int I, int J, int P, boolean accumulate, int run,
      int scales) {
    return new int[]{c, a.place(), b.place(), I, J, P, a.row(), a.column(), b.row(), b.column(),
        accumulate ? 1 : 0, run, scales};
  }

  /// How many threads that kernel needs for it.
  static long threads(Kernel kernel, int I, int J, int parts) {
    if (kernel == ELEMENT) return (long) I * J * parts;
    return THREADS * groups(I, J, parts, kernel == SMALL ? FEW : MANY);
  }

  private static long groups(int I, int J, int parts, int R) {
    return (long) tiles(I, R) * tiles(J, R) * parts;
  }

  private static int tiles(int size, int R) { return (size + SIDE * R - 1) / (SIDE * R); }

  static void runElement(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) element(new Memory(low, high), p, c.globalIdx);
  }

  static void element(Memory h, IntArray p, int index) {
    int I = p.get(4), J = p.get(5), row = index / J, part = row / I, i = row - part * I, j = index - row * J;
    int stepA = p.get(8), stepB = p.get(9), from = part * p.get(12), to = end(p, from);
    int a = p.get(2) + i * p.get(7), b = p.get(3) + j * p.get(10), place = p.get(1) + index;
    float chain = p.get(11) != 0 ? h.get(place) : 0f;
    for (int s = from; s < to; s++)
      chain = fma(h.get(a + s * stepA), scaled(h, p, b + s * stepB, s, j), chain);
    h.set(place, chain);
  }

  /// The number of b at a place, which is its row s and column j.
  private static float scaled(Memory h, IntArray p, int place, int s, int j) {
    if (p.get(13) == Memory.NOWHERE) return h.get(place);
    return times(h.get(p.get(13) + s * p.get(9) + j / FrozenFormat.BLOCK * p.get(10)), h.get(place));
  }

  /// Where the part that begins at `from` ends.
  private static int end(IntArray p, int from) {
    int to = from + p.get(12);
    return to < p.get(6) ? to : p.get(6);
  }

  /*
   * TornadoVM addresses memory that a group shares rightly only in the method that it compiles, and not in those that it calls. So
   * what is computed with shared numbers stands twice: for the device, where barriers part the threads' steps, and for plain Java,
   * where threads take turns.
   */
  static void runSmall(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] a = c.allocateFloatLocalArray(DEPTH * (SIDE + 1));
    float[] b = c.allocateFloatLocalArray(DEPTH * (SIDE + 1));
    int group = c.groupIdx, t = c.localIdx, i = t / SIDE, j = t % SIDE, pitch = SIDE + 1;
    float chain = start(h, p, group, i, j, FEW);
    int from = from(p, group, FEW), to = end(p, from);
    for (int step = from; step < to; step += DEPTH) {
      a[placeInA(p, t, FEW)] = fromA(h, p, group, t, step, to, FEW);
      b[placeInB(p, t, FEW)] = fromB(h, p, group, t, step, to, FEW);
      c.localBarrier();
      int steps = to - step < DEPTH ? to - step : DEPTH;
      for (int s = 0; s < steps; s++) chain = fma(a[s * pitch + i], b[s * pitch + j], chain);
      c.localBarrier();
    }
    store(h, p, chain, group, i, j, FEW);
  }

  static void small(Memory h, IntArray p, int group) {
    float[] a = new float[DEPTH * (SIDE + 1)], b = new float[DEPTH * (SIDE + 1)], chains = new float[THREADS];
    int from = from(p, group, FEW), to = end(p, from), pitch = SIDE + 1;
    for (int t = 0; t < THREADS; t++) chains[t] = start(h, p, group, t / SIDE, t % SIDE, FEW);
    for (int step = from; step < to; step += DEPTH) {
      for (int t = 0; t < THREADS; t++) {
        a[placeInA(p, t, FEW)] = fromA(h, p, group, t, step, to, FEW);
        b[placeInB(p, t, FEW)] = fromB(h, p, group, t, step, to, FEW);
      }
      for (int t = 0; t < THREADS; t++) {
        for (int s = 0; s < Math.min(DEPTH, to - step); s++)
          chains[t] = fma(a[s * pitch + t / SIDE], b[s * pitch + t % SIDE], chains[t]);
      }
    }
    for (int t = 0; t < THREADS; t++) store(h, p, chains[t], group, t / SIDE, t % SIDE, FEW);
  }

  static void runLarge(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] a = c.allocateFloatLocalArray(DEPTH * (SIDE * MANY + 1));
    float[] b = c.allocateFloatLocalArray(DEPTH * (SIDE * MANY + 1));
    float[] chains = new float[MANY * MANY];
    int group = c.groupIdx, t = c.localIdx, i = t / SIDE, j = t % SIDE, pitch = SIDE * MANY + 1;
    begin(h, p, chains, group, i, j);
    int from = from(p, group, MANY), to = end(p, from);
    for (int step = from; step < to; step += DEPTH) {
      for (int share = t; share < MANY * THREADS; share += THREADS) {
        a[placeInA(p, share, MANY)] = fromA(h, p, group, share, step, to, MANY);
        b[placeInB(p, share, MANY)] = fromB(h, p, group, share, step, to, MANY);
      }
      c.localBarrier();
      int steps = to - step < DEPTH ? to - step : DEPTH;
      for (int s = 0; s < steps; s++) {
        int row = s * pitch + i, column = s * pitch + j;
        float b0 = b[column], b1 = b[column + SIDE], b2 = b[column + 2 * SIDE], b3 = b[column + 3 * SIDE];
        add(chains, 0, a[row], b0, b1, b2, b3);
        add(chains, MANY, a[row + SIDE], b0, b1, b2, b3);
        add(chains, 2 * MANY, a[row + 2 * SIDE], b0, b1, b2, b3);
        add(chains, 3 * MANY, a[row + 3 * SIDE], b0, b1, b2, b3);
      }
      c.localBarrier();
    }
    finish(h, p, chains, group, i, j);
  }

  static void large(Memory h, IntArray p, int group) {
    float[] a = new float[DEPTH * (SIDE * MANY + 1)], b = new float[DEPTH * (SIDE * MANY + 1)];
    float[][] chains = new float[THREADS][MANY * MANY];
    int from = from(p, group, MANY), to = end(p, from), pitch = SIDE * MANY + 1;
    for (int t = 0; t < THREADS; t++) begin(h, p, chains[t], group, t / SIDE, t % SIDE);
    for (int step = from; step < to; step += DEPTH) {
      for (int share = 0; share < MANY * THREADS; share++) {
        a[placeInA(p, share, MANY)] = fromA(h, p, group, share, step, to, MANY);
        b[placeInB(p, share, MANY)] = fromB(h, p, group, share, step, to, MANY);
      }
      for (int t = 0; t < THREADS; t++) {
        for (int s = 0; s < Math.min(DEPTH, to - step); s++) {
          int column = s * pitch + t % SIDE;
          for (int r = 0; r < MANY; r++) {
            add(chains[t], r * MANY, a[s * pitch + t / SIDE + r * SIDE], b[column], b[column + SIDE],
                b[column + 2 * SIDE], b[column + 3 * SIDE]);
          }
        }
      }
    }
    for (int t = 0; t < THREADS; t++) finish(h, p, chains[t], group, t / SIDE, t % SIDE);
  }

  /// A step of four chains.
  static void add(float[] chains, int first, float x, float b0, float b1, float b2, float b3) {
    chains[first] = fma(x, b0, chains[first]);
    chains[first + 1] = fma(x, b1, chains[first + 1]);
    chains[first + 2] = fma(x, b2, chains[first + 2]);
    chains[first + 3] = fma(x, b3, chains[first + 3]);
  }

  static void begin(Memory h, IntArray p, float[] chains, int group, int i, int j) {
    for (int r = 0; r < MANY; r++) {
      for (int s = 0; s < MANY; s++)
        chains[r * MANY + s] = start(h, p, group, i + r * SIDE, j + s * SIDE, MANY);
    }
  }

  static void finish(Memory h, IntArray p, float[] chains, int group, int i, int j) {
    for (int r = 0; r < MANY; r++) {
      for (int s = 0; s < MANY; s++)
        store(h, p, chains[r * MANY + s], group, i + r * SIDE, j + s * SIDE, MANY);
    }
  }

  /// Squares of a part: they come row by row, then the next part.
  private static int squares(IntArray p, int R) { return tiles(p.get(4), R) * tiles(p.get(5), R); }

  /// Where the group's part begins.
  private static int from(IntArray p, int group, int R) { return group / squares(p, R) * p.get(12); }

  /// The first row of the group's square.
  private static int firstRow(IntArray p, int group, int R) {
    return group % squares(p, R) / tiles(p.get(5), R) * SIDE * R;
  }

  /// Its first column.
  static int firstColumn(IntArray p, int group, int R) {
    return group % squares(p, R) % tiles(p.get(5), R) * SIDE * R;
  }

  /// Where element (i, j) of the group's square lies; nowhere if it is outside of `c`.
  private static int place(IntArray p, int group, int i, int j, int R) {
    int I = p.get(4), J = p.get(5), row = firstRow(p, group, R) + i, column = firstColumn(p, group, R) + j;
    if (row >= I || column >= J) return Memory.NOWHERE;
    return p.get(1) + group / squares(p, R) * I * J + row * J + column;
  }

  /// What the chain of an element begins with.
  static float start(Memory h, IntArray p, int group, int i, int j, int R) {
    if (p.get(11) == 0) return 0f;
    int place = place(p, group, i, j, R);
    return place == Memory.NOWHERE ? 0f : h.get(place);
  }

  static void store(Memory h, IntArray p, float chain, int group, int i, int j, int R) {
    int place = place(p, group, i, j, R);
    if (place != Memory.NOWHERE) h.set(place, chain);
  }

  /// Which of the steps that are read together a share is of: neighbouring shares are of neighbours in the device's memory.
  private static int step(int share, int steps, int R) {
    return steps == 1 ? share % DEPTH : share / (SIDE * R);
  }

  /// Which row or column of the square it is of.
  private static int line(int share, int steps, int R) {
    return steps == 1 ? share / DEPTH : share % (SIDE * R);
  }

  /// Where a share of a lies in the group's memory: step by step, one more than a side apart, so that a row lies in many banks.
  static int placeInA(IntArray p, int share, int R) {
    return step(share, p.get(8), R) * (SIDE * R + 1) + line(share, p.get(8), R);
  }

  static int placeInB(IntArray p, int share, int R) {
    return step(share, p.get(9), R) * (SIDE * R + 1) + line(share, p.get(9), R);
  }

  /// A share of the rows of a; 0, which is not used, outside of it.
  static float fromA(Memory h, IntArray p, int group, int share, int from, int to, int R) {
    int s = from + step(share, p.get(8), R), i = firstRow(p, group, R) + line(share, p.get(8), R);
    return s < to && i < p.get(4) ? h.get(p.get(2) + i * p.get(7) + s * p.get(8)) : 0f;
  }

  /// A share of the columns of b.
  static float fromB(Memory h, IntArray p, int group, int share, int from, int to, int R) {
    int s = from + step(share, p.get(9), R), j = firstColumn(p, group, R) + line(share, p.get(9), R);
    return s < to && j < p.get(5)
        ? scaled(h, p, p.get(3) + s * p.get(9) + j * p.get(10), s, j)
        : 0f;
  }
}
