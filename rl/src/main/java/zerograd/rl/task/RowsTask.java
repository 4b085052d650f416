package zerograd.rl.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.text.Tokenizer;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.reward.NamedReward;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlTask;

/// The rows of a data set, scored by a rule.
///
/// @param train to learn from
/// @param test to be examined in
/// @param reward what makes a response good
/// @param form how a row becomes a prompt, and which are too long
/// @param notes what was left out on reading, a sentence each
public record RowsTask(List<Placed> train, List<Placed> test, NamedReward reward, Form form,
    List<String> notes) implements LearningTask {

  /// A row, and where it stands, as messages name it.
  public record Placed(String place, DataRow row) {}

  /// How a row becomes a prompt.
  ///
  /// @param chat whether the tokenizer's chat template puts it in words; else its one message is the prompt
  /// @param maxTokens longer prompts are too long; 0 for no limit
  /// @param skips whether a prompt that is too long is left out; else it is an error
  public record Form(boolean chat, int maxTokens, boolean skips) {}

  public RowsTask {
    train = List.copyOf(train);
    test = List.copyOf(test);
    notes = List.copyOf(notes);
  }

  /// The task in the tokens of a tokenizer: prompts, without those that are too long.
  ///
  /// @throws IllegalArgumentException if one is and that is an error, if a prompt has no text, or if none is left,
  ///     in a sentence that names file and row
  @Override public Fitted fitted(Tokenizer tokenizer, int room) {
    Fitting fitting = new Fitting(tokenizer, form, room, notes);
    Fitted fitted = new Fitted(fitting.prompts(train), fitting.prompts(test), this, fitting.notes);
    if (fitted.train.isEmpty()) {
      throw new IllegalArgumentException("no row is left to learn from" + (fitting.notes.isEmpty()
          ? "; the data set is empty"
          : "; the first that was left out: " + fitting.notes.getFirst()));
    }
    return fitted;
  }

  @Override public RlTask rl(Tokenizer tokenizer, int threads) {
    return fitted(tokenizer, Integer.MAX_VALUE).rl(tokenizer, threads);
  }

  @Override public List<Example> lessons() {
    return train.stream().map(placed -> new Example(placed.row.text(), placed.row.response().orElseThrow(
        () -> new IllegalArgumentException(
            placed.place + " has no text in column response, which learning from examples needs"))))
        .toList();
  }

  @Override public double guesser() { return reward.guesser(); }

  /// A [RowsTask] in the tokens of one tokenizer.
  public record Fitted(List<Prompt> train, List<Prompt> test, RowsTask task,
      List<String> notes) implements LearningTask {

    @Override public RlTask rl(Tokenizer tokenizer, int threads) {
      RewardRunner rewards = RewardRunner.of(task.reward.reward(), task.reward.fallback())
          .withThreads(threads);
      return new RlTask(train, test, rewards, tokenizer::decode, task.reward.full());
    }

    @Override public List<Example> lessons() { return task.lessons(); }

    @Override public double guesser() { return task.guesser(); }
  }

  private static final class Fitting {
    private final Tokenizer tokenizer;
    private final Form form;
    private final int room;
    private final Optional<ChatTemplate> template;
    private final List<String> notes;

    Fitting(Tokenizer tokenizer, Form form, int room, List<String> notes) {
      this.tokenizer = tokenizer;
      this.form = form;
      this.room = room;
      this.notes = new ArrayList<>(notes);
      template = form.chat ? tokenizer.config().chatTemplate().map(ChatTemplate::of) : Optional.empty();
      if (form.chat && template.isEmpty()) {
        throw new IllegalArgumentException(
            "the prompts are to be put in words by a chat template, and the model has none");
      }
    }

    List<Prompt> prompts(List<Placed> rows) {
      List<Prompt> prompts = new ArrayList<>();
      for (Placed placed : rows) {
        String text = text(placed);
        int[] ids = tokenizer.encode(text);
        boolean isAllowed = form.maxTokens == 0 || ids.length <= form.maxTokens;
        if (isAllowed && ids.length <= room) {
          prompts.add(new Prompt(text, ids, placed.row.groundTruth(), placed.row.source(), placed.place));
          continue;
        }
        String note = "%s has a prompt of %,d tokens, more than %,d%s".formatted(placed.place, ids.length,
            isAllowed ? room : form.maxTokens, isAllowed ? ", which leaves the response its room" : "");
        if (!form.skips) throw new IllegalArgumentException(note);
        notes.add(note);
      }
      return prompts;
    }

    private String text(Placed placed) {
      if (template.isPresent()) {
        List<Map<String, Object>> messages = placed.row.prompt().stream()
            .map(message -> ChatTemplate.message(message.role(), message.content())).toList();
        return template.get().render(messages, null, true, Map.of()).text();
      }
      try {
        return placed.row.text();
      } catch (IllegalArgumentException refused) {
        throw new IllegalArgumentException(placed.place + " " + refused.getMessage(), refused);
      }
    }
  }
}
