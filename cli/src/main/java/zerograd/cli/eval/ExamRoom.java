package zerograd.cli.eval;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import zerograd.cli.recipe.Assembly;
import zerograd.cli.recipe.Recipe;
import zerograd.data.Rows;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.StopText;
import zerograd.models.generate.TopP;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.eval.AnswerFile;
import zerograd.rl.eval.Answered;
import zerograd.rl.eval.Benchmark;
import zerograd.rl.eval.Exam;
import zerograd.rl.eval.ExamReport;
import zerograd.rl.eval.Examiner;
import zerograd.rl.eval.MathGrader;
import zerograd.rl.eval.QuestionTemplate;
import zerograd.rl.task.LearningTask;

/// Holds exams as the `eval` command asks for them, and keeps what comes of them in a folder.
///
///     NAME_TEMPLATE_t0_n1.jsonl            a question a line, with every answer and its grade
///     NAME_TEMPLATE_t0_n1.config.json      what the answers depend on
///     NAME_TEMPLATE_t0_n1.metrics.json     the report
///
/// @param asking how questions are asked
/// @param folder where files go
public record ExamRoom(Asking asking, Path folder) {

  private static final int LONGEST_RESPONSE = 1024;

  /// How questions are asked; what is null is left to benchmark and model.
  ///
  /// @param data folder of the benchmarks' files
  /// @param judge who compares mathematical answers
  /// @param template its name
  /// @param boxed whether the answer is asked for in a box in templates that do not say so themselves
  /// @param shots file with examples
  /// @param shotCount how many of them
  /// @param samples responses to each question
  /// @param temperature 0 for greedy
  /// @param topP 1 for all tokens
  /// @param maxNewTokens the longest response
  /// @param stop texts that end a response, beside the template's
  /// @param limit how many questions
  /// @param seed of the draws
  /// @param atOnce responses that advance together
  public record Asking(Path data, MathGrader.Judge judge, String template, boolean boxed, Path shots,
      Integer shotCount, int samples, float temperature, double topP, Integer maxNewTokens, List<String> stop,
      Integer limit, long seed, int atOnce) {

    /// @throws IllegalArgumentException if a number makes no sense
    public Asking {
      stop = List.copyOf(stop);
      require(samples >= 1, "--samples needs a number of at least 1, got " + samples);
      require(temperature >= 0, "--temperature must not be negative, got " + temperature);
      require(topP > 0 && topP <= 1, "--top-p needs a number above 0 and up to 1, got " + topP);
      require(temperature > 0 || topP == 1, "--top-p limits what is drawn; give a --temperature too");
      require(temperature > 0 || samples == 1,
          "greedy answers to a question are all the same: leave out --samples or give a --temperature above 0");
      require(limit == null || limit >= 1, "--limit needs a number of at least 1, got " + limit);
      require(maxNewTokens == null || maxNewTokens >= 1,
          "--max-new-tokens needs a number of at least 1, got " + maxNewTokens);
      require(atOnce >= 1, "--at-once needs a number of at least 1, got " + atOnce);
      require(shots != null || shotCount == null, "--shot-count needs --shots FILE");
    }

    private static void require(boolean holds, String message) {
      if (!holds) throw new IllegalArgumentException(message);
    }
  }

  /// A benchmark whose files are read: one of the two.
  ///
  /// @param benchmark questions that are yet to be put
  /// @param recipe whose held-out prompts are asked
  /// @param home where the recipe stands
  public record Prepared(Benchmark benchmark, Recipe recipe, Path home) {}

  /// Reads what the exams need, before a model is loaded.
  ///
  /// @throws IllegalArgumentException if a name or a row is wrong
  /// @throws IOException if a file cannot be read
  public List<Prepared> prepare(List<String> names) throws IOException {
    if (asking.template() != null && !asking.template().equals("chat"))
      QuestionTemplate.named(asking.template());
    List<Prepared> prepared = new ArrayList<>();
    for (String name : names) {
      if (name.endsWith(".yaml")) {
        prepared.add(new Prepared(null, Recipe.read(Path.of(name), List.of()),
            Path.of(name).toAbsolutePath().getParent()));
      } else {
        Benchmark benchmark = new Benchmarks(asking.data(), asking.judge()).named(name);
        prepared.add(
            new Prepared(asking.limit() == null ? benchmark : benchmark.first(asking.limit()), null, null));
      }
    }
    return prepared;
  }

  /// A put exam.
  private record Put(Exam exam, String wording, List<String> stops, Set<Integer> stopIds, int maxNewTokens,
      Optional<Tokenizer> tokenizer) {}

  /// Asks a model, or goes on asking; returns how it went.
  ///
  /// @param identity what tells the model from others
  /// @param err hears how it goes on
  public ExamReport hold(Prepared prepared, Pretrained model, Map<String, Object> identity, PrintWriter err)
      throws IOException {
    Put put = prepared.recipe() != null ? heldOut(prepared, model) : put(prepared.benchmark(), model);
    int room = model.config().maxPositionEmbeddings() - put.exam().longestPrompt();
    if (room < 1) {
      throw new IllegalArgumentException(
          "benchmark %s has a prompt of %,d tokens, but the model reads at most %,d".formatted(
              put.exam().name(), put.exam().longestPrompt(), model.config().maxPositionEmbeddings()));
    }
    int maxNewTokens = Math.min(room, put.maxNewTokens());
    if (maxNewTokens < put.maxNewTokens()) {
      err.println("%s: responses have at most %,d tokens, as the model reads no more than %,d with the prompt"
          .formatted(
              put.exam().name(), maxNewTokens, model.config().maxPositionEmbeddings()));
    }
    GenerationSettings generation = GenerationSettings.greedy(maxNewTokens).withSampler(sampler())
        .withStopIds(put.stopIds()).withMaxSequences(asking.atOnce());
    if (!put.stops().isEmpty())
      generation = generation.withStopText(new StopText(put.tokenizer().orElseThrow(), put.stops()));

    String file = "%s_%s_t%s_n%d".formatted(put.exam().name(), put.wording(), brief(asking.temperature()),
        asking.samples());
    try (AnswerFile kept = AnswerFile.open(folder, file, settings(put, maxNewTokens, identity))) {
      Exam exam = put.exam();
      requireSameQuestions(folder.resolve(file + ".jsonl"), exam, kept.answers());
      boolean watched = System.console() != null && System.console().isTerminal();
      List<Answered> answers = new Examiner(model.model(), asking.samples(), generation, asking.seed()).ask(
          exam, kept,
          new ExamProgress(exam.name(), exam.items().size(), kept.answers(), err, watched));
      ExamReport report = ExamReport.of(exam.name(), answers.subList(0, exam.items().size()), exam.grader(),
          asking.seed());
      AtomicFiles.write(folder.resolve(file + ".metrics.json"), JsonFiles.bytes(report.json()));
      return report;
    }
  }

  /// The reports as lines of text.
  public List<String> table(List<ExamReport> reports) {
    List<String> lines = new ArrayList<>(ExamTable.lines(reports));
    lines.add("answers and grades in " + folder);
    return lines;
  }

  private Put heldOut(Prepared prepared, Pretrained model) throws IOException {
    Recipe recipe = prepared.recipe();
    if (asking.boxed()) {
      throw new IllegalArgumentException(
          "the held-out prompts of %s are put as they are; leave --boxed out".formatted(recipe.name()));
    }
    Assembly assembly = new Assembly(recipe.staged().getLast(), prepared.home());
    LearningTask task = assembly.task();
    Tokenizer tokenizer = assembly.tokenizer(task, model);
    Exam exam = Exam.heldOut(recipe.name(),
        assembly.rewarded(task.rl(tokenizer, Runtime.getRuntime().availableProcessors())));
    if (asking.limit() != null) exam = exam.first(asking.limit());
    GenerationSettings trained = assembly.settings(tokenizer, model).sampling().generation();
    int longest = asking.maxNewTokens() != null ? asking.maxNewTokens() : trained.maxNewTokens();
    List<String> stops = new ArrayList<>(asking.stop());
    stops.addAll(recipe.staged().getLast().sampling().stop());
    return new Put(exam, "held-out", stops, trained.stopIds(), longest, Optional.of(tokenizer));
  }

  private Put put(Benchmark benchmark, Pretrained model) throws IOException {
    Tokenizer tokenizer = model.tokenizer().orElseThrow(
        () -> new IllegalArgumentException(
            "benchmark %s is text, and the model has no tokenizer.json".formatted(benchmark.name())));
    Optional<String> chat = tokenizer.config().chatTemplate();
    String name = asking.template() != null
        ? asking.template()
        : chat.isPresent() ? "chat" : benchmark.template();
    List<String> stops = new ArrayList<>(asking.stop());
    UnaryOperator<String> wording;
    if (name.equals("chat")) {
      if (asking.shots() != null)
        throw new IllegalArgumentException("template chat has no place for examples; use another");
      wording = chat(benchmark, tokenizer, chat.orElseThrow(
          () -> new IllegalArgumentException(
              "the model has no chat template; choose another with --template")));
    } else {
      QuestionTemplate template = QuestionTemplate.named(name);
      List<QuestionTemplate.Shot> shots = shots();
      stops.addAll(template.stops());
      String instruction = asking.boxed() ? boxed(benchmark) : "";
      wording = question -> template.prompt(question + instruction, shots);
    }
    Set<Integer> ends = new HashSet<>(model.eosTokenIds());
    tokenizer.eosId().ifPresent(ends::add);
    int longest = asking.maxNewTokens() != null ? asking.maxNewTokens() : LONGEST_RESPONSE;
    return new Put(Exam.of(benchmark, wording, tokenizer, stops), name, stops, ends, longest,
        Optional.of(tokenizer));
  }

  private static UnaryOperator<String> chat(Benchmark benchmark, Tokenizer tokenizer, String source) {
    ChatTemplate template = ChatTemplate.of(source);
    Map<String, Object> extra = new LinkedHashMap<>();
    tokenizer.config().bosToken().ifPresent(token -> extra.put("bos_token", token));
    tokenizer.config().eosToken().ifPresent(token -> extra.put("eos_token", token));
    return question -> template
        .render(List.of(ChatTemplate.message("user", question + benchmark.instruction())), null, true, extra)
        .text();
  }

  private static String boxed(Benchmark benchmark) {
    if (benchmark.instruction().isEmpty()) {
      throw new IllegalArgumentException(
          "answers of benchmark %s stand in no box; leave --boxed out".formatted(benchmark.name()));
    }
    return benchmark.instruction();
  }

  private List<QuestionTemplate.Shot> shots() throws IOException {
    if (asking.shots() == null) return List.of();
    List<QuestionTemplate.Shot> shots = new ArrayList<>();
    for (Map<String, Object> row : Rows.read(asking.shots())) {
      if (!(row.get("question") instanceof String question)
          || !(row.get("answer") instanceof String answer)) {
        throw new IOException("%s row %d: an example needs texts \"question\" and \"answer\"".formatted(
            asking.shots().getFileName(), shots.size()));
      }
      shots.add(new QuestionTemplate.Shot(question, answer));
    }
    if (asking.shotCount() == null) return shots;
    if (asking.shotCount() < 0 || asking.shotCount() > shots.size()) {
      throw new IllegalArgumentException(
          "--shot-count is %d, but %s has %d examples".formatted(asking.shotCount(),
              asking.shots().getFileName(), shots.size()));
    }
    return shots.subList(0, asking.shotCount());
  }

  private Sampler sampler() {
    if (asking.temperature() == 0) return Sampler.greedy();
    Sampler sampler = Sampler.temperature(asking.temperature());
    return asking.topP() < 1 ? sampler.with(new TopP(asking.topP())) : sampler;
  }

  /// All that answers depend on, but for the questions, which are in the answers.
  private Map<String, Object> settings(Put put, int maxNewTokens, Map<String, Object> identity)
      throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>(identity);
    settings.put("benchmark", put.exam().name());
    settings.put("judge", asking.judge().name().toLowerCase(Locale.ROOT));
    settings.put("template", put.wording());
    settings.put("shots", shots().stream().map(shot -> List.of(shot.question(), shot.answer())).toList());
    if (asking.boxed()) settings.put("boxed", true);
    settings.put("stop", put.stops());
    settings.put("stop_ids", put.stopIds().stream().sorted().toList());
    settings.put("samples", asking.samples());
    settings.put("temperature", Double.valueOf(Float.toString(asking.temperature())));
    settings.put("top_p", asking.topP());
    settings.put("max_new_tokens", maxNewTokens);
    settings.put("seed", asking.seed());
    return settings;
  }

  private static void requireSameQuestions(Path file, Exam exam, List<Answered> answers) {
    for (int i = 0; i < Math.min(answers.size(), exam.items().size()); i++) {
      if (!answers.get(i).question().equals(exam.items().get(i).question())) {
        throw new IllegalArgumentException(
            "%s answers another question in row %d; choose another folder with --out, or remove the file"
                .formatted(file, i));
      }
    }
  }

  private static String brief(float number) {
    return number == Math.rint(number) ? String.valueOf((int) number) : String.valueOf(number);
  }
}
