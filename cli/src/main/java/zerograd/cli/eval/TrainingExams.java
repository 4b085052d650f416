package zerograd.cli.eval;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.cli.Console;
import zerograd.cli.recipe.EvaluationPart;
import zerograd.cli.recipe.Recipe;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.lora.TrainedWeights;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.eval.ExamReport;
import zerograd.rl.train.RlListener;

/// Benchmarks that a model is examined in while it is trained: before the first step, every so many steps, and after the last.
///
/// Each time has a folder of its own, `evals/step-00020` and so on, with the files of [ExamRoom]. Asking changes no bit of the
/// training; a step that is made again after a kill finds its answers there.
public final class TrainingExams implements RlListener {

  private final List<ExamRoom.Prepared> exams;
  private final ExamRoom.Asking asking;
  private final int every, last;
  private final Pretrained model;
  private final Path folder;
  private final Console console;

  private TrainingExams(List<ExamRoom.Prepared> exams, ExamRoom.Asking asking, int every, int last,
      Pretrained model, Path folder, Console console) {
    this.exams = exams;
    this.asking = asking;
    this.every = every;
    this.last = last;
    this.model = model;
    this.folder = folder;
    this.console = console;
  }

  /// Reads the benchmarks of a recipe, none if it names none.
  ///
  /// @param home where the recipe stands
  /// @param model who is examined, as it stands at that time
  /// @param folder of the run
  /// @param console hears how it went
  /// @throws IllegalArgumentException if a benchmark is unknown, or a row lacks a field
  /// @throws IOException if a file is missing or cannot be read
  public static TrainingExams of(Recipe recipe, Path home, Pretrained model, Path folder, Console console)
      throws IOException {
    EvaluationPart part = recipe.evaluation() == null ? EvaluationPart.defaults() : recipe.evaluation();
    ExamRoom.Asking asking = part.asking(home, recipe.seed());
    return new TrainingExams(new ExamRoom(asking, folder).prepare(part.benchmarks(home)), asking,
        part.every(), recipe.totalSteps(), model, folder, console);
  }

  @Override public Map<String, Double> measured(int step) {
    boolean isDue = step == 0 || step == last || every > 0 && step % every == 0;
    return isDue && !exams.isEmpty() ? hold(step) : Map.of();
  }

  private Map<String, Double> hold(int step) {
    ExamRoom room = new ExamRoom(asking, folder.resolve("evals/step-%05d".formatted(step)));
    Map<String, Object> identity = Map.of("weights_sha256",
        Fingerprint.of(new TrainedWeights(model).parameters()));
    Map<String, Double> metrics = new LinkedHashMap<>();
    try {
      for (ExamRoom.Prepared exam : exams) {
        ExamReport report = room.hold(exam, model, identity, new PrintWriter(Writer.nullWriter()));
        console.examined(step, report);
        metrics.putAll(report.metrics());
      }
      return metrics;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
