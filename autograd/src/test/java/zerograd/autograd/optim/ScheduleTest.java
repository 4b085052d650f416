package zerograd.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test void theWarmupRisesFromZeroToOne() {
    for (Schedule schedule : new Schedule[]{new Schedule.ConstantWithWarmup(10), new Schedule.Linear(10, 100),
        new Schedule.Cosine(10, 100), new Schedule.CosineWithMinimum(10, 100, 0.1),
        new Schedule.WarmupStableDecay(10, 100, 20)}) {
      assertEquals(0, schedule.factor(0), schedule.toString());
      assertEquals(0.5, schedule.factor(5), schedule.toString());
      assertEquals(1, schedule.factor(10), schedule.toString());
    }
  }

  @Test void withoutWarmupTheFirstStepIsAFullOne() {
    assertEquals(1, new Schedule.Linear(0, 100).factor(0));
    assertEquals(1, new Schedule.Cosine(0, 100).factor(0));
  }

  @Test void halfWayTheLineAndTheCosineAreAtOneHalf() {
    assertEquals(0.5, new Schedule.Linear(10, 110).factor(60), 1e-15);
    assertEquals(0.5, new Schedule.Cosine(10, 110).factor(60), 1e-15);
    assertEquals(0.55, new Schedule.CosineWithMinimum(10, 110, 0.1).factor(60), 1e-15);
  }

  @Test void atTheEndTheMinimumIsReached() {
    assertEquals(0, new Schedule.Linear(10, 110).factor(110));
    assertEquals(0.1, new Schedule.CosineWithMinimum(10, 110, 0.1).factor(110), 1e-15);
    assertEquals(0, new Schedule.WarmupStableDecay(10, 110, 20).factor(110));
  }

  @Test void refusesAWarmupLongerThanTheRun() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(20, 10));
    assertEquals("schedule: warmup and decay of 20 steps do not fit into 10", refusal.getMessage());
  }
}
