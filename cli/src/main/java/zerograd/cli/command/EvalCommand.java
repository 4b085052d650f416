package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Words;
import zerograd.cli.eval.ExamRoom;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.eval.ExamReport;
import zerograd.rl.eval.MathGrader;
import zerograd.tensor.Device;

/// `eval`: asks a model the questions of benchmarks, and counts right answers.
@Command(name = "eval", mixinStandardHelpOptions = true, description = "Asks a model the questions of benchmarks and counts right answers. A run that was broken off goes "
    + "on where it was.")
public final class EvalCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private ModelOptions model;
  @Mixin
  private DeviceOptions device;

  @Option(names = "--benchmark", paramLabel = "NAME", arity = "1..*", required = true, description = "Benchmarks: kk2 to kk8, aime24, amc23, math500, minerva_math, olympiadbench, gsm8k, cmath, "
      + "social_iqa, gsm8k-cot-test, …; a file of yours (.jsonl, .parquet) with question and answer; or a recipe (.yaml), whose "
      + "held-out prompts are asked.")
  private List<String> benchmarks;
  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the files of benchmarks, as NAME.jsonl or NAME/test.jsonl.")
  private Path data;
  @Option(names = "--template", paramLabel = "NAME", description = "How questions are put: question, qwen25-math-cot, qwen-boxed, abel, cot, numina, deepseek-math, r1, kk-plain, kk-base, "
      + "kk-qwen-instruct, siqa-base, …, or chat, the model's own (default: chat if the model has one, else the benchmark's).")
  private String template;
  @Option(names = "--boxed", description = "Behind each question, ask for the answer in a box; the chat template always does where answers are mathematical.")
  private boolean boxed;
  @Option(names = "--judge", paramLabel = "NAME", defaultValue = "qwen", description = "Who compares mathematical answers: qwen or math-verify (default: ${DEFAULT-VALUE}).")
  private String judge;
  @Option(names = "--shots", paramLabel = "FILE", description = "Rows with question and answer that are put before each question as examples.")
  private Path shots;
  @Option(names = "--shot-count", paramLabel = "N", description = "How many of them (default: all).")
  private Integer shotCount;
  @Option(names = "--samples", paramLabel = "K", defaultValue = "1", description = "Responses to each question (default: ${DEFAULT-VALUE}).")
  private int samples;
  @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "Draw tokens at this temperature; 0 is greedy (default: ${DEFAULT-VALUE}).")
  private float temperature;
  @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "Draw from the likeliest tokens that together have P (default: ${DEFAULT-VALUE}).")
  private double topP;
  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest response (default: 1024; a recipe's own).")
  private Integer maxNewTokens;
  @Option(names = "--stop", paramLabel = "TEXT", description = "Stop after this text, beside those of the template; may be given several times.")
  private List<String> stop = List.of();
  @Option(names = "--limit", paramLabel = "N", description = "Ask the first N questions only.")
  private Integer limit;
  @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;
  @Option(names = "--at-once", paramLabel = "N", defaultValue = "64", description = "Responses that advance together; changes memory and time only (default: ${DEFAULT-VALUE}).")
  private int atOnce;
  @Option(names = "--out", paramLabel = "DIR", description = "Folder for answers and results (default: evals/MODEL).")
  private Path out;
  @Option(names = "--json", description = "Print one JSON object a benchmark.")
  private boolean json;

  @Override public Integer call() {
    ExamRoom room = new ExamRoom(
        new ExamRoom.Asking(data, Words.constant("--judge", judge, MathGrader.Judge.class), template, boxed,
            shots, shotCount, samples, temperature, topP,
            maxNewTokens, stop, limit, seed, atOnce),
        out != null ? out : Path.of("evals", name(model.folder())));
    try (Device opened = device.open()) {
      return opened.call("eval", () -> eval(room));
    }
  }

  private int eval(ExamRoom room) {
    PrintWriter err = spec.commandLine().getErr(), words = spec.commandLine().getOut();
    try {
      List<ExamRoom.Prepared> prepared = room.prepare(benchmarks);
      Pretrained pretrained = model.load();
      err.println(model.report(pretrained));
      Map<String, Object> identity = model.identity();
      List<ExamReport> reports = new ArrayList<>();
      for (ExamRoom.Prepared exam : prepared) reports.add(room.hold(exam, pretrained, identity, err));
      if (json) reports.forEach(report -> words.println(new JsonMapper().writeValueAsString(report.json())));
      else
        room.table(reports).forEach(words::println);
      words.flush();
      return 0;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// `runs/quickstart/final` is called `quickstart-final`, other folders by their own name.
  private static String name(Path model) {
    Path path = model.toAbsolutePath().normalize();
    String own = String.valueOf(path.getFileName());
    boolean ofRun = own.equals("final") || own.startsWith("step-");
    if (!ofRun || path.getNameCount() < 2) return own;
    Path run = path.getParent();
    if (String.valueOf(run.getFileName()).equals("checkpoints") && run.getNameCount() > 1)
      run = run.getParent();
    return run.getFileName() + "-" + own;
  }
}
