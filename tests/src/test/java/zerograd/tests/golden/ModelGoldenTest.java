package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.GradientNorm;
import zerograd.core.Shape;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.Predictions;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tests.Fixtures;

/// Whole models against `transformers`: logits, hidden states, log-probabilities, losses, every gradient, and every
/// parameter after three clipped steps of AdamW.
///
/// Bound: 8 × the noise that `meta.json` states for the golden values themselves, plus 2·10⁻⁶ of the tensor's scale.
class ModelGoldenTest {

  private static int tensors;
  private static double largest;
  private static final Set<Path> FOLDERS = new TreeSet<>();

  static Collection<Path> folders() { return Fixtures.models(); }

  @AfterAll static void report() {
    System.out.println("models: compared " + FOLDERS.size() + " fixtures, " + tensors
        + " tensors; the largest difference is %.0f %% of its bound".formatted(100 * largest));
  }

  private interface Check {
    void run(Pretrained pretrained, ModelFixture fixture);
  }

  private static void with(Path folder, Check check) {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> {
        try (ModelFixture fixture = ModelFixture.open(folder)) {
          check.run(Pretrained.load(folder), fixture);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
    FOLDERS.add(folder);
  }

  private static void compare(ModelFixture fixture, String name, String kind, float[] expected,
      float[] actual) {
    double bound = fixture.bound(kind, expected);
    assertTrue(expected.length == actual.length,
        () -> "%s %s: %d numbers expected, got %d".formatted(fixture, name, expected.length, actual.length));
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - actual[i]);
      largest = Math.max(largest, difference / bound);
      if (!(difference <= bound)) {
        throw new AssertionError("%s %s [%d]: expected %s, got %s, difference %.3g, bound %.3g"
            .formatted(fixture, name, i, expected[i], actual[i], difference, bound));
      }
    }
    tensors++;
  }

  /// The golden rows of (B, T, …) that are not padding.
  private static float[] rows(ModelFixture fixture, String name, List<int[]> places) {
    float[] all = fixture.floats(name);
    Shape shape = fixture.golden().shape(name);
    int T = shape.dim(1), D = all.length / (shape.dim(0) * T);
    float[] kept = new float[places.size() * D];
    for (int n = 0; n < places.size(); n++) {
      int[] place = places.get(n);
      System.arraycopy(all, (place[0] * T + place[1]) * D, kept, n * D, D);
    }
    return kept;
  }

  @ParameterizedTest
  @MethodSource("folders") void logitsHiddenStatesAndLogProbsAreTheGoldenOnes(Path folder) {
    with(folder, (pretrained, fixture) -> {
      forward(pretrained, fixture, "plain.", "");
      forward(pretrained, fixture, "", "attention_mask");
    });
  }

  private static void forward(Pretrained pretrained, ModelFixture fixture, String prefix, String mask) {
    Shape shape = fixture.golden().shape(prefix + "input_ids");
    List<int[]> places = fixture.places(mask, shape.dim(0), shape.dim(1));
    TokenBatch batch = TokenBatch.of(fixture.sequences(prefix + "input_ids", mask));

    List<Variable> hidden = pretrained.model().model().hiddenStates(batch.ids(), batch);
    int L = hidden.size() - 2;
    for (int i = 0; i <= L + 1; i++) {
      String name = prefix + "hidden." + (i > L ? "final" : i);
      if (!fixture.has(name))
        continue;
      compare(fixture, name, "hidden", rows(fixture, name, places), hidden.get(i).value().toArray());
    }

    compare(fixture, prefix + "logits", "logits", rows(fixture, prefix + "logits", places),
        pretrained.model().logits(batch).value().toArray());

    List<int[]> predicting = new ArrayList<>(places);
    predicting.removeIf(place -> place[1] == shape.dim(1) - 1);
    float[] logProbs = pretrained.model().logProbs(batch, 1).slice(0, 1).value().toArray();
    compare(fixture, prefix + "logprobs", "logprobs", rows(fixture, prefix + "logprobs", predicting),
        logProbs);
  }

  /// The rows that predict a counted label, and the labels.
  private static Predictions labelled(ModelFixture fixture) {
    long[][] labels = fixture.rows("labels"), mask = fixture.rows("attention_mask");
    List<Integer> rows = new ArrayList<>(), targets = new ArrayList<>();
    int n = 0;
    for (int b = 0; b < labels.length; b++) {
      for (int t = 0; t < labels[b].length; t++) {
        if (mask[b][t] == 0)
          continue;
        if (t + 1 < labels[b].length && labels[b][t + 1] != -100) {
          rows.add(n);
          targets.add((int) labels[b][t + 1]);
        }
        n++;
      }
    }
    return Predictions.of(rows.stream().mapToInt(i -> i).toArray(),
        targets.stream().mapToInt(i -> i).toArray());
  }

  /// Mean cross entropy of the counted labels, with its gradient.
  private static double lossAndGradients(Pretrained pretrained, ModelFixture fixture) {
    double[] loss = new double[1];
    Device.current().run("step", () -> {
      TokenBatch batch = TokenBatch.of(fixture.sequences("input_ids", "attention_mask"));
      Predictions labels = labelled(fixture);
      Tape.backward(() -> {
        Variable logProbs = pretrained.model().logProbs(batch, labels, 1).slice(0, 1);
        for (float logProb : logProbs.value().toArray()) loss[0] -= logProb / (double) labels.count();
        return logProbs.times(1f / labels.count()).sum().negate();
      });
    });
    return loss[0];
  }

  @ParameterizedTest
  @MethodSource("folders") void lossAndEveryGradientAreTheGoldenOnes(Path folder) {
    with(folder, (pretrained, fixture) -> {
      double loss = lossAndGradients(pretrained, fixture);
      compare(fixture, "loss", "loss", fixture.floats("loss"), new float[]{(float) loss});
      for (Map.Entry<String, Param> entry : pretrained.model().parameters().entrySet()) {
        String name = "grad." + entry.getKey();
        Assumptions.assumeTrue(fixture.has(name), () -> fixture + " has no golden gradients");
        compare(fixture, name, "grad", fixture.floats(name), entry.getValue().gradient().toArray());
      }
    });
  }

  @ParameterizedTest
  @MethodSource("folders") void everyParameterIsTheGoldenOneAfterThreeSteps(Path folder) {
    with(folder, (pretrained, fixture) -> {
      JsonNode expected = fixture.meta().get("adamw");
      Assumptions.assumeTrue(expected != null, () -> fixture + " has no golden training");
      Map<String, Param> params = pretrained.model().parameters();
      AdamW optimizer = new AdamW(List.copyOf(params.values()),
          new AdamW.Settings(expected.get("betas").get(0).asDouble(), expected.get("betas").get(1).asDouble(),
              expected.get("eps").asDouble(), expected.get("weight_decay").asDouble()));
      for (int step = 0; step < expected.get("steps").asInt(); step++) {
        double loss = lossAndGradients(pretrained, fixture);
        near(fixture, "loss before step " + step, expected.get("loss").get(step).asDouble(), loss, 3e-6);
        double norm = GradientNorm.of(optimizer.params());
        near(fixture, "norm of step " + step, expected.get("grad_norm").get(step).asDouble(), norm, 1e-5);
        optimizer.step(expected.get("lr").asDouble(),
            GradientNorm.clipFactor(norm, expected.get("clip_grad_norm").asDouble()));
      }
      params.forEach((name, param) -> compare(fixture, "param3." + name, "param3",
          fixture.floats("param3." + name), param.value().toArray()));
    });
  }

  private static void near(ModelFixture fixture, String what, double expected, double actual,
      double relative) {
    assertTrue(Math.abs(expected - actual) <= relative * Math.abs(expected),
        () -> "%s %s: expected %s, got %s".formatted(fixture, what, expected, actual));
  }

  @ParameterizedTest
  @MethodSource("folders") void inverseFrequenciesAreTheGoldenOnes(Path folder) {
    with(folder, (pretrained, fixture) -> {
      double[] actual = pretrained.config().ropeParameters()
          .inverseFrequencies(pretrained.config().headDim());
      float[] expected = fixture.floats("rope_inv_freq");
      RopeGoldenTest.compare(fixture.toString(), expected, actual);
      tensors++;
    });
  }
}
