package zerograd.models.layers;

/// How fast each pair of a head turns with the position: the frequencies of rotary embeddings.
///
///     inverse frequency i = θ^(−2i/d)        i = 0 … d/2 − 1
///
/// Su et al. 2021, *RoFormer*, arXiv:2104.09864, section 3.2.2.
public sealed interface RopeParameters {

  /// θ, the base of the frequencies.
  double ropeTheta();

  /// The frequencies of a head of size `d`, in radians a position: d/2 numbers, in double.
  double[] inverseFrequencies(int d);

  /// Frequencies as in the paper.
  record Default(double ropeTheta) implements RopeParameters {

    /// @throws IllegalArgumentException if θ is not positive
    public Default {
      if (!(ropeTheta > 0 && ropeTheta < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException("rope_theta must be positive, got " + ropeTheta);
    }

    @Override public double[] inverseFrequencies(int d) {
      double[] frequencies = new double[d / 2];
      for (int i = 0; i < d / 2; i++) frequencies[i] = StrictMath.pow(ropeTheta, -2.0 * i / d);
      return frequencies;
    }
  }

  /// Frequencies stretched to a longer context: slow pairs turn `factor` times slower, fast ones as before, those between
  /// partly. With C the context of pretraining and wavelength λ = 2π / f:
  ///
  ///     λ < C / high:  f        λ > C / low:  f / factor
  ///     else:          (1 − s) f / factor + s f        s = (C / λ − low) / (high − low)
  ///
  /// Dubey et al. 2024, *The Llama 3 Herd of Models*, arXiv:2407.21783; the formula is `apply_scaling` of Meta's `llama3`
  /// repository, `rope_type: llama3` in checkpoints.
  record Llama3(double ropeTheta, double factor, double lowFreqFactor, double highFreqFactor,
      int originalMaxPositionEmbeddings) implements RopeParameters {

    /// @throws IllegalArgumentException if a number is not positive, or the bands are not in order
    public Llama3 {
      if (!(ropeTheta > 0 && factor > 0 && lowFreqFactor > 0 && highFreqFactor > lowFreqFactor
          && originalMaxPositionEmbeddings > 0)) {
        throw new IllegalArgumentException(
            "llama3 rope scaling needs positive numbers with low_freq_factor < high_freq_factor, got theta %s, factor %s, low %s, high %s, original context %d"
                .formatted(ropeTheta, factor, lowFreqFactor, highFreqFactor,
                    originalMaxPositionEmbeddings));
      }
    }

    @Override public double[] inverseFrequencies(int d) {
      double[] frequencies = new Default(ropeTheta).inverseFrequencies(d);
      double C = originalMaxPositionEmbeddings;
      for (int i = 0; i < frequencies.length; i++) {
        double wavelength = 2 * StrictMath.PI / frequencies[i];
        if (wavelength < C / highFreqFactor)
          continue;
        double s = (C / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
        double kept = wavelength > C / lowFreqFactor ? 0 : s;
        frequencies[i] *= (1 - kept) / factor + kept;
      }
      return frequencies;
    }
  }
}
