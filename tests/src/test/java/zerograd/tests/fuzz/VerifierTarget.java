package zerograd.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import zerograd.rl.math.MathVerifyGrader;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.testkit.fuzz.FuzzTarget;

/// Two mathematical answers, with a tab between them, found in their texts and compared by the verifier: within the steps of a
/// sample.
public final class VerifierTarget implements FuzzTarget {

  private static final MathVerifyGrader GRADER = MathVerifyGrader.standard();

  private final RewardRunner runner = new RewardRunner(
      sample -> GRADER.equal((String) sample.groundTruth(), sample.response()) ? 1 : 0, 1, 100_000,
      Duration.ofSeconds(30), 0);

  @Override public boolean parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int tab = text.indexOf('\t');
    String answer = tab < 0 ? text : text.substring(0, tab), gold = tab < 0 ? text : text.substring(tab + 1);
    return runner.score(List.of(new Sample("", answer, gold))).values()[0] == 1;
  }

  @Override public int longest() { return 2_000; }

  @Override public List<String> words() { return MathTarget.FORMULAS; }
}
