package zerograd.rl.reward;

/// How good a response is: any function from a sample to a number.
///
///     Reward brevity = sample -> -sample.response().length();
///
/// It is called from several threads at once and must give the same number for the same sample whenever it is
/// asked: no clock, no shared random generator. One that can take long counts its steps with [Steps], so that
/// it stops at the same place on every machine.
@FunctionalInterface
public interface Reward {

  double score(Sample sample);
}
