package zerograd.models.generate;

import java.util.Arrays;
import zerograd.core.Floats;
import zerograd.tensor.kernels.Elementary;

/// The scores of every token of the vocabulary at one place of one text: logits that processors change, and then the
/// distribution that one token is drawn from. −∞ means impossible. Used again and again, by one thread.
public final class Scores {

  /*
   * Once a processor has kept some tokens and no others, `kept` lists them, ascending, and whoever comes later looks at those
   * alone: impossible tokens add exact zeros to every sum.
   */

  private final float[] scores;
  private final int[] kept;
  private int keptCount;
  private boolean narrowed;

  private final long[] heap;
  private int ranked;

  private final boolean[] marked;

  /// For a vocabulary of `V` tokens.
  public Scores(int V) {
    scores = new float[V];
    kept = new int[V];
    heap = new long[V];
    marked = new boolean[V];
  }

  /// Starts with the logits that stand in `logits` from `from` on.
  void load(Floats logits, long from) {
    logits.copyTo(from, scores);
    narrowed = false;
  }

  /// Starts with the given logits, one for each token.
  public void load(float... logits) {
    System.arraycopy(logits, 0, scores, 0, scores.length);
    narrowed = false;
  }

  /// V.
  public int size() { return scores.length; }

  public float get(int id) { return scores[id]; }

  public void set(int id, float score) {
    if (narrowed && !isPossible(id) && score != Float.NEGATIVE_INFINITY) narrowed = false;
    scores[id] = score;
  }

  public boolean isPossible(int id) { return scores[id] != Float.NEGATIVE_INFINITY; }

  public void forbid(int id) { scores[id] = Float.NEGATIVE_INFINITY; }

  /// How many tokens may be possible: all, or those that a processor kept.
  int candidates() { return narrowed ? keptCount : scores.length; }

  /// The `i`-th of them, ascending.
  int candidate(int i) { return narrowed ? kept[i] : i; }

  /// Divides every score by `divisor`.
  void divide(float divisor) { for (int id = 0; id < scores.length; id++) scores[id] /= divisor; }

  /// The token with the largest score; of several, the lowest.
  ///
  /// @throws ArithmeticException if a score is NaN
  public int argMax() {
    int n = candidates(), best = n == 0 ? 0 : candidate(0);
    for (int i = 0; i < n; i++) {
      int id = candidate(i);
      if (scores[id] <= scores[best]) continue;
      if (Float.isNaN(scores[id])) throw notANumber(id);
      best = id;
    }
    return best;
  }

  static ArithmeticException notANumber(int id) {
    return new ArithmeticException("the logit of token %d is NaN; has training diverged?".formatted(id));
  }

  /// The largest score.
  float max() { return scores[argMax()]; }

  /// `e^(score − max)`, not yet divided by the sum.
  float weight(int id, float max) { return Elementary.exp(scores[id] - max); }

  /// The sum of all weights, tokens ascending, in double.
  double sumOfWeights(float max) {
    double sum = 0;
    for (int i = 0, n = candidates(); i < n; i++) sum += weight(candidate(i), max);
    return sum;
  }

  /// The first token whose cumulative probability, tokens ascending in double, exceeds `draw`, a number in [0, 1). Uses up
  /// the scores.
  public int draw(double draw) {
    float max = max();
    int n = candidates();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int id = candidate(i);
      scores[id] = weight(id, max);
      sum += scores[id];
    }
    double cumulative = 0;
    int last = 0;
    for (int i = 0; i < n; i++) {
      int id = candidate(i);
      if (scores[id] == 0) continue;
      cumulative += scores[id] / sum;
      if (cumulative > draw) return id;
      last = id;
    }
    return last;   // the probabilities add up to a little less than 1, and the draw lies between
  }

  /// Keeps the `k` tokens with the largest scores, of equal ones the lowest.
  ///
  /// @throws ArithmeticException if a score is NaN
  void keepLargest(int k) {
    if (k >= candidates()) return;
    ranked = 0;
    float least = Float.NEGATIVE_INFINITY;             // of k tokens: what the next one must exceed
    for (int i = 0, n = candidates(); i < n; i++) {
      int id = candidate(i);
      float score = scores[id];
      if (score <= least) continue;
      if (Float.isNaN(score)) throw notANumber(id);
      long key = ~descending(score, id);               // the heap's first is the worst
      if (ranked < k) {
        heap[ranked++] = key;
        if (ranked == k) order();
      } else {
        heap[0] = key;
        sift(0);
      }
      if (ranked == k) least = scores[(int) ~heap[0]];
    }
    for (int i = 0; i < ranked; i++) kept[i] = (int) ~heap[i];
    keptCount = ranked;
    ranked = 0;
    forbidOthers();
  }

  /// Keeps the tokens with the largest scores, as few as together reach the share `p` of the weights, of equal ones the lowest.
  ///
  /// @throws ArithmeticException if a score is NaN
  void keepMass(double p) {
    float max = max();
    double sum = sumOfWeights(max), before = 0;
    int found = 0, n = candidates();
    int[] best = new int[16];
    /*
     * Ranked in tiers, so that the many unlikely tokens need not be: all scores down to `max − depth`, then four times as deep.
     */
    float above = Float.POSITIVE_INFINITY;
    for (float depth = 8; before < p && above != Float.NEGATIVE_INFINITY; depth *= 4) {
      float least = depth > 200 ? Float.NEGATIVE_INFINITY : max - depth;
      ranked = 0;
      for (int i = 0; i < n; i++) {
        int id = candidate(i);
        if (scores[id] > least && scores[id] <= above) heap[ranked++] = descending(scores[id], id);
      }
      order();
      while (ranked > 0 && before < p) {
        int id = nextRanked();
        before += weight(id, max) / sum;
        if (found == best.length) best = Arrays.copyOf(best, 2 * found);
        best[found++] = id;
      }
      above = least;
    }
    ranked = 0;
    System.arraycopy(best, 0, kept, 0, found);
    keptCount = found;
    forbidOthers();
  }

  /// Forbids all but the first `keptCount` of `kept`, and puts these in order.
  private void forbidOthers() {
    Arrays.sort(kept, 0, keptCount);
    float[] their = new float[keptCount];
    for (int i = 0; i < keptCount; i++) their[i] = scores[kept[i]];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < keptCount; i++) scores[kept[i]] = their[i];
    narrowed = true;
  }

  /// Starts handing out the possible tokens by descending `rank`, ties by ascending id; see [#nextRanked].
  void rank(Rank rank) {
    ranked = 0;
    for (int i = 0, n = candidates(); i < n; i++) {
      int id = candidate(i);
      if (isPossible(id)) heap[ranked++] = descending(rank.of(id), id);
    }
    order();
  }

  /// By what tokens are ranked.
  interface Rank {
    float of(int id);
  }

  /// A number that is smaller for larger ranks, then for smaller ids.
  private static long descending(float rank, int id) {
    int bits = Float.floatToRawIntBits(rank + 0f);                         // + 0 makes −0 equal to 0
    int ascending = bits ^ bits >> 31 & 0x7FFFFFFF;                        // ordered as the floats are
    return (long) ~ascending << 32 | id;
  }

  boolean hasRanked() { return ranked > 0; }

  /// The best token not handed out yet.
  int nextRanked() {
    int best = (int) heap[0];
    heap[0] = heap[--ranked];
    sift(0);
    return best;
  }

  /// Forbids what has not been handed out since [#rank].
  void forbidTheRest() {
    for (int i = 0; i < ranked; i++) forbid((int) heap[i]);
    ranked = 0;
  }

  private void order() { for (int i = ranked / 2 - 1; i >= 0; i--) sift(i); }

  private void sift(int i) {
    long key = heap[i];
    for (int child = 2 * i + 1; child < ranked; child = 2 * i + 1) {
      if (child + 1 < ranked && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= key) break;
      heap[i] = heap[child];
      i = child;
    }
    if (i < heap.length) heap[i] = key;
  }

  /// Whether this is the first time `id` is marked since [#clearMarks].
  boolean mark(int id) {
    boolean first = !marked[id];
    marked[id] = true;
    return first;
  }

  void clearMarks() { Arrays.fill(marked, false); }
}
