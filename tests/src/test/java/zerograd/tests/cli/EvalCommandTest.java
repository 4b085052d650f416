package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.data.Rows;
import zerograd.rl.eval.AnswerFile;
import zerograd.rl.eval.Answered;

/// `eval`, with the small base model of the quickstart.
class EvalCommandTest {

  private static final String MODEL = "../recipes/quickstart/base", RECIPE = "../recipes/quickstart.yaml";

  @TempDir
  Path folder;

  private List<String> words(Path out, String... more) {
    List<String> words = new ArrayList<>(
        List.of("eval", "--model", MODEL, "--benchmark", RECIPE, "--out", out.toString(),
            "--threads", "1", "--kernels", "reference", "--limit", "6", "--max-new-tokens", "8",
            "--samples", "2", "--temperature", "1"));
    words.addAll(List.of(more));
    return words;
  }

  private static String[] array(List<String> words) { return words.toArray(String[]::new); }

  private static Path answers(Path out) { return out.resolve("quickstart_held-out_t1_n2.jsonl"); }

  /// Killed when the first answers are on the disk and gone on with, it comes to the bytes of an exam that is left alone, whose
  /// answers were drawn in other company.
  @Test void aKilledExamComesToTheSameAnswers() throws IOException, InterruptedException {
    Path alone = folder.resolve("alone"), killed = folder.resolve("killed");
    Zerograd.printed(array(words(alone, "--at-once", "24")));

    Process process = Program.BRIEF.start(array(words(killed, "--at-once", "1")));
    while (process.isAlive() && (!Files.exists(answers(killed)) || Files.size(answers(killed)) == 0))
      Thread.sleep(2);
    process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    int before = AnswerFile.read(answers(killed)).size();
    assertTrue(before > 0 && before < 6, before + " questions were answered");

    Zerograd again = Zerograd.run(array(words(killed, "--at-once", "3")));
    assertEquals(0, again.status(), again.err());
    assertTrue(again.err().contains("quickstart: going on after " + before + " of 6 questions"),
        again.err());
    for (String name : List.of("jsonl", "config.json", "metrics.json")) {
      String file = "quickstart_held-out_t1_n2." + name;
      assertEquals(Files.readString(alone.resolve(file)), Files.readString(killed.resolve(file)));
    }
  }

  @Test void theReportCountsWhatIsInTheFileAndIsNotMadeTwice() throws IOException {
    Path out = folder.resolve("out");
    Map<String, Object> report = Zerograd.json(array(words(out, "--json")));
    Zerograd again = Zerograd.run(array(words(out)));
    assertTrue(again.err().contains("quickstart: all 6 questions are answered already"), again.err());
    List<Answered> answers = AnswerFile.read(answers(out));
    assertEquals(
        new TreeSet<>(List.of("answered", "avg@2", "avg@2_interval", "benchmark", "clip_ratio", "maj@2",
            "maj@2_interval", "pass@1", "pass@1_interval", "pass@2", "pass@2_interval", "questions",
            "samples", "tokens")),
        new TreeSet<>(report.keySet()));
    assertEquals(answers.stream().mapToInt(Answered::right).sum() / 12.0, (double) report.get("avg@2"),
        1e-12);
    assertEquals(answers.stream().filter(answered -> answered.right() > 0).count() / 6.0,
        (double) report.get("pass@2"), 1e-12);
  }

  @Test void ownQuestionsAreAskedWithExamples() throws IOException {
    Path questions = Files.writeString(folder.resolve("own.jsonl"),
        "{\"question\": \"1 + 1?\", \"answer\": \"2\", \"level\": 1}\n");
    Path shots = Files.writeString(folder.resolve("shots.jsonl"),
        "{\"question\": \"2 + 2?\", \"answer\": \"4\"}\n");
    Map<String, Object> report = Zerograd.json("eval", "--model", MODEL, "--benchmark", questions.toString(),
        "--shots",
        shots.toString(), "--template", "cot", "--max-new-tokens", "4", "--json", "--out",
        folder.resolve("out").toString());
    assertEquals(List.of("own", 1, 4.0),
        List.of(report.get("benchmark"), report.get("questions"), report.get("tokens")));
  }

  /// DeepSeek-Math's harness without `--no-markup-question`: the question that is asked ends with the wish, examples do not.
  @Test void anAnswerInABoxIsAskedForBehindTheQuestion() throws IOException {
    Files.writeString(folder.resolve("gsm8k.jsonl"), "{\"question\": \"1 + 1?\", \"answer\": \"#### 2\"}\n");
    Path shots = Files.writeString(folder.resolve("shots.jsonl"),
        "{\"question\": \"2 + 2?\", \"answer\": \"The answer is 4.\"}\n");
    Path out = folder.resolve("out");
    Zerograd.printed("eval", "--model", MODEL, "--benchmark", "gsm8k-cot-test", "--data", folder.toString(),
        "--template", "gsm8k-cot-test", "--shots", shots.toString(), "--boxed", "--max-new-tokens", "4",
        "--out",
        out.toString());
    assertEquals(
        "Q: 2 + 2?\nA: The answer is 4.\n\n\nQ: 1 + 1?\nPlease reason step by step, and put your final answer "
            + "within \\boxed{}.\nA:",
        AnswerFile.read(out.resolve("gsm8k-cot-test_gsm8k-cot-test_t0_n1.jsonl")).getFirst().prompt());
  }

  /// Exams on the way are kept with the run, and leave its weights as they are.
  @Test void aTrainingIsExaminedOnTheWay() throws IOException {
    Path questions = Files.writeString(folder.resolve("own.jsonl"),
        "{\"question\": \"1 + 1?\", \"answer\": \"2\"}\n");
    Path recipe = Recipes.write(folder, Recipes.SUPERVISED), plain = folder.resolve("plain"),
        examined = folder.resolve("examined");
    String[] words = {"train", recipe.toString(), "steps=3", "--threads", "1", "--kernels", "reference",
        "--out"};
    String alone = Zerograd.printed(with(words, plain.toString()));
    String said = Zerograd.printed(
        with(words, examined.toString(), "evaluation.benchmarks=[" + questions + "]", "evaluation.every=2",
            "evaluation.template=question", "evaluation.max_new_tokens=3"));
    assertEquals(weights(alone), weights(said));
    for (int step : new int[]{0, 2, 3}) {
      assertTrue(said.contains("own, after " + step + " steps: 0.0% right"), said);
      assertEquals(1,
          AnswerFile.read(examined.resolve("evals/step-0000" + step + "/own_question_t0_n1.jsonl")).size());
    }
    List<Integer> measured = Rows.read(examined.resolve("metrics.jsonl")).stream()
        .filter(row -> row.get("eval/own/avg@1") instanceof Number share && share.doubleValue() == 0)
        .map(row -> ((Number) row.get("step")).intValue()).toList();
    assertEquals(List.of(0, 2, 3), measured);
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return array(all);
  }

  private static String weights(String said) {
    return said.lines().filter(line -> line.startsWith("final weights:")).findFirst().orElseThrow();
  }

  @Test void whatCannotBeAskedIsRefusedInASentence() throws IOException {
    refused("there is no benchmark aime25; did you mean aime24?", "--benchmark", "aime25");
    refused("benchmark gsm8k needs its file gsm8k.jsonl; say with --data in which folder it is",
        "--benchmark", "gsm8k");
    refused("there is no template abell", "--benchmark", "kk2", "--template", "abell");
    refused("answers of benchmark kk2 stand in no box", "--benchmark", "kk2", "--template", "question",
        "--boxed");
    refused("the held-out prompts of quickstart are put as they are", "--benchmark", RECIPE, "--boxed");
    refused("greedy answers to a question are all the same", "--benchmark", "kk2", "--samples", "4");
    Path tooLong = Files.writeString(folder.resolve("long.jsonl"),
        "{\"question\": \"%s\", \"answer\": \"1\"}\n".formatted("1 + ".repeat(2000) + "1?"));
    refused("benchmark long has a prompt of", "--benchmark", tooLong.toString());
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), "{\"question\": \"1 + 1?\"}\n");
    refused("rows.jsonl row 0: needs an answer in one of [answer, gold,", "--benchmark", rows.toString());
    Files.writeString(folder.resolve("empty.jsonl"), "");
    refused("benchmark empty has no questions", "--benchmark", folder.resolve("empty.jsonl").toString());
    refused("nothing.jsonl does not exist", "--benchmark", "nothing.jsonl");
  }

  private void refused(String sentence, String... words) {
    List<String> all = new ArrayList<>(
        List.of("eval", "--model", MODEL, "--out", folder.resolve("refused").toString()));
    all.addAll(List.of(words));
    String said = Zerograd.run(array(all)).err().lines().filter(line -> line.startsWith("zerograd: "))
        .findFirst().orElse("");
    assertTrue(said.startsWith("zerograd: " + sentence), said);
  }
}
