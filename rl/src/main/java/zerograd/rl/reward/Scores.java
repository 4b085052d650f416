package zerograd.rl.reward;

import java.util.List;

/// The scores of a batch, in the order of its samples.
public record Scores(List<Scored> all) {

  public Scores {
    all = List.copyOf(all);
  }

  public double[] values() { return all.stream().mapToDouble(Scored::score).toArray(); }

  /// How many samples ended so.
  public int count(Scored.Ending ending) {
    return (int) all.stream().filter(scored -> scored.ending() == ending).count();
  }
}
