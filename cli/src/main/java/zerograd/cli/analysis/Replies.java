package zerograd.cli.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zerograd.data.ArrowRollouts;
import zerograd.rl.analysis.Reply;
import zerograd.rl.eval.AnswerFile;
import zerograd.rl.eval.Answered;
import zerograd.rl.rollout.RolloutRow;

/// The responses of a training, which its folder keeps in `rollouts/`, or of an exam, which is a file.
///
/// @param files in order
/// @param right the reward from which on a response of a training is right; exams say it themselves
public record Replies(List<Path> files, double right) {

  private static final double ROUNDING = 1e-4;

  /// Those of a run folder, or of a file of answers.
  ///
  /// @param right null for the highest reward of the run
  /// @throws IOException if there are none, or a file cannot be read, with a sentence
  public static Replies of(Path path, Double right) throws IOException {
    if (Files.isRegularFile(path)) return new Replies(List.of(path), Double.NaN);
    if (!Files.isDirectory(path)) throw new IOException(path + " does not exist");
    Path rollouts = path.resolve("rollouts");
    List<Path> files = Files.isDirectory(rollouts) ? arrowFiles(rollouts) : List.of();
    if (files.isEmpty()) {
      throw new IOException(
          "%s has no rollouts; give the folder of a training by rewards, or a .jsonl file of eval"
              .formatted(path));
    }
    return new Replies(files, right != null ? right : highestReward(files) - ROUNDING);
  }

  private static List<Path> arrowFiles(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(file -> file.getFileName().toString().endsWith(".arrow")).sorted().toList();
    }
  }

  private static double highestReward(List<Path> files) throws IOException {
    double highest = Double.NEGATIVE_INFINITY;
    for (Path file : files)
      for (RolloutRow row : ArrowRollouts.read(file)) highest = Math.max(highest, row.reward());
    return highest;
  }

  /// Whether these are responses of a training.
  public boolean areOfTraining() { return !Double.isNaN(right); }

  /// Gives `use` one response after the other; those of a file are in memory at a time.
  ///
  /// @throws IOException if a file cannot be read, with a sentence
  public void forEach(Consumer<Reply> use) throws IOException {
    for (Path file : files) (areOfTraining() ? ofTraining(file) : ofExam(file)).forEach(use);
  }

  private List<Reply> ofTraining(Path file) throws IOException {
    return ArrowRollouts.read(file).stream()
        .map(row -> new Reply(row.step(), row.group(), row.sample(), row.prompt(), row.response(),
            row.responseIds().length, row.reward(), row.reward() >= right,
            row.finishReason().equals("length")))
        .toList();
  }

  private static List<Reply> ofExam(Path file) throws IOException {
    List<Reply> replies = new ArrayList<>();
    int group = 0;
    for (Answered answered : AnswerFile.read(file)) {
      int sample = 0;
      for (Answered.Answer answer : answered.answers()) {
        replies.add(
            new Reply(0, group, sample++, answered.prompt(), answer.text(), answer.tokens(), answer.score(),
                answer.isRight(), answer.isClipped()));
      }
      group++;
    }
    return replies;
  }
}
