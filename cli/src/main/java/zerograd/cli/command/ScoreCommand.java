package zerograd.cli.command;

import java.io.PrintWriter;
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

/// `score`: the log-probability of every token of a text after the first.
@Command(name = "score", mixinStandardHelpOptions = true, description = "Gives the log-probability of every token of a text after the first.")
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
  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override public Integer call() {
    try (Device opened = device.open()) {
      return opened.call("score", this::score);
    }
  }

  private int score() {
    Pretrained pretrained = model.load();
    int[] tokens = model.tokens(pretrained, text, ids, "--text TEXT or --ids 1,2,3");
    float[] logProbs = tokens.length == 1 ? new float[0] : logProbs(pretrained, tokens);
    spec.commandLine().getErr().println(model.report(pretrained));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("ids", tokens);
      object.put("logprobs", JsonNumbers.of(logProbs));
      out.println(new JsonMapper().writeValueAsString(object));
      return 0;
    }
    double sum = 0;
    for (int t = 1; t < tokens.length; t++) {
      int id = tokens[t];
      String token = pretrained.tokenizer().map(known -> known.decode(id)).orElse("");
      out.println("%8d  %10.5f  %s".formatted(id, logProbs[t - 1], token.replace("\n", "\\n")));
      sum += logProbs[t - 1];
    }
    if (tokens.length > 1) {
      out.println("%d tokens, log-probability %.5f, perplexity %.4f".formatted(tokens.length - 1, sum,
          StrictMath.exp(-sum / (tokens.length - 1))));
    }
    return 0;
  }

  private static float[] logProbs(Pretrained pretrained, int[] tokens) {
    float[] both = pretrained.model().logProbs(TokenBatch.of(List.of(tokens)), 1).value().toArray();   // (2, N − 1)
    return Arrays.copyOf(both, tokens.length - 1);
  }
}
