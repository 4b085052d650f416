package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Tiles.DEPTH;
import static zerograd.tornado.Tiles.FEW;
import static zerograd.tornado.Tiles.MANY;
import static zerograd.tornado.Tiles.SIDE;
import static zerograd.tornado.Tiles.THREADS;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.tensor.kernels.FrozenFormat;

/// Matrix products with whole numbers b that have a scale for each block of 32 rows of a column, by [Tiles].
///
///     c[i,j] = Σ_B scale[B,j] (Σₚ∈B a[i,p] b[p,j])
///
/// A block is a chain of its own, and the blocks are one chain in ascending order, as the contract has it for int8: so a thread
/// has two numbers for an element, and adds the one to the other after each second step of a tile.
///
/// `p`: that of [Tiles], whose own scales are nowhere, then the place of the scales, which lie as b does
final class BlockTiles {

  private static final int BLOCK = FrozenFormat.BLOCK;

  private static final Kernel ELEMENT = new Kernel("int8 product of vectors", BlockTiles::runElement,
      BlockTiles::element);
  private static final Kernel SMALL = new Kernel("int8 product in small tiles", BlockTiles::runSmall,
      BlockTiles::small, THREADS);
  private static final Kernel LARGE = new Kernel("int8 product in large tiles", BlockTiles::runLarge,
      BlockTiles::large, THREADS);

  /// All of these.
  static List<Kernel> kernels() { return List.of(ELEMENT, SMALL, LARGE); }

  /// The one of these that takes the threads of one of [Tiles].
  static Kernel like(Kernel kernel) {
    if (kernel == Tiles.ELEMENT) return ELEMENT;
    return kernel == Tiles.SMALL ? SMALL : LARGE;
  }

  private BlockTiles() {}

  static void runElement(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) element(new Memory(low, high), p, c.globalIdx);
  }

  static void element(Memory h, IntArray p, int index) {
    int J = p.get(5), P = p.get(6), i = index / J, j = index - i * J, stepA = p.get(8), stepB = p.get(9);
    int a = p.get(2) + i * p.get(7), b = p.get(3) + j * p.get(10), place = p.get(1) + index;
    float chain = p.get(11) != 0 ? h.get(place) : 0f;
    for (int from = 0; from < P; from += BLOCK) {
      int to = from + BLOCK < P ? from + BLOCK : P;
      float sum = 0f;
      for (int s = from; s < to; s++) sum = fma(h.get(a + s * stepA), h.get(b + s * stepB), sum);
      chain = fma(scale(h, p, from, j), sum, chain);
    }
    h.set(place, chain);
  }

  /// The scale of the block that row s is in, in a column; 0, which is not used, outside of b.
  private static float scale(Memory h, IntArray p, int s, int j) {
    return j < p.get(5) ? h.get(p.get(14) + s / BLOCK * p.get(9) + j * p.get(10)) : 0f;
  }

  /// Whether a block ends with the steps from `step` on.
  private static boolean ends(int step, int P) { return (step + DEPTH) % BLOCK == 0 || step + DEPTH >= P; }

  static void runSmall(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] a = c.allocateFloatLocalArray(DEPTH * (SIDE + 1));
    float[] b = c.allocateFloatLocalArray(DEPTH * (SIDE + 1));
    int group = c.groupIdx, t = c.localIdx, i = t / SIDE, j = t % SIDE, pitch = SIDE + 1, P = p.get(6);
    float chain = Tiles.start(h, p, group, i, j, FEW), sum = 0f;
    for (int step = 0; step < P; step += DEPTH) {
      a[Tiles.placeInA(p, t, FEW)] = Tiles.fromA(h, p, group, t, step, P, FEW);
      b[Tiles.placeInB(p, t, FEW)] = Tiles.fromB(h, p, group, t, step, P, FEW);
      c.localBarrier();
      int steps = P - step < DEPTH ? P - step : DEPTH;
      for (int s = 0; s < steps; s++) sum = fma(a[s * pitch + i], b[s * pitch + j], sum);
      if (ends(step, P)) {
        chain = fma(scale(h, p, step, Tiles.firstColumn(p, group, FEW) + j), sum, chain);
        sum = 0f;
      }
      c.localBarrier();
    }
    Tiles.store(h, p, chain, group, i, j, FEW);
  }

  static void small(Memory h, IntArray p, int group) { square(h, p, group, FEW); }

  static void runLarge(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] a = c.allocateFloatLocalArray(DEPTH * (SIDE * MANY + 1));
    float[] b = c.allocateFloatLocalArray(DEPTH * (SIDE * MANY + 1));
    float[] chains = new float[MANY * MANY], sums = new float[MANY * MANY];
    int group = c.groupIdx, t = c.localIdx, i = t / SIDE, j = t % SIDE, pitch = SIDE * MANY + 1, P = p.get(6);
    int column0 = Tiles.firstColumn(p, group, MANY) + j;
    Tiles.begin(h, p, chains, group, i, j);
    for (int r = 0; r < MANY * MANY; r++) sums[r] = 0f;
    for (int step = 0; step < P; step += DEPTH) {
      for (int share = t; share < MANY * THREADS; share += THREADS) {
        a[Tiles.placeInA(p, share, MANY)] = Tiles.fromA(h, p, group, share, step, P, MANY);
        b[Tiles.placeInB(p, share, MANY)] = Tiles.fromB(h, p, group, share, step, P, MANY);
      }
      c.localBarrier();
      int steps = P - step < DEPTH ? P - step : DEPTH;
      for (int s = 0; s < steps; s++) {
        int row = s * pitch + i, column = s * pitch + j;
        float b0 = b[column], b1 = b[column + SIDE], b2 = b[column + 2 * SIDE], b3 = b[column + 3 * SIDE];
        Tiles.add(sums, 0, a[row], b0, b1, b2, b3);
        Tiles.add(sums, MANY, a[row + SIDE], b0, b1, b2, b3);
        Tiles.add(sums, 2 * MANY, a[row + 2 * SIDE], b0, b1, b2, b3);
        Tiles.add(sums, 3 * MANY, a[row + 3 * SIDE], b0, b1, b2, b3);
      }
      if (ends(step, P)) {
        fold(chains, sums, 0, scale(h, p, step, column0));
        fold(chains, sums, 1, scale(h, p, step, column0 + SIDE));
        fold(chains, sums, 2, scale(h, p, step, column0 + 2 * SIDE));
        fold(chains, sums, 3, scale(h, p, step, column0 + 3 * SIDE));
      }
      c.localBarrier();
    }
    Tiles.finish(h, p, chains, group, i, j);
  }

  static void large(Memory h, IntArray p, int group) { square(h, p, group, MANY); }

  /// A group in plain Java, with `R` outputs of a thread to a side.
  private static void square(Memory h, IntArray p, int group, int R) {
    int P = p.get(6), pitch = SIDE * R + 1, first = Tiles.firstColumn(p, group, R);
    float[] a = new float[DEPTH * pitch], b = new float[DEPTH * pitch];
    float[][] chains = new float[SIDE * R][SIDE * R], sums = new float[SIDE * R][SIDE * R];
    for (int i = 0; i < SIDE * R; i++) {
      for (int j = 0; j < SIDE * R; j++) chains[i][j] = Tiles.start(h, p, group, i, j, R);
    }
    for (int step = 0; step < P; step += DEPTH) {
      for (int share = 0; share < DEPTH * SIDE * R; share++) {
        a[Tiles.placeInA(p, share, R)] = Tiles.fromA(h, p, group, share, step, P, R);
        b[Tiles.placeInB(p, share, R)] = Tiles.fromB(h, p, group, share, step, P, R);
      }
      for (int i = 0; i < SIDE * R; i++) {
        for (int j = 0; j < SIDE * R; j++) {
          for (int s = 0; s < Math.min(DEPTH, P - step); s++)
            sums[i][j] = fma(a[s * pitch + i], b[s * pitch + j], sums[i][j]);
          if (ends(step, P)) {
            chains[i][j] = fma(scale(h, p, step, first + j), sums[i][j], chains[i][j]);
            sums[i][j] = 0f;
          }
        }
      }
    }
    for (int i = 0; i < SIDE * R; i++) {
      for (int j = 0; j < SIDE * R; j++) Tiles.store(h, p, chains[i][j], group, i, j, R);
    }
  }

  /// Ends a block of four rows in a column.
  private static void fold(float[] chains, float[] sums, int column, float scale) {
    chains[column] = fma(scale, sums[column], chains[column]);
    chains[column + MANY] = fma(scale, sums[column + MANY], chains[column + MANY]);
    chains[column + 2 * MANY] = fma(scale, sums[column + 2 * MANY], chains[column + 2 * MANY]);
    chains[column + 3 * MANY] = fma(scale, sums[column + 3 * MANY], chains[column + 3 * MANY]);
    sums[column] = 0f;
    sums[column + MANY] = 0f;
    sums[column + 2 * MANY] = 0f;
    sums[column + 3 * MANY] = 0f;
  }
}
