package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.data.ArrowRolloutFolder;
import zerograd.data.Rows;
import zerograd.rl.eval.AnswerFile;
import zerograd.rl.eval.Answered;
import zerograd.rl.rollout.RolloutRow;

/// `analyze`, on a made-up run of two steps.
class AnalyzeCommandTest {

  @TempDir
  Path folder;

  private static RolloutRow row(int step, int sample, String response, int tokens, double reward) {
    return new RolloutRow(step, 0, sample, "User: who?\nAssistant: <think>", response, new int[]{1},
        new int[tokens],
        new float[tokens], reward, 0, "A", tokens == 9 ? "length" : "stop_token", "finished");
  }

  private Path run() throws IOException {
    Path run = folder.resolve("run");
    ArrowRolloutFolder rollouts = new ArrowRolloutFolder(run.resolve("rollouts"));
    rollouts.write(1, List.of(row(1, 0, "Wait, let's verify & <check>.</think><answer>A</answer>", 4, 3),
        row(1, 1, "情 and so on</think><answer>B</answer> more", 9, -0.5)));
    rollouts.write(2, List.of(row(2, 0, "hm</think><answer>A</answer>", 5, 3),
        row(2, 1, "hm</think><answer>A</answer>", 6, 3)));
    return run;
  }

  @Test void aRunIsSummedUpAndEveryTableIsThere() throws IOException {
    Path run = run();
    List<String> said = Zerograd.printed("analyze", run.toString()).lines().toList();
    assertEquals("A response is right from a reward of 3 on, the highest of the run; --right says otherwise.",
        said.getFirst());
    assertEquals("4 responses, 75.0% right; 6.0 tokens on average, 25.0% clipped", said.get(1));
    Path analysis = run.resolve("analysis");
    assertEquals(List.of(0.5, 1.0),
        Rows.read(analysis.resolve("steps.arrow")).stream().map(row -> row.get("accuracy")).toList());
    Map<String, Object> wait = Rows.read(analysis.resolve("words.arrow")).stream()
        .filter(row -> row.get("word").equals("wait")).findFirst().orElseThrow();
    assertEquals("3.0", wait.get("reward_with").toString());
    assertEquals(4, Rows.read(analysis.resolve("responses.arrow")).size());
    String report = Files.readString(analysis.resolve("report.md"));
    for (String found : List.of("| thinking | mixed | 1 | 0.250 |",
        "| text_after_answer | 1 | 0.250 | 1 | 0.000 | 1.000 |",
        "| verification | 1 | 0.250 | 1 |", "![](lengths.svg)"))
      assertTrue(report.contains(found), found + " is not in " + report);
  }

  @Test void theSameRunGivesTheSameFiles() throws IOException {
    Path run = run(), a = folder.resolve("a"), b = folder.resolve("b");
    Zerograd.printed("analyze", run.toString(), "--out", a.toString());
    Zerograd.printed("analyze", run.toString(), "--out", b.toString());
    List<String> names = names(a);
    assertEquals(names, names(b));
    assertEquals(15, names.size());
    for (String name : names) assertEquals(-1, Files.mismatch(a.resolve(name), b.resolve(name)), name);
  }

  /// Curves of a stage by examples and two by rewards: the examples have none, the stages are marked.
  @Test void aTrainingsCurvesAreDrawn() throws IOException {
    Path run = run();
    Files.writeString(run.resolve("metrics.jsonl"),
        """
            {"step": 1, "train/loss": 2.5}
            {"step": 1, "rollout/accuracy": 0.5, "critic/score/mean": 1.25, "response_length/mean": 6.5, "before/val/accuracy": 0.25}
            {"step": 2, "rollout/accuracy": 1, "critic/score/mean": 3, "response_length/mean": 5.5, "val/accuracy": 0.75}
            """);
    assertFalse(Zerograd.printed("analyze", run.toString()).contains("--right the task's"));
    String svg = Files.readString(run.resolve("analysis/training.svg"));
    for (String found : List.of("Right responses", "held out", "Reward", "Length of responses",
        "Form of responses",
        "tags", "cut off", "stroke-dasharray"))
      assertTrue(svg.contains(found), found + " is not in " + svg);
    assertFalse(svg.contains("box"), "no response has one");
    assertFalse(svg.contains("NaN"), svg);
    assertEquals(5, svg.split("<svg ").length - 1, "four pictures in one");
    assertTrue(Files.readString(run.resolve("analysis/report.md")).contains("![](training.svg)"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
  }

  @Test void anotherRewardMayBeTheRightOne() throws IOException {
    Path run = run();
    String said = Zerograd.printed("analyze", run.toString(), "--right", "-0.5");
    assertTrue(said.contains("4 responses, 100.0% right"), said);
    Files.writeString(run.resolve("metrics.jsonl"), "{\"step\": 1, \"rollout/accuracy\": 0.5}\n");
    assertFalse(Zerograd.printed("analyze", run.toString()).contains("counts other responses"));
    assertTrue(Zerograd.printed("analyze", run.toString(), "--right", "-0.5")
        .contains("metrics.jsonl counts other responses as right"));
  }

  @Test void anExamIsAnalysedToo() throws IOException {
    try (AnswerFile file = AnswerFile.open(folder, "exam", Map.of())) {
      file.add(List.of(new Answered("0", "1+1?", "1+1?", "2", Map.of(),
          List.of(new Answered.Answer("First, we add. \\boxed{2}", "2", 1, true, 7, "stop_token")))));
    }
    String said = Zerograd.printed("analyze", folder.resolve("exam.jsonl").toString());
    assertTrue(said.contains("1 responses, 100.0% right") && said.contains("behaviours: subgoals 100.0%"),
        said);
    assertTrue(Files.exists(folder.resolve("exam-analysis/report.md")));
  }

  @Test void whatHasNoResponsesIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(Zerograd.refusal(1, "analyze", empty.toString()).contains("has no rollouts"));
    assertTrue(
        Zerograd.refusal(1, "analyze", folder.resolve("absent").toString()).contains("does not exist"));
    Path broken = Files.createDirectories(folder.resolve("broken/rollouts"));
    Files.writeString(broken.resolve("step-00001.arrow"), "these are no rollouts");
    assertTrue(Zerograd.refusal(1, "analyze", folder.resolve("broken").toString())
        .contains("is not readable as rollouts"));
  }
}
