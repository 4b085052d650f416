package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Grpo;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlListener;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RlTrainer;
import zerograd.rl.train.RunDirectory;
import zerograd.rl.train.StepReport;
import zerograd.tensor.Device;

/// A run with rewards learns the same on a device as on the processor, moves between them with its checkpoints, and survives what
/// goes wrong on a device.
class RunsOnDevicesTest {

  private static final int STEPS = 4, END = 0, VOCABULARY = 11;

  @TempDir
  Path folder;

  /// What a run came to: the fingerprint of its weights, and the mean reward of each step that was made.
  private record Outcome(String weights, List<Double> rewards) {}

  /// What a run was given, in megabytes, and what had been carried to the device after each step, where it ran on one.
  private record Traffic(double weights, List<Double> there) {}

  private Traffic traffic;

  private static Device cpu() { return Device.cpu(1, "reference", 1L << 30); }

  private static Device device() { return Device.on(Bench.accelerator(), 1); }   // the other tests close neither

  /// Begins a run, or goes on with it, up to a step.
  private Outcome train(Device device, String name, int steps) {
    Map<String, Object> config = Map.of("steps", steps);
    Path home = folder.resolve(name);
    try (RunDirectory run = Files.exists(home.resolve(RunDirectory.CONFIG))
        ? RunDirectory.resume(home, config, Set.of("steps"))
        : RunDirectory.create(home, config)) {
      return device.call("model", () -> train(run, steps));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Outcome train(RunDirectory run, int steps) throws IOException {
    Pretrained policy = Bench.small(VOCABULARY, 0.2, 7);
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 1; i < VOCABULARY; i++) prompts.add(new Prompt("" + i, new int[]{i, 1 + i / 2}, "", "even"));
    RlTask task = new RlTask(prompts, List.of(),
        RewardRunner.of(sample -> Arrays.stream(sample.response().split(" "))
            .filter(id -> Integer.parseInt(id) % 2 == 0).count(), 0),
        ids -> Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" ")), 1);
    RlSettings small = RlSettings.small(steps, new RlSettings.Sampling(5, 4, GenerationSettings.greedy(4)
        .withSampler(Sampler.temperature(1)).withStopIds(Set.of(END))), 5);
    RlSettings settings = small.withIntervals(new RlSettings.Intervals(0, 1, 2))
        .withUpdates(small.updates().withBatches(20, 1, 7, false));
    List<Double> rewards = new ArrayList<>(), there = new ArrayList<>();
    RlTrainer trainer = new RlTrainer(policy, Grpo.paper(), settings, task).keepIn(run, (_, _) -> {
    }).tell(new RlListener() {
      @Override public void onStep(StepReport report) {
        rewards.add(report.metric("critic/rewards/mean"));
        if (Device.current().isAccelerated()) there.add(report.metric("perf/carried_there_mb"));
      }
    });
    trainer.train();
    long weights = policy.model().parameters().values().stream().mapToLong(p -> p.shape().size()).sum();
    traffic = new Traffic(weights * Float.BYTES / 1e6, there);
    return new Outcome(Fingerprint.of(policy.model().parameters()), rewards);
  }

  private Outcome expected() {
    try (Device here = cpu()) {
      Outcome whole = train(here, "expected", STEPS);
      assertEquals(STEPS, whole.rewards().size());
      return whole;
    }
  }

  @Test void theSameRewardsAndWeights() { assertEquals(expected(), train(device(), "device", STEPS)); }

  /// Weights, gradients and moments stay there, though a checkpoint is written after every step.
  @Test void aStepCarriesLessThanTheWeights() {
    train(device(), "crossing", STEPS);
    List<Double> there = traffic.there();
    for (int step = 1; step < STEPS; step++) {
      double carried = there.get(step) - there.get(step - 1);
      assertTrue(carried > 0 && carried < traffic.weights(),
          "%f of %f MB".formatted(carried, traffic.weights()));
    }
  }

  @Test void checkpointsMoveBetweenProcessorAndDevice() {
    String weights = expected().weights();
    try (Device here = cpu()) {
      train(device(), "begun there", 2);
      assertEquals(weights, train(here, "begun there", STEPS).weights());
      train(here, "begun here", 2);
      assertEquals(weights, train(device(), "begun here", STEPS).weights());
    }
  }

  /// A device in plain Java whose `calls`-th update of weights fails.
  private static Device failing(int calls, Supplier<Throwable> failure) {
    Machine plain = new PlainMachine(1 << 22);
    int[] left = {calls};
    Machine machine = (Machine) Proxy.newProxyInstance(Machine.class.getClassLoader(),
        new Class<?>[]{Machine.class}, (_, method, arguments) -> {
          if (arguments != null && arguments[0] instanceof Kernel kernel && kernel.name().equals("adamW")
              && --left[0] == 0)
            throw failure.get();
          try {
            return method.invoke(plain, arguments);
          } catch (InvocationTargetException inside) {
            throw inside.getCause();
          }
        });
    return Device.on(Bench.on(machine), 1);
  }

  /// A failure in the third step stops the run with its sentence, and the checkpoint of the second leads to the same end.
  private void survives(String name, Supplier<Throwable> failure) {
    Bench.assumePlain();
    String weights = expected().weights();
    Outcome first;
    try (Device here = cpu()) {
      first = train(here, name, 1);
    }
    assertEquals(1, first.rewards().size());
    int updatesOfAStep = updatesOfAStep();
    try (Device there = failing(updatesOfAStep + updatesOfAStep / 2, failure)) {
      Throwable said = assertThrows(failure.get().getClass(), () -> train(there, name, STEPS));
      assertEquals(failure.get().getMessage(), said.getMessage());
    }
    try (Device here = cpu()) {
      Outcome last = train(here, name, STEPS);
      assertEquals(2, last.rewards().size(), "steps three and four");
      assertEquals(weights, last.weights());
    }
  }

  private int updatesOfAStep() {
    int[] updates = {0};
    Machine plain = new PlainMachine(1 << 22);
    Machine counting = (Machine) Proxy.newProxyInstance(Machine.class.getClassLoader(),
        new Class<?>[]{Machine.class}, (_, method, arguments) -> {
          if (arguments != null && arguments[0] instanceof Kernel kernel && kernel.name().equals("adamW"))
            updates[0]++;
          return method.invoke(plain, arguments);
        });
    try (Device there = Device.on(Bench.on(counting), 1)) {
      train(there, "counted" + System.nanoTime(), 1);
    }
    return updates[0];
  }

  @Test void aKernelThatFailsLeavesTheLastCheckpoint() {
    survives("unfit",
        () -> new IllegalStateException("the kernel \"adamW\" does not compile or run on it: reason"));
  }

  @Test void aDeviceThatRunsOutOfMemoryLeavesTheLastCheckpoint() {
    survives("full", () -> new OutOfMemoryError("the device has no room"));
  }

  @Test void aRunThatNeedsMoreMemoryThanThereIsSaysSo() {
    String weights = expected().weights();
    try (Device here = cpu()) {
      train(here, "small", 2);
      try (Device there = Device.on(Bench.on(new PlainMachine(1 << 14)), 1)) {
        OutOfMemoryError said = assertThrows(OutOfMemoryError.class, () -> train(there, "small", STEPS));
        assertTrue(said.getMessage().startsWith("workspace is full: "), said.getMessage());
      }
      assertEquals(weights, train(here, "small", STEPS).weights());
    }
  }
}
