package zerograd.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import zerograd.models.generate.TextStream;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;

/// `generate`: continues one prompt, or all prompts of a file.
@Command(name = "generate", mixinStandardHelpOptions = true, description = "Continues one prompt, or all prompts of a file together; greedy unless a temperature is given.")
public final class GenerateCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private ModelOptions model;
  @Mixin
  private SamplingOptions sampling;
  @Mixin
  private DeviceOptions device;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue.")
  private String prompt;
  @Option(names = "--ids", paramLabel = "1,2,3", description = "Token ids to continue, instead of a text.")
  private String ids;
  @Option(names = "--prompts", paramLabel = "FILE", description = "Prompts to continue: a text a line in .txt, or a data set (.jsonl, .parquet, …) with \"prompt\" or \"text\", \"messages\" or \"ids\" in each row.")
  private Path prompts;
  @Option(names = "--chat", description = "Take each text as what a user says, and put it into the model's chat template.")
  private boolean chat;
  @Option(names = "--samples", paramLabel = "N", defaultValue = "1", description = "Continuations to make of each prompt (default: ${DEFAULT-VALUE}).")
  private int samples;
  @Option(names = "--batch", paramLabel = "N", defaultValue = "256", description = "Continuations that advance together, at most; changes memory and time only (default: ${DEFAULT-VALUE}).")
  private int batch;
  @Option(names = "--suggested", description = "Draw as the model's generation_config.json suggests, where no option says otherwise.")
  private boolean suggested;
  @Option(names = "--ignore-end", description = "Do not stop at the model's own end tokens.")
  private boolean ignoreEnd;
  @Option(names = "--json", description = "Print ids, log-probabilities and text as one JSON object a continuation.")
  private boolean json;

  @Override public Integer call() {
    try (Device opened = device.open()) {
      return opened.call("generate", this::generate);
    }
  }

  private int generate() {
    Pretrained pretrained = model.load();
    List<int[]> asked = asked(pretrained);
    GenerationSettings settings = settings(pretrained);
    boolean streams = asked.size() == 1 && samples == 1 && !json && pretrained.tokenizer().isPresent();
    PrintWriter out = spec.commandLine().getOut(), err = spec.commandLine().getErr();
    TextStream stream = streams ? stream(pretrained, out) : null;
    long began = System.nanoTime();
    List<Completion> completions = new Generator(pretrained.model()).generate(asked, samples, settings,
        sampling.key(), streams ? stream : GenerationListener.NONE);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (streams) {
      stream.finish();
      out.println();
    } else {
      for (int i = 0; i < completions.size(); i++) print(completions.get(i), i % samples, pretrained);
    }
    err.println(model.report(pretrained));
    int made = completions.stream().mapToInt(completion -> completion.ids().length).sum();
    err.println("%d tokens in %.2f s, %.1f tokens/s".formatted(made, seconds, made / seconds));
    return 0;
  }

  private static TextStream stream(Pretrained pretrained, PrintWriter out) {
    return new TextStream(WeightOptions.tokenizer(pretrained), text -> {
      out.print(text);
      out.flush();
    });
  }

  private List<int[]> asked(Pretrained pretrained) {
    Prompts reader = new Prompts(pretrained, chat);
    if (prompts == null && !chat)
      return List.of(model.tokens(pretrained, prompt, ids, "--prompt TEXT or --ids 1,2,3"));
    if (ids != null || (prompt == null) == (prompts == null)) {
      throw new IllegalArgumentException(
          "give either --prompt TEXT or --prompts FILE, and no --ids beside them");
    }
    List<int[]> asked = prompts != null ? reader.read(prompts) : List.of(reader.ids(prompt));
    for (int[] each : asked) ModelOptions.checked(pretrained, each);
    return asked;
  }

  private GenerationSettings settings(Pretrained pretrained) {
    GenerationConfig config = suggested ? pretrained.generation() : GenerationConfig.empty();
    GenerationSettings settings = sampling.settings(pretrained, config, 128).withMaxSequences(batch);
    if (ignoreEnd) return settings;
    Set<Integer> ends = new LinkedHashSet<>(settings.stopIds());
    ends.addAll(pretrained.eosTokenIds());
    return settings.withStopIds(ends);
  }

  private void print(Completion completion, int sample, Pretrained pretrained) {
    PrintWriter out = spec.commandLine().getOut();
    String text = pretrained.tokenizer().map(known -> known.decodeWithoutSpecial(completion.ids()))
        .orElse(null);
    if (!json) {
      out.println(text != null ? text : Arrays.toString(completion.ids()));
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("prompt", completion.prompt());
    object.put("sample", sample);
    object.put("ids", completion.ids());
    object.put("logprobs", JsonNumbers.of(completion.logProbs()));
    object.put("text", text);
    object.put("finish_reason", completion.reason().name().toLowerCase(Locale.ROOT));
    out.println(new JsonMapper().writeValueAsString(object));
  }
}
