package zerograd.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import zerograd.models.generate.Completion;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.TextStream;
import zerograd.models.generate.Transcript;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;

/// Talking with a model in turns, in the form of its own chat template.
///
///     try (var conversation = new Conversation(Pretrained.loadFrozen(folder))) {
///       conversation.instruct("Be brief.");
///       conversation.ask("What is 2 + 2?", GenerationSettings.greedy(100), IO::print);
///       conversation.ask("And twice that?", GenerationSettings.greedy(100), IO::print);
///     }
///
/// Each answer has the bits that [zerograd.models.generate.Generator] gives for the whole conversation so far, and costs only what
/// is new in it, see [Transcript]. For one thread.
public final class Conversation implements AutoCloseable {

  /// What came of a question.
  ///
  /// @param text without special tokens
  /// @param prompt tokens of the whole conversation up to the answer
  /// @param read how many of them were not known from the turns before
  public record Answer(String text, Completion completion, int prompt, int read) {}

  private static final String SYSTEM = "system";

  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Transcript transcript;
  private final Set<Integer> ends;
  private final int longest;
  private final List<Map<String, Object>> messages = new ArrayList<>();

  /// Nothing said yet.
  ///
  /// @throws IllegalArgumentException if the model has no tokenizer or no chat template
  /// @throws TemplateException if its template uses something that is not supported
  public Conversation(Pretrained pretrained) {
    tokenizer = pretrained.tokenizer().orElseThrow(() -> new IllegalArgumentException(
        "the model has no tokenizer.json, so it cannot be talked to; generate --ids continues token ids"));
    template = ChatTemplate.of(tokenizer);
    transcript = new Transcript(pretrained.model());
    ends = new LinkedHashSet<>(pretrained.eosTokenIds());
    tokenizer.eosId().ifPresent(ends::add);
    longest = pretrained.config().maxPositionEmbeddings();
  }

  /// What was said, as the template gets it.
  public List<Map<String, Object>> messages() { return List.copyOf(messages); }

  /// Forgets what was said, except the instruction.
  public void reset() { messages.removeIf(message -> !message.get("role").equals(SYSTEM)); }

  /// Says by a system message how to answer, from the next question on; an empty text takes the instruction away.
  public void instruct(String text) {
    messages.removeIf(message -> message.get("role").equals(SYSTEM));
    if (!text.isEmpty()) messages.addFirst(ChatTemplate.message(SYSTEM, text));
  }

  /// Asks, and hands on the answer to `reader` as it comes; greedily, `key` does not matter.
  public Answer ask(String question, GenerationSettings settings, Consumer<String> reader) {
    TextStream stream = new TextStream(tokenizer, reader);
    Answer answer = ask(question, settings, RandomKey.of(0), stream);
    stream.finish();
    return answer;
  }

  /// Asks, and tells `listener` of every token of the answer. The model's own end tokens end it, beside what the settings say.
  ///
  /// An answer that the listener stops is part of the conversation as far as it came. A question that remains without
  /// any answer is not: after an exception, or if nothing was said, the conversation is what it was before.
  ///
  /// @throws TemplateException if the template refuses the conversation
  /// @throws IllegalArgumentException if the conversation is longer than the model reads
  public Answer ask(String question, GenerationSettings settings, RandomKey key,
      GenerationListener listener) {
    List<Map<String, Object>> asked = new ArrayList<>(messages);
    asked.add(ChatTemplate.message("user", question));
    int[] prompt = ChatTokens.prompt(template, tokenizer, asked);
    int read = prompt.length - transcript.shared(prompt);
    Completion completion = transcript.complete(prompt, ending(settings, prompt.length), key, listener);
    String text = tokenizer.decodeWithoutSpecial(completion.ids());
    if (completion.ids().length > 0 || completion.reason() != FinishReason.STOPPED) {
      messages.add(asked.getLast());
      messages.add(ChatTemplate.message("assistant", text));
    }
    return new Answer(text, completion, prompt.length, read);
  }

  private GenerationSettings ending(GenerationSettings settings, int length) {
    if (length >= longest) {
      throw new IllegalArgumentException(
          "chat: the conversation has %,d tokens, and the model reads %,d; begin a new one".formatted(length,
              longest));
    }
    Set<Integer> all = new LinkedHashSet<>(settings.stopIds());
    all.addAll(ends);
    return settings.withStopIds(all).withMaxNewTokens(Math.min(settings.maxNewTokens(), longest - length));
  }

  /// Gives back the memory for what was read.
  @Override public void close() { transcript.close(); }
}
