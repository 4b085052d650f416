package zerograd.rl.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RewardRunnerTest {

  private static final Duration LONG = Duration.ofMinutes(1), SHORT = Duration.ofMillis(50);

  /// Short for a sample that hangs; for one that does not, longer than any pause of a busy machine.
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test void scoresComeInTheOrderOfTheSamples() {
    Scores scores = new RewardRunner(s -> s.response().length(), 4, 100, LONG, 0).score(samples(200));
    assertArrayEquals(DoubleStream.iterate(0, d -> d + 1).limit(200).toArray(), scores.values());
    assertEquals(200, scores.count(Scored.Ending.FINISHED));
    assertEquals(List.of(), RewardRunner.of(_ -> 1, 0).score(List.of()).all());
  }

  @Test void samplesAreScoredAtTheSameTime() {
    CyclicBarrier barrier = new CyclicBarrier(3);   // opens only when three are inside
    Reward reward = _ -> {
      try {
        return barrier.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
    assertEquals(6, new RewardRunner(reward, 3, 1, LONG, 0).score(samples(6)).count(Scored.Ending.FINISHED));
  }

  @Test void countedStepsStopASampleAtTheSamePlaceOnEveryMachine() {
    Reward reward = s -> {
      int steps = 0;
      for (; steps < s.response().length(); steps++) Steps.spend(1);
      return steps;
    };
    Scores scores = new RewardRunner(reward, 2, 5, LONG, -7).score(samples(8));
    assertArrayEquals(new double[]{0, 1, 2, 3, 4, 5, -7, -7}, scores.values());
    assertEquals(2, scores.count(Scored.Ending.STEP_LIMIT));
    assertEquals(6, reward.score(samples(7).getLast()));   // no limit outside a runner
  }

  @Test void theClockStopsOnlyTheSampleThatIsLate() {
    CountDownLatch never = new CountDownLatch(1);
    Reward reward = s -> {
      if (s.response().length() == 1) await(never);
      return s.response().length();
    };
    Scores scores = new RewardRunner(reward, 1, 1, SECOND, -7).score(samples(4));
    assertArrayEquals(new double[]{0, -7, 2, 3}, scores.values());
    assertEquals(Scored.Ending.TIME_LIMIT, scores.all().get(1).ending());
  }

  @Test void aSampleThatIgnoresInterruptionDoesNotHoldTheOthersUp() {
    CountDownLatch end = new CountDownLatch(1);
    Reward reward = s -> {
      while (s.response().length() < 2 && end.getCount() > 0)
        Thread.onSpinWait();
      return 1;
    };
    Scores scores = new RewardRunner(reward, 1, 1, SECOND, 0).score(samples(5));
    end.countDown();
    assertArrayEquals(new double[]{0, 0, 1, 1, 1}, scores.values());
  }

  @Test void countingStepsEndsALateSample() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Reward reward = _ -> {
      try {
        while (true)
          Steps.spend(0);
      } finally {
        ended.countDown();
      }
    };
    assertEquals(1,
        new RewardRunner(reward, 1, 1, SHORT, 0).score(samples(1)).count(Scored.Ending.TIME_LIMIT));
    ended.await();
  }

  @Test void whatTheClockDecidedOnceIsNotDecidedAgain() {
    List<Scored> recorded = List.of(new Scored(5, Scored.Ending.FINISHED),
        new Scored(-7, Scored.Ending.TIME_LIMIT));
    Scores scores = RewardRunner.of(_ -> 1, 0).score(samples(2), recorded);
    assertEquals(List.of(new Scored(1, Scored.Ending.FINISHED), recorded.getLast()), scores.all());
  }

  @Test void anErrorInTheRewardEndsTheBatchAndNamesTheSample() {
    Reward reward = s -> {
      if (s.response().length() == 3) throw new IllegalArgumentException("no such column");
      return 0;
    };
    var failed = assertThrows(IllegalStateException.class,
        () -> new RewardRunner(reward, 2, 1, LONG, 0).score(samples(9)));
    assertEquals("reward: sample 3 failed: no such column", failed.getMessage());
  }

  @Test void anErrorInTheRewardMayCostOnlyItsSample() {
    Reward reward = s -> switch (s.response().length()) {
      case 2 -> throw new IllegalArgumentException("no such column");
      case 4 -> throw new StackOverflowError();
      case 5 -> Double.NaN;
      default -> 1;
    };
    Scores scores = new RewardRunner(reward, 2, 1, LONG, -7, RewardRunner.OnError.GO_ON).score(samples(7));
    assertArrayEquals(new double[]{1, 1, -7, 1, -7, -7, 1}, scores.values());
    assertEquals(3, scores.count(Scored.Ending.FAILED));
  }

  @Test void aRewardMustBeANumber() {
    var failed = assertThrows(IllegalStateException.class,
        () -> RewardRunner.of(_ -> Double.NaN, 0).score(samples(1)));
    assertTrue(failed.getMessage().endsWith("the reward returned NaN"), failed.getMessage());
  }

  private static List<Sample> samples(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Sample("", "x".repeat(i), "")).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
