package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.cli.Console;
import zerograd.rl.train.StepReport;

/// What the line of a step says about its time.
class StepLineTest {

  private static String line(Map<String, Double> seconds) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String name : List.of("critic/score/mean", "rollout/accuracy", "response_length/mean",
        "actor/pg_loss",
        "actor/grad_norm", "rollout/logprob_diff_max", "perf/throughput")) {
      metrics.put(name, 0.0);
    }
    metrics.putAll(seconds);
    StringWriter printed = new StringWriter();
    new Console(new PrintWriter(printed)).onStep(new StepReport(1, 2, metrics, List.of()));
    return printed.toString();
  }

  @Test void sharesAreOfTheStepWithoutItsValidation() {
    String line = line(Map.of("timing_s/step", 30.0, "timing_s/testing", 20.0, "timing_s/gen", 3.0,
        "timing_s/reward", 0.5, "timing_s/ref", 0.5, "timing_s/adv", 0.0, "timing_s/update_actor", 5.0));
    assertTrue(line.contains("rollout 30% score 10% train 50% other 10%"), line);
  }

  @Test void aCriticIsScoredAndTrainedLikeThePolicy() {
    String line = line(Map.of("timing_s/step", 10.0, "timing_s/testing", 0.0, "timing_s/gen", 3.0,
        "timing_s/reward", 0.5, "timing_s/ref", 0.5, "timing_s/values", 1.0, "timing_s/adv", 0.0,
        "timing_s/update_actor", 2.0, "timing_s/update_critic", 3.0));
    assertTrue(line.contains("rollout 30% score 20% train 50% other 0%"), line);
  }
}
