package zerograd.rl;

/// What is taken off a response's score r before it is learned from, made of the scores of its group.
///
/// A response alone in its group is compared with nothing.
public enum GroupBaseline {
  /// Nothing.
  NONE {
    @Override double above(GroupStatistics group, int i) { return group.score()[i]; }
  },
  /// `r − mean r`.
  MEAN {
    @Override double above(GroupStatistics group, int i) { return group.score()[i] - group.mean()[i]; }
  },
  /// `r − mean of the others`, which is `G/(G − 1) · (r − mean r)`: unbiased, since r is no part of its own baseline.
  ///
  /// Kool, van Hoof & Welling 2019, *Buy 4 REINFORCE Samples, Get a Baseline for Free!*.
  LEAVE_ONE_OUT {
    @Override double above(GroupStatistics group, int i) {
      int G = group.size()[i];
      return G == 1 ? group.score()[i] : (group.score()[i] - group.mean()[i]) * G / (G - 1);
    }
  },
  /// `(r − mean r) / (std r + 1e-9)`: GRPO's advantage as OpenRLHF computes it.
  STANDARDISED {
    @Override double above(GroupStatistics group, int i) {
      return (group.score()[i] - group.mean()[i]) / (group.deviation()[i] + 1e-9);
    }
  };

  /// What is left of the score of response `i`.
  abstract double above(GroupStatistics group, int i);
}
