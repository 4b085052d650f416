package zerograd.cli.command;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.MinP;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.RepetitionPenalty;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.StopText;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;

/// `generate`: continues a prompt.
@Command(name = "generate", mixinStandardHelpOptions = true, description = "Continues a prompt; greedy unless a temperature is given.")
public final class GenerateCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private ModelOptions model;
  @Mixin
  private DeviceOptions device;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue.")
  private String prompt;
  @Option(names = "--ids", paramLabel = "1,2,3", description = "Token ids to continue, instead of a text.")
  private String ids;
  @Option(names = "--max-new-tokens", paramLabel = "N", defaultValue = "128", description = "Tokens to add, at most (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens;
  @Option(names = "--temperature", paramLabel = "T", description = "Draw tokens at this temperature; 0 is greedy.")
  private Float temperature;
  @Option(names = "--top-k", paramLabel = "K", description = "Draw from the K likeliest tokens.")
  private Integer topK;
  @Option(names = "--top-p", paramLabel = "P", description = "Draw from the likeliest tokens that together have P.")
  private Double topP;
  @Option(names = "--min-p", paramLabel = "P", description = "Draw from tokens at least P times as likely as the likeliest.")
  private Double minP;
  @Option(names = "--repetition-penalty", paramLabel = "F", description = "Make tokens that occurred already less likely by this factor.")
  private Float repetitionPenalty;
  @Option(names = "--samples", paramLabel = "N", defaultValue = "1", description = "Continuations to make (default: ${DEFAULT-VALUE}).")
  private int samples;
  @Option(names = "--stop", paramLabel = "TEXT", description = "Stop after this text; may be given several times.")
  private List<String> stop = List.of();
  @Option(names = "--stop-id", paramLabel = "ID", description = "Stop after this token, beside the model's own end tokens; may be given several times.")
  private List<Integer> stopIds = List.of();
  @Option(names = "--ignore-end", description = "Do not stop at the model's own end tokens.")
  private boolean ignoreEnd;
  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;
  @Option(names = "--json", description = "Print ids, log-probabilities and text as one JSON object a continuation.")
  private boolean json;

  @Override public Integer call() {
    try (Device opened = device.open()) {
      return opened.call("generate", this::generate);
    }
  }

  private int generate() {
    Pretrained pretrained = model.load();
    int[] tokens = model.tokens(pretrained, prompt, ids, "--prompt TEXT or --ids 1,2,3");
    Optional<Typist> typist = samples == 1 && !json
        ? pretrained.tokenizer().map(tokenizer -> new Typist(tokenizer, spec.commandLine().getOut()))
        : Optional.empty();
    long began = System.nanoTime();
    List<Completion> completions = new Generator(pretrained.model()).generate(List.of(tokens), samples,
        settings(pretrained), RandomKey.of(seed),
        typist.isPresent() ? typist.get() : GenerationListener.NONE);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (typist.isPresent()) typist.get().finish();
    else
      completions.forEach(completion -> print(completion, pretrained.tokenizer()));
    spec.commandLine().getErr().println(model.report(pretrained));
    if (!json) {
      int made = completions.stream().mapToInt(completion -> completion.ids().length).sum();
      spec.commandLine().getErr()
          .println("%d tokens in %.2f s, %.1f tokens/s".formatted(made, seconds, made / seconds));
    }
    return 0;
  }

  private GenerationSettings settings(Pretrained pretrained) {
    GenerationSettings settings = GenerationSettings.greedy(maxNewTokens).withSampler(sampler());
    Set<Integer> ends = new LinkedHashSet<>(stopIds);
    if (!ignoreEnd) ends.addAll(pretrained.eosTokenIds());
    settings = settings.withStopIds(ends);
    return stop.isEmpty() ? settings : settings.withStopText(new StopText(model.tokenizer(pretrained), stop));
  }

  private Sampler sampler() {
    boolean greedy = temperature == null || temperature == 0;
    if (greedy && (topK != null || topP != null || minP != null)) {
      throw new IllegalArgumentException(
          "--top-k, --top-p and --min-p limit what is drawn; give a --temperature too");
    }
    Sampler sampler = greedy ? Sampler.greedy() : Sampler.temperature(temperature);
    if (repetitionPenalty != null) sampler = sampler.with(new RepetitionPenalty(repetitionPenalty));
    if (topK != null) sampler = sampler.with(new TopK(topK));
    if (topP != null) sampler = sampler.with(new TopP(topP));
    if (minP != null) sampler = sampler.with(new MinP(minP));
    return sampler;
  }

  private void print(Completion completion, Optional<? extends Tokenizer> tokenizer) {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(tokenizer.map(known -> known.decodeWithoutSpecial(completion.ids()))
          .orElseGet(() -> java.util.Arrays.toString(completion.ids())));
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("ids", completion.ids());
    object.put("logprobs", JsonNumbers.of(completion.logProbs()));
    object.put("text", tokenizer.map(known -> known.decodeWithoutSpecial(completion.ids())).orElse(null));
    object.put("finish_reason", completion.reason().name().toLowerCase(java.util.Locale.ROOT));
    out.println(new JsonMapper().writeValueAsString(object));
  }
}
