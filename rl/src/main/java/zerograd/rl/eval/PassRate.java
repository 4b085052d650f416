package zerograd.rl.eval;

/// pass@k: the chance that at least one of k samples is right.
///
///     pass@k = 1 − C(n − c, k) / C(n, k)        c right ones among n ≥ k samples
///
/// The estimate is unbiased: its mean over samples is the chance itself, while 1 − (1 − c/n)ᵏ is too small. For k = 1 it is c/n.
///
/// Chen et al. 2021, *Evaluating Large Language Models Trained on Code*, arXiv:2107.03374, eq. 1; as the product that their
/// appendix gives, which does not overflow.
public final class PassRate {

  private PassRate() {}

  /// The estimate for one question.
  ///
  /// @throws IllegalArgumentException unless 0 ≤ right ≤ samples and 1 ≤ k ≤ samples
  public static double of(int samples, int right, int k) {
    if (right < 0 || right > samples || k < 1 || k > samples) {
      throw new IllegalArgumentException("pass@%d needs at least %d samples and 0 to %d right, got %d of %d"
          .formatted(k, k, samples, right, samples));
    }
    if (samples - right < k) return 1;
    double none = 1;
    for (int j = samples - right + 1; j <= samples; j++) none *= 1 - k / (double) j;
    return 1 - none;
  }
}
