package zerograd.models.train;

import java.util.Arrays;

/// A text to learn from: its tokens, and how much the prediction of each counts.
///
/// @param ids the tokens
/// @param weights one for each token, not negative; that of the first has no effect, as nothing predicts it
public record Example(int[] ids, float[] weights) {

  /// @throws IllegalArgumentException if there are fewer than two tokens, not as many weights, or a negative one
  public Example {
    if (ids.length < 2 || ids.length != weights.length) {
      throw new IllegalArgumentException(
          "an example needs two tokens or more and as many weights, got %d and %d".formatted(ids.length,
              weights.length));
    }
    for (float weight : weights) {
      if (!(weight >= 0)) throw new IllegalArgumentException("an example's weight is " + weight);
    }
  }

  /// Every token counts the same.
  public static Example of(int... ids) {
    float[] weights = new float[ids.length];
    Arrays.fill(weights, 1, ids.length, 1);
    return new Example(ids, weights);
  }

  /// Only the completion counts.
  ///
  /// @throws IllegalArgumentException if one of the two is empty
  public static Example completion(int[] prompt, int[] completion) {
    if (prompt.length == 0 || completion.length == 0) {
      throw new IllegalArgumentException("an example needs a prompt and a completion, got %d and %d tokens"
          .formatted(prompt.length, completion.length));
    }
    int[] ids = Arrays.copyOf(prompt, prompt.length + completion.length);
    System.arraycopy(completion, 0, ids, prompt.length, completion.length);
    float[] weights = new float[ids.length];
    Arrays.fill(weights, prompt.length, ids.length, 1);
    return new Example(ids, weights);
  }

  /// The first `tokens` tokens of this example; all of it if there are no more.
  public Example first(int tokens) {
    return tokens >= ids.length
        ? this
        : new Example(Arrays.copyOf(ids, tokens), Arrays.copyOf(weights, tokens));
  }

  /// The sum of the weights that count.
  public double totalWeight() {
    double sum = 0;
    for (int t = 1; t < ids.length; t++) sum += weights[t];
    return sum;
  }
}
