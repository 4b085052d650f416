package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerograd.testkit.TensorAssertions.assertClose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.autograd.Param;
import zerograd.autograd.optim.Adam;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.GradientNorm;
import zerograd.autograd.optim.Optimizer;
import zerograd.autograd.optim.Schedule;
import zerograd.autograd.optim.Sgd;
import zerograd.core.Shape;
import zerograd.models.checkpoint.Safetensors;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.testkit.Bound;

/// Optimizers against ten steps of PyTorch's on the same gradients (one of them all zero), schedules against the
/// transformers library's.
class OptimizerGoldenTest {

  private static final Path ROOT = Path
      .of(System.getProperty("zerograd.golden", "src/test/resources/golden"));

  /// The order of roundings inside a step is not PyTorch's, and ten steps add up.
  private static final Bound TEN_STEPS = Bound.of(3e-7);

  private static final JsonNode ABOUT = JsonMapper.shared().readTree(ROOT.resolve("optim.json").toFile());

  static Stream<String> optimizers() { return ABOUT.get("optimizers").propertyNames().stream(); }

  static Stream<String> schedules() { return ABOUT.get("schedules").propertyNames().stream(); }

  @ParameterizedTest
  @MethodSource("optimizers") void tenStepsGiveTheWeightsOfPyTorch(String name) throws IOException {
    JsonNode settings = ABOUT.get("optimizers").get(name);
    try (Safetensors golden = Safetensors.open(ROOT.resolve("optim.safetensors"));
        Device device = Device.cpu(1, "reference", 64 << 20)) {
      device.run("model", () -> {
        Param w = new Param(read(golden, "param0"));
        Tensor gradients = read(golden, "grads"), expected = read(golden, name + ".params");
        Optimizer optimizer = optimizer(settings, w);
        boolean clips = settings.get("clip_grad_norm").isNumber();
        for (int step = 0; step < gradients.shape().dim(0); step++) {
          w.gradient().data().copyFrom(row(gradients, step).data());
          double norm = GradientNorm.of(List.of(w));
          if (clips) assertEquals(read(golden, name + ".grad_norm").get(step), norm, 1e-6 * norm);
          double clip = clips ? GradientNorm.clipFactor(norm, settings.get("clip_grad_norm").asDouble()) : 1;
          optimizer.step(settings.get("lr").asDouble(), clip);
          assertClose(name + " after step " + step, row(expected, step), w.value(), TEN_STEPS);
        }
        optimizer.state(0)
            .forEach((key, moment) -> assertClose(key, read(golden, name + "." + key), moment, TEN_STEPS));
        assertEquals(gradients.shape().dim(0), optimizer.steps());
      });
    }
  }

  private static Optimizer optimizer(JsonNode s, Param w) {
    double weightDecay = number(s, "weight_decay");
    return switch (s.get("cls").asString()) {
      case "AdamW" -> new AdamW(List.of(w), adam(s, weightDecay));
      case "Adam" -> new Adam(List.of(w), adam(s, weightDecay));
      case "SGD" -> new Sgd(List.of(w),
          new Sgd.Settings(number(s, "momentum"), s.has("nesterov") && s.get("nesterov").asBoolean(),
              weightDecay));
      default -> throw new IllegalArgumentException("no optimizer is called " + s.get("cls"));
    };
  }

  private static AdamW.Settings adam(JsonNode s, double weightDecay) {
    return new AdamW.Settings(s.get("betas").get(0).asDouble(), s.get("betas").get(1).asDouble(),
        s.get("eps").asDouble(), weightDecay);
  }

  private static double number(JsonNode node, String name) {
    return node.has(name) ? node.get(name).asDouble() : 0;
  }

  private static Tensor read(Safetensors golden, String name) {
    Tensor tensor = Tensor.empty(golden.shape(name));
    golden.read(name, tensor.data());
    return tensor;
  }

  private static Tensor row(Tensor matrix, int n) {
    return matrix.slice(n, n + 1).reshape(new Shape(matrix.shape().columns()));
  }

  @ParameterizedTest
  @MethodSource("schedules") void schedulesAreThoseOfTransformers(String name) {
    JsonNode about = ABOUT.get("schedules").get(name), values = about.get("values");
    Schedule schedule = schedule(name, about);
    for (int step = 0; step < values.size(); step++) {
      assertEquals(values.get(step).asDouble(), schedule.factor(step), 1e-15, name + " at step " + step);
    }
  }

  private static Schedule schedule(String name, JsonNode about) {
    long warmup = about.get("num_warmup_steps").asLong(), total = about.get("num_training_steps").asLong();
    return switch (name) {
      case "constant" -> new Schedule.Constant();
      case "constant_with_warmup" -> new Schedule.ConstantWithWarmup(warmup);
      case "linear" -> new Schedule.Linear(warmup, total);
      case "cosine" -> new Schedule.Cosine(warmup, total);
      case "cosine_with_min_lr" ->
        new Schedule.CosineWithMinimum(warmup, total, about.get("min_lr_rate").asDouble());
      case "warmup_stable_decay" ->
        new Schedule.WarmupStableDecay(warmup, total, about.get("num_decay_steps").asLong());
      default -> throw new IllegalArgumentException("no schedule is called " + name);
    };
  }

  @Test void everyKindIsCompared() {
    assertEquals(10, optimizers().count());
    assertEquals(6, schedules().count());
    assertTrue(optimizers().anyMatch(name -> name.endsWith("_clip1")));
  }
}
