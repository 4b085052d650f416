package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Philox;

/// The log-probability of one token a row, and the entropy of the row, from logits over the whole vocabulary.
///
///     z = logits / T        c = z − max z        S = Σ exp c
///     logProb = c[target] − log S
///     entropy = log S − (Σ exp(c) c) / S
///
/// [#draw] and [#likeliest] choose the token themselves, as a sampler does that leaves none out.
///
/// Shapes: `logits` (N, V); `targets`, `tokens`, `logProbs`, `entropy`, and the kept `rowMax`, `rowSum` (N). Sampler, scorer and
/// trainer all call this kernel, so that they agree.
public interface TokenLogProbsKernel {

  /// Which random numbers choose the tokens of rows (contract, rule 7): row n is that of the token at `positions[n]` of sequence
  /// `firstSequence + sequences[n]`, and its number is keyed by the place of the token that follows.
  ///
  /// @param seed of the run
  /// @param step of the training, in [0, 2²⁴)
  /// @param sequences (N)
  /// @param positions (N)
  record Draws(long seed, int step, int firstSequence, Ints sequences, Ints positions) {

    /// The number of row n, in [0, 1).
    public double number(int n) {
      return Philox.uniform(seed, Philox.Stream.SAMPLING, step, firstSequence + sequences.get(n),
          positions.get(n) + 1, 0);
    }

    /// The numbers of all rows.
    public double[] numbers() {
      double[] numbers = new double[Math.toIntExact(sequences.length())];
      for (int n = 0; n < numbers.length; n++) numbers[n] = number(n);
      return numbers;
    }

    /// Those of the `count` rows from `from` on.
    public Draws slice(int from, int count) {
      return new Draws(seed, step, firstSequence, sequences.slice(from, count), positions.slice(from, count));
    }
  }

  /// Also keeps `rowMax = max z` and `rowSum = S`.
  void forward(Floats logProbs, Floats entropy, Floats rowMax, Floats rowSum, Floats logits, Ints targets,
      int N, int V,
      float temperature);

  /// Turns `logits` into the gradient of the logits, in place:
  ///
  ///     p = exp(c) / S
  ///     dz = dlogProb (1[target] − p) − dentropy · p (c − log S + entropy)        dlogits = dz / T
  void backward(Floats logits, Floats dLogProbs, Floats dEntropy, Floats entropy, Floats rowMax,
      Floats rowSum,
      Ints targets, int N, int V, float temperature);

  /// Draws a token for each row: the first whose probability, added up in double over the tokens in ascending order, exceeds
  /// the row's draw.
  ///
  ///     e = exp(c)        tokens[n] = min { v : e[0]/Σe + … + e[v]/Σe > draws[n] }
  ///
  /// Where rounding leaves the sum at or below the draw it is the last token that has e > 0. A row that has no probabilities,
  /// because a logit is NaN, or the largest is infinite, gets the token −1 and a log-prob that is NaN.
  ///
  /// @param draws numbers in [0, 1), one for each row
  void draw(Ints tokens, Floats logProbs, Floats logits, double[] draws, int N, int V, float temperature);

  /// As the other, with the numbers of `draws`, which are made where the logits are.
  default void draw(Ints tokens, Floats logProbs, Floats logits, Draws draws, int N, int V,
      float temperature) {
    draw(tokens, logProbs, logits, draws.numbers(), N, V, temperature);
  }

  /// The token of the largest logit of each row, of several the lowest, and its log-prob at T = 1. A row without
  /// probabilities gets −1 as in [#draw].
  void likeliest(Ints tokens, Floats logProbs, Floats logits, int N, int V);
}
