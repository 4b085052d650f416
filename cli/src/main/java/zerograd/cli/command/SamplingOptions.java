package zerograd.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import zerograd.models.generate.Epsilon;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.LogitsProcessor;
import zerograd.models.generate.MinP;
import zerograd.models.generate.NoRepeatNgram;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.RepetitionPenalty;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.StopText;
import zerograd.models.generate.Temperature;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.models.generate.Typical;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.Pretrained;

/// How tokens are chosen, and when a text ends.
final class SamplingOptions {

  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Tokens to add, at most (default: 128; in a chat 1024).")
  private Integer maxNewTokens;
  @Option(names = "--temperature", paramLabel = "T", description = "Draw tokens at this temperature; 0 is greedy.")
  private Float temperature;
  @Option(names = "--top-k", paramLabel = "K", description = "Draw from the K likeliest tokens.")
  private Integer topK;
  @Option(names = "--top-p", paramLabel = "P", description = "Draw from the likeliest tokens that together have P.")
  private Double topP;
  @Option(names = "--min-p", paramLabel = "P", description = "Draw from tokens at least P times as likely as the likeliest.")
  private Double minP;
  @Option(names = "--typical", paramLabel = "P", description = "Draw from the tokens of the most typical surprise that together have P.")
  private Double typical;
  @Option(names = "--epsilon", paramLabel = "P", description = "Draw from tokens of at least the probability P.")
  private Double epsilon;
  @Option(names = "--repetition-penalty", paramLabel = "F", description = "Make tokens that occurred already less likely by this factor.")
  private Float repetitionPenalty;
  @Option(names = "--no-repeat-ngram", paramLabel = "N", description = "Never write the same N tokens in a row twice.")
  private Integer noRepeatNgram;
  @Option(names = "--stop", paramLabel = "TEXT", description = "Stop after this text; may be given several times.")
  private List<String> stop = List.of();
  @Option(names = "--stop-id", paramLabel = "ID", description = "Stop after this token, beside the model's own end tokens; may be given several times.")
  private List<Integer> stopIds = List.of();
  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  RandomKey key() { return RandomKey.of(seed); }

  /// As asked for, beside `suggested`; the caller adds the end tokens of the model to [#stopIds].
  GenerationSettings settings(Pretrained model, GenerationConfig suggested, int otherwiseNewTokens) {
    GenerationSettings settings = GenerationSettings
        .greedy(maxNewTokens == null ? otherwiseNewTokens : maxNewTokens)
        .withSampler(sampler(suggested)).withStopIds(Set.copyOf(stopIds));
    if (stop.isEmpty()) return settings;
    return settings
        .withStopText(new StopText(model.tokenizer().orElseThrow(() -> new IllegalArgumentException(
            "--stop is a text, and the model has no tokenizer.json; give token ids with --stop-id")), stop));
  }

  /// Processors in the order that transformers has them.
  private Sampler sampler(GenerationConfig suggested) {
    boolean greedy = temperature == null ? !suggested.doSample() : temperature == 0;
    if (greedy && (topK != null || topP != null || minP != null || typical != null || epsilon != null)) {
      throw new IllegalArgumentException(
          "--top-k, --top-p, --min-p, --typical and --epsilon limit what is drawn; "
              + "give a --temperature too");
    }
    List<LogitsProcessor> processors = new ArrayList<>();
    float penalty = repetitionPenalty != null ? repetitionPenalty : (float) suggested.repetitionPenalty();
    if (penalty != 1) processors.add(new RepetitionPenalty(penalty));
    if (noRepeatNgram != null) processors.add(new NoRepeatNgram(noRepeatNgram));
    if (greedy) return new Sampler(processors, true);

    processors.add(new Temperature(temperature != null ? temperature : (float) suggested.temperature()));
    int k = topK != null ? topK : suggested.topK().orElse(0);
    double p = topP != null ? topP : suggested.topP().orElse(1),
        least = minP != null ? minP : suggested.minP().orElse(0);
    if (topK != null || k > 0) processors.add(new TopK(k));
    if (topP != null || p < 1) processors.add(new TopP(p));
    if (minP != null || least > 0) processors.add(new MinP(least));
    if (typical != null) processors.add(new Typical(typical));
    if (epsilon != null) processors.add(new Epsilon(epsilon));
    return new Sampler(processors, false);
  }
}
