package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.cli.analysis.AnalysisReport;
import zerograd.cli.analysis.Replies;
import zerograd.cli.analysis.TrainingCurves;
import zerograd.rl.analysis.RunAnalysis;
import zerograd.rl.analysis.Table;

/// `analyze`: what the responses of a training or of an exam are like.
@Command(name = "analyze", mixinStandardHelpOptions = true, description = "Looks at the responses of a training or an exam: length and accuracy, languages, words of reflection, "
    + "behaviours, repetition, tricks. Writes report.md with pictures, and Arrow tables.")
public final class AnalyzeCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a training by rewards, or a .jsonl file of eval.")
  private Path run;
  @Option(names = "--right", paramLabel = "R", description = "Reward from which on a response is right (default: the run's highest).")
  private Double right;
  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the report (default: RUN/analysis, or FILE-analysis).")
  private Path out;

  @Override public Integer call() throws IOException {
    PrintWriter words = spec.commandLine().getOut();
    Replies replies = Replies.of(run, right);
    RunAnalysis analysis = new RunAnalysis();
    replies.forEach(analysis::add);
    if (analysis.all().isEmpty()) throw new IOException(run + " has no response in it");
    String note = replies.areOfTraining()
        ? "A response is right from a reward of %s on%s.".formatted(brief(replies.right()),
            right == null ? ", the highest of the run; `--right` says otherwise" : "")
        : "A response is right if the exam's grader says so.";
    Path metrics = run.resolve("metrics.jsonl");
    Optional<TrainingCurves> curves = replies.areOfTraining() && Files.exists(metrics)
        ? Optional.of(TrainingCurves.of(metrics))
        : Optional.empty();
    AnalysisReport report = new AnalysisReport("Responses of " + run, note, analysis,
        replies.areOfTraining(), curves);
    Path folder = out != null ? out : replies.areOfTraining() ? run.resolve("analysis") : beside(run);
    List<String> files = report.write(folder);
    words.println(note.replace("`", ""));
    if (curves.isPresent() && countsOthers(curves.get(), analysis)) {
      words.println("metrics.jsonl counts other responses as right; give --right the task's full reward");
    }
    report.summary().forEach(words::println);
    words.println("%s and %d more files in %s".formatted(files.getFirst(), files.size() - 1, folder));
    words.flush();
    return 0;
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.jsonl$", "") + "-analysis");
  }

  private static String brief(double reward) {
    double rounded = Math.round(reward * 1e3) / 1e3;
    return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
  }

  /// Whether the training counted more or fewer right responses in some step, as it knows the task's full reward.
  private static boolean countsOthers(TrainingCurves curves, RunAnalysis analysis) {
    Map<Integer, Double> counted = curves.accuracies();
    Table steps = analysis.steps();
    List<Object> numbers = steps.column("step"), accuracies = steps.column("accuracy");
    for (int i = 0; i < numbers.size(); i++) {
      Double accuracy = counted.get((Integer) numbers.get(i));
      if (accuracy != null && Math.abs(accuracy - (Double) accuracies.get(i)) > 1e-9) return true;
    }
    return false;
  }
}
