package zerograd.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

/// `score`: the log-probability of every token of a text after the first, and the perplexity of texts.
///
///     perplexity = e^(−Σ log-probabilities / their number)
@Command(name = "score", mixinStandardHelpOptions = true, description = "Gives the log-probability of every token of a text after the first, and the perplexity of one text or of all texts of a file.")
public final class ScoreCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private ModelOptions model;
  @Mixin
  private DeviceOptions device;

  @Option(names = "--text", paramLabel = "TEXT", description = "Text to score.")
  private String text;
  @Option(names = "--ids", paramLabel = "1,2,3", description = "Token ids to score, instead of a text.")
  private String ids;
  @Option(names = "--texts", paramLabel = "FILE", description = "Texts to score, each on its own: one a line in .txt, or a data set (.jsonl, .parquet, …) with \"prompt\" or \"text\", \"messages\" or \"ids\" in each row.")
  private Path texts;
  @Option(names = "--json", description = "Print one JSON object a text.")
  private boolean json;

  @Override public Integer call() {
    try (Device opened = device.open()) {
      return opened.call("score", this::score);
    }
  }

  private int score() {
    Pretrained pretrained = model.load();
    if (texts != null) return scoreAll(pretrained);
    int[] tokens = model.tokens(pretrained, text, ids, "--text TEXT or --ids 1,2,3");
    float[] logProbs = logProbs(pretrained, tokens);
    spec.commandLine().getErr().println(model.report(pretrained));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      printJson(tokens, logProbs);
      return 0;
    }
    for (int t = 1; t < tokens.length; t++) {
      int id = tokens[t];
      String token = pretrained.tokenizer().map(known -> known.decode(id)).orElse("");
      out.println("%8d  %10.5f  %s".formatted(id, logProbs[t - 1], token.replace("\n", "\\n")));
    }
    if (tokens.length > 1) out.println(summary(logProbs.length, sum(logProbs)));
    return 0;
  }

  private int scoreAll(Pretrained pretrained) {
    if (text != null || ids != null)
      throw new IllegalArgumentException("give --texts FILE alone, without --text and --ids");
    List<int[]> all = new Prompts(pretrained, false).read(texts);
    long count = 0;
    double sum = 0;
    for (int[] tokens : all) {
      ModelOptions.checked(pretrained, tokens);
      float[] logProbs = Device.current().call("text", () -> logProbs(pretrained, tokens));
      if (json) printJson(tokens, logProbs);
      count += logProbs.length;
      sum += sum(logProbs);
    }
    if (count == 0)
      throw new IllegalArgumentException(
          texts + " has no text of two tokens or more; the first token of each is given and not scored");
    spec.commandLine().getErr().println(model.report(pretrained));
    if (!json)
      spec.commandLine().getOut().println("%,d texts, %s".formatted(all.size(), summary(count, sum)));
    return 0;
  }

  private void printJson(int[] tokens, float[] logProbs) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("ids", tokens);
    object.put("logprobs", JsonNumbers.of(logProbs));
    spec.commandLine().getOut().println(new JsonMapper().writeValueAsString(object));
  }

  private static double sum(float[] logProbs) {
    double sum = 0;
    for (float logProb : logProbs) sum += logProb;
    return sum;
  }

  private static String summary(long tokens, double sum) {
    return "%d tokens, log-probability %.5f, perplexity %.4f".formatted(tokens, sum,
        StrictMath.exp(-sum / tokens));
  }

  /// Of every token after the first: none, of a text of one.
  private static float[] logProbs(Pretrained pretrained, int[] tokens) {
    if (tokens.length < 2) return new float[0];
    float[] both = pretrained.model().logProbs(TokenBatch.of(List.of(tokens)), 1).value().toArray();   // (2, N − 1)
    return Arrays.copyOf(both, tokens.length - 1);
  }
}
