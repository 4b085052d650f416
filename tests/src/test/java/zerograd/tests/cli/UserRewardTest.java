package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;

/// Rewards in a recipe: by name, weighted, of the user's own as a Java file or in a JAR, and what their errors do to a run.
class UserRewardTest {

  private static final String BREVITY = """
      import zerograd.rl.reward.*;
      public final class Brevity implements Reward {
        private record Length(int characters) {}
        public double score(Sample sample) { return -new Length(sample.response().length()).characters(); }
      }
      """;

  @TempDir
  private Path folder;

  private Path run() { return folder.resolve("run"); }

  private String[] train(String reward) throws IOException {
    Path recipe = Recipes.write(folder, Recipes.REINFORCED + reward);
    return new String[]{"train", recipe.toString(), "--out", run().toString(), "steps=1",
        "optimizer.warmup_steps=0"};
  }

  private void write(String name, String source) throws IOException {
    Files.writeString(folder.resolve(name), source);
  }

  /// A metric of the first step.
  private double metric(String name) throws IOException {
    for (String line : Files.readAllLines(run().resolve("metrics.jsonl"))) {
      JsonNode row = new JsonMapper().readTree(line);
      if (row.get("step").asInt() == 1 && row.has(name)) return row.get(name).asDouble();
    }
    throw new AssertionError("no " + name + " in step 1");
  }

  @Test void aJavaFileIsAReward() throws IOException {
    write("Brevity.java", BREVITY);
    Zerograd.printed(train("reward: {terms: [{java: Brevity.java}], full: 0}\n"));
    double score = metric("critic/score/mean");
    assertTrue(score <= 0 && score >= -4, "a response has up to four characters, and the score is " + score);
  }

  @Test void aClassOfAJarIsARewardAndWeightsAdd() throws IOException {
    jar();
    Zerograd.printed(train("""
        reward:
          terms:
            - {java: Brevity, jar: brevity.jar, weight: 2}
            - {java: Brevity, jar: brevity.jar, weight: -2}
            - {name: task, weight: 0}
        """));
    assertEquals(0, metric("critic/score/mean"));
  }

  private void jar() throws IOException {
    write("Brevity.java", BREVITY);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int status = ToolProvider.getSystemJavaCompiler().run(null, null, OutputStream.nullOutputStream(), "-d",
        classes.toString(), "-cp",
        System.getProperty("java.class.path") + java.io.File.pathSeparator + classPath(),
        folder.resolve("Brevity.java").toString());
    assertEquals(0, status, "the test's own class compiles");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("brevity.jar")));
        Stream<Path> all = Files.list(classes)) {
      for (Path file : all.toList()) {
        jar.putNextEntry(new ZipEntry(file.getFileName().toString()));
        jar.write(Files.readAllBytes(file));
      }
    }
  }

  private static String classPath() {
    return Path
        .of(zerograd.rl.reward.Reward.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  @Test void anErrorStopsTheRunInOneSentence() throws IOException {
    write("Broken.java", broken("throw new IllegalArgumentException(\"no such column\");"));
    String sentence = Zerograd.refusal(Main.FAILED, train("reward: {terms: [{java: Broken.java}]}\n"));
    assertTrue(sentence.matches("reward: sample \\d+ failed: no such column; its prompt begins \".*\""),
        sentence);
  }

  @Test void anErrorCostsOnlyItsSampleWhereTheRecipeSaysSo() throws IOException {
    write("Broken.java", broken("throw new IllegalArgumentException(\"no such column\");"));
    Zerograd.printed(train("reward: {terms: [{java: Broken.java}], on_error: go-on, fallback: -7}\n"));
    assertEquals(16, metric("rollout/reward_errors"));
    assertEquals(-7, metric("critic/score/mean"));
  }

  @Test void aRewardThatSleepsIsStoppedByTheClock() throws IOException {
    write("Broken.java",
        broken("try { Thread.sleep(600_000); } catch (InterruptedException e) { return 1; } return 1;"));
    Zerograd.printed(train("reward: {terms: [{java: Broken.java}], time_limit: 0.01, fallback: -3}\n"));
    assertEquals(16, metric("rollout/time_limits"));
    assertEquals(-3, metric("critic/score/mean"));
  }

  private static String broken(String body) {
    return "import zerograd.rl.reward.*;\npublic final class Broken implements Reward {\n"
        + "  public double score(Sample sample) { " + body + " }\n}\n";
  }

  @Test void whatIsNoRewardIsRefused() throws IOException {
    write("Wrong.java", "public final class Wrong {}\n");
    write("Bad.java", "public final class Bad { int x = ; }\n");
    write("Hidden.java", "import zerograd.rl.reward.*;\npublic final class Hidden implements Reward {\n"
        + "  private Hidden() {}\n  public double score(Sample s) { return 0; }\n}\n");
    List<String> refusals = new ArrayList<>();
    for (String term : List.of("java: Wrong.java", "java: Bad.java", "java: Hidden.java", "java: Absent.java",
        "java: my.Absent",
        "name: gsm8", "name: kk, java: Bad.java")) {
      refusals.add(Zerograd.refusal(Main.MISUSED, train("reward: {terms: [{" + term + "}]}\n")));
    }
    refusals.add(Zerograd.refusal(Main.MISUSED, train("reward: {full: 1}\n")));
    assertEquals(List.of(
        "reward.terms[0].java names Wrong, which does not implement zerograd.rl.reward.Reward",
        "reward.terms[0].java does not compile: Bad.java line 1: illegal start of expression",
        "reward.terms[0].java: Hidden needs to be public and to have a public constructor without arguments",
        "reward.terms[0].java names " + folder.resolve("Absent.java") + ", which is not a file",
        "reward.terms[0].java names my.Absent, which is no class here; say in which jar it is",
        "reward.terms[0].name is \"gsm8\"; did you mean gsm8k?", "reward.terms[0] needs one of name, java",
        "reward.terms needs at least one reward"), refusals);
  }
}
