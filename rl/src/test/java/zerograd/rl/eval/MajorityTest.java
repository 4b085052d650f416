package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zerograd.rl.math.QwenGrader;

class MajorityTest {

  private static Optional<Integer> of(String... answers) {
    return Majority.of(List.of(answers), QwenGrader::equal);
  }

  @Test void theMostFrequentAnswerWins() { assertEquals(Optional.of(1), of("3", "4", "5", "4")); }

  @Test void answersThatMeanTheSameVoteTogether() {
    assertEquals(Optional.of(1), of("3", "\\frac{1}{2}", "3", "0.5", "1/2"));
  }

  @Test void ofEqualsTheFirstWins() { assertEquals(Optional.of(0), of("7", "8", "8", "7")); }

  @Test void samplesWithoutAnswerHaveNoVote() {
    assertEquals(Optional.of(2), of("", "", "9"));
    assertEquals(Optional.empty(), of("", ""));
  }
}
