package zerograd.rl.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BehaviourTest {

  private static Set<Behaviour> in(String text) {
    Set<Behaviour> found = EnumSet.noneOf(Behaviour.class);
    for (Behaviour behaviour : Behaviour.values()) if (behaviour.isIn(text)) found.add(behaviour);
    return found;
  }

  /// The phrases that SimpleRL-Zoo's judge is given for each.
  @Test void thePublishedPhrasesAreSeen() {
    assertEquals(Set.of(Behaviour.BACKTRACKING), in("This approach won't work because x is odd."));
    assertEquals(Set.of(Behaviour.VERIFICATION), in("Let's verify this result by adding."));
    assertEquals(Set.of(Behaviour.SUBGOALS), in("To solve this, we first need to find the radius."));
    assertEquals(Set.of(Behaviour.ENUMERATION), in("Case 1: Zoey is a knight."));
  }

  @Test void plainReasoningHasNone() {
    assertEquals(Set.of(),
        in("Zoey is a knight, so Oliver lies. The sum is 4 and the answer is \\boxed{4}."));
  }

  @Test void severalAreSeenAtOnce() {
    assertEquals(Set.of(Behaviour.VERIFICATION, Behaviour.BACKTRACKING, Behaviour.ENUMERATION),
        in("Let's check all possible cases. Suppose x = 1; plugging back gives 3. That is a contradiction."));
  }

  @Test void theExampleIsWhatStandsThere() {
    assertEquals("Let's double-check",
        Behaviour.VERIFICATION.example("Hm. Let's double-check that.").orElseThrow());
  }
}
