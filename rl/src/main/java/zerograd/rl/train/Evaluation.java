package zerograd.rl.train;

import java.util.Map;

/// What is measured before the first step, every so many steps, and after the last; it changes nothing.
interface Evaluation {

  /// The metrics after `step` steps, none if nothing is held out; `listener` hears of what was seen on the way.
  Map<String, Double> hold(int step, RlListener listener);
}
