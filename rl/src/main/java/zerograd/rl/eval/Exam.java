package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import zerograd.models.text.Tokenizer;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlTask;

/// A benchmark put to a certain model: prompts in its tokens, and what judges its responses.
///
///     Exam exam = Exam.of(benchmark, question -> template.prompt(question, List.of()), tokenizer, template.stops());
///     List<Answered> answers = new Examiner(model, settings).ask(exam, answers, Examiner.Listener.NONE);
///
/// @param name of the benchmark
/// @param items the questions
/// @param grader judges responses
/// @param decode turns the tokens of a response into the text that is judged, special tokens kept
public record Exam(String name, List<Item> items, Grader grader, Function<int[], String> decode) {

  public Exam {
    items = List.copyOf(items);
  }

  /// A question as it is put.
  ///
  /// @param question the question alone
  /// @param prompt all that the model reads
  public record Item(String id, String question, Prompt prompt, Map<String, Object> fields) {}

  /// Puts the questions of a benchmark.
  ///
  /// @param wording turns a question into a prompt
  /// @param stops texts that end a response
  public static Exam of(Benchmark benchmark, UnaryOperator<String> wording, Tokenizer tokenizer,
      List<String> stops) {
    List<Item> items = new ArrayList<>();
    for (Question question : benchmark.questions()) {
      String text = wording.apply(question.text());
      items.add(new Item(question.id(), question.text(),
          new Prompt(text, encode(tokenizer, text), question.gold(), benchmark.name()), question.fields()));
    }
    return new Exam(benchmark.name(), items, benchmark.grader().apply(stops), tokenizer::decode);
  }

  /// With what the model expects before a text, unless the text brings it.
  private static int[] encode(Tokenizer tokenizer, String text) {
    boolean begins = tokenizer.config().bosToken().filter(text::startsWith).isPresent();
    return begins ? tokenizer.encode(text) : tokenizer.encodeWithSpecial(text);
  }

  /// The held-out prompts of a task, which training examines a policy in.
  public static Exam heldOut(String name, RlTask task) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < task.heldOut().size(); i++) {
      Prompt prompt = task.heldOut().get(i);
      items.add(new Item(String.valueOf(i), prompt.text(), prompt, Map.of()));
    }
    return new Exam(name, items, new RewardGrader(task.rewards().reward()::score, task.fullReward()),
        task.decode());
  }

  /// The first so many questions; all if there are no more.
  public Exam first(int count) {
    return new Exam(name, items.subList(0, Math.min(count, items.size())), grader, decode);
  }

  /// The tokens of the longest prompt.
  public int longestPrompt() {
    return items.stream().mapToInt(item -> item.prompt().ids().length).max().orElse(0);
  }
}
