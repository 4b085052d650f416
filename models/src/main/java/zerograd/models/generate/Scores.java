package zerograd.models.generate;

import java.util.Arrays;
import zerograd.core.Floats;
import zerograd.tensor.kernels.Elementary;

/// The scores of every token of the vocabulary at one place of one text: logits that processors change, and then the
/// distribution that one token is drawn from. −∞ means impossible. Used again and again, by one thread.
public final class Scores {

  private final float[] scores;
  private final long[] heap;
  private final boolean[] marked;
  private int ranked;

  /// For a vocabulary of `V` tokens.
  public Scores(int V) {
    scores = new float[V];
    heap = new long[V];
    marked = new boolean[V];
  }

  /// Starts with the logits that stand in `logits` from `from` on.
  void load(Floats logits, long from) { logits.copyTo(from, scores); }

  /// Starts with the given logits, one for each token.
  public void load(float... logits) { System.arraycopy(logits, 0, scores, 0, scores.length); }

  /// V.
  public int size() { return scores.length; }

  public float get(int id) { return scores[id]; }

  public void set(int id, float score) { scores[id] = score; }

  public boolean isPossible(int id) { return scores[id] != Float.NEGATIVE_INFINITY; }

  public void forbid(int id) { scores[id] = Float.NEGATIVE_INFINITY; }

  /// The token with the largest score; of several, the lowest.
  ///
  /// @throws ArithmeticException if a score is NaN
  public int argMax() {
    int best = 0;
    for (int id = 0; id < scores.length; id++) {
      if (scores[id] > scores[best]) best = id;
      if (Float.isNaN(scores[id])) {
        throw new ArithmeticException("the logit of token %d is NaN; has training diverged?".formatted(id));
      }
    }
    return best;
  }

  /// The largest score.
  float max() { return scores[argMax()]; }

  /// `e^(score − max)`, not yet divided by the sum.
  float weight(int id, float max) { return Elementary.exp(scores[id] - max); }

  /// The sum of all weights, tokens ascending, in double.
  double sumOfWeights(float max) {
    double sum = 0;
    for (int id = 0; id < scores.length; id++) sum += weight(id, max);
    return sum;
  }

  /// The first token whose cumulative probability, tokens ascending in double, exceeds `draw`, a number in [0, 1). Uses up
  /// the scores.
  public int draw(double draw) {
    float max = max();
    double sum = 0;
    for (int id = 0; id < scores.length; id++) {
      scores[id] = weight(id, max);
      sum += scores[id];
    }
    double cumulative = 0;
    int last = 0;
    for (int id = 0; id < scores.length; id++) {
      if (scores[id] == 0) continue;
      cumulative += scores[id] / sum;
      if (cumulative > draw) return id;
      last = id;
    }
    return last;   // the probabilities add up to a little less than 1, and the draw lies between
  }

  /// Starts handing out the possible tokens by descending `rank`, ties by ascending id; see [#nextRanked].
  void rank(Rank rank) {
    ranked = 0;
    for (int id = 0; id < scores.length; id++) {
      if (!isPossible(id)) continue;
      int bits = Float.floatToRawIntBits(rank.of(id) + 0f);                  // + 0 makes −0 equal to 0
      int ascending = bits ^ bits >> 31 & 0x7FFFFFFF;                        // ordered as the floats are
      heap[ranked++] = (long) ~ascending << 32 | id;
    }
    for (int i = ranked / 2 - 1; i >= 0; i--) sift(i);
  }

  /// By what tokens are ranked.
  interface Rank {
    float of(int id);
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
