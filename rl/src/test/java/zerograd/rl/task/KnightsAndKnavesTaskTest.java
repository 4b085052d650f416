package zerograd.rl.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.Tokenizer;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleCourse;
import zerograd.rl.puzzle.PuzzleSchool;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlTask;

class KnightsAndKnavesTaskTest {

  private static PuzzleCourse.Puzzles course(int people) {
    return new PuzzleCourse(people, 2, 6, 40, 5, 1234).puzzles();
  }

  private static KnightsAndKnavesTask task(List<PuzzleCourse.Puzzles> courses, int first) {
    return new KnightsAndKnavesTask(courses, PromptTemplate.PLAIN, new PuzzleSchool(0, 0, 1), first, 12);
  }

  /// How many people a puzzle has: as many roles as its answer names.
  private static int people(Prompt prompt) {
    return ((String) prompt.groundTruth()).split(" is a").length - 1;
  }

  @Test void coursesTakeTurnsAndAreAllExamined() {
    KnightsAndKnavesTask mixed = task(List.of(course(2), course(3)), 4);
    Tokenizer tokenizer = BytePairTrainer.of(300, "<|endoftext|>")
        .train(mixed.lessons().stream().map(LearningTask.Example::text).toList());
    RlTask rl = mixed.rl(tokenizer, 1);
    assertEquals(IntStream.range(0, 12).mapToObj(i -> 2 + i % 2).toList(),
        rl.prompts().stream().map(KnightsAndKnavesTaskTest::people).toList());
    assertEquals(List.of(2, 2, 2, 2, 2, 3, 3, 3, 3, 3),
        rl.heldOut().stream().map(KnightsAndKnavesTaskTest::people).toList());
    assertEquals((1 / 4.0 + 1 / 8.0) / 2, mixed.guesser());
  }

  /// An example is a function of its number, whatever the first one is.
  @Test void anExampleKeepsItsNumber() {
    List<PuzzleCourse.Puzzles> courses = List.of(course(2), course(3));
    assertEquals(task(courses, 0).lessons().subList(5, 12), task(courses, 5).lessons().subList(0, 7));
    assertThrows(IllegalArgumentException.class, () -> task(List.of(), 0));
  }
}
