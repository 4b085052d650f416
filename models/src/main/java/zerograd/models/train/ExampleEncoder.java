package zerograd.models.train;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.ChatTokens;
import zerograd.models.chat.Rendered;
import zerograd.models.chat.TemplateException;
import zerograd.models.text.Tokenizer;

/// Turns the rows of a data set into examples. What a row holds says what is learned:
///
///     {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}     assistant turns
///     {"prompt": "2 + 2 =", "completion": " 4"}                                                         the completion
///     {"prompt": [{"role": "user", …}], "completion": [{"role": "assistant", …}]}                       its assistant turns
///     {"text": "Once upon a time"}                                                                      everything
///
/// Looked for in this order; other columns are passed over. Chats are rendered by the model's own template ([ChatTokens]), with
/// the row's `tools` if it has some. The tokens of a written prompt are those that generating from it begins with; completion
/// and text are followed by the token that ends a text.
///
/// The template is read when the first chat comes: one that is not understood here does not stand in the way of texts.
public final class ExampleEncoder {

  /// A chat template that prints the date prints this one, so that a run can be repeated: Llama 3.2's own default.
  public static final LocalDate DATE = LocalDate.of(2024, 7, 26);

  private final Tokenizer tokenizer;
  private final LocalDate date;
  private final Map<String, Object> variables;
  private final boolean append;
  private ChatTemplate template;

  private ExampleEncoder(Tokenizer tokenizer, LocalDate date, Map<String, ?> variables, boolean append) {
    this.tokenizer = tokenizer;
    this.date = date;
    this.variables = Map.copyOf(variables);
    this.append = append;
  }

  /// With the template and the special tokens that the tokenizer names.
  public static ExampleEncoder of(Tokenizer tokenizer) {
    return new ExampleEncoder(tokenizer, DATE, tokenizer.config().templateVariables(), true);
  }

  /// Chats with the date of `date`, and with more variables for the template beyond the conversation.
  public ExampleEncoder with(LocalDate date, Map<String, ?> more) {
    Map<String, Object> all = new HashMap<>(variables);
    all.putAll(more);
    return new ExampleEncoder(tokenizer, date, all, append);
  }

  /// Whether completions and texts that do not end with the end token get it.
  public ExampleEncoder appending(boolean append) {
    return new ExampleEncoder(tokenizer, date, variables, append);
  }

  /// The example in a row.
  ///
  /// @throws IllegalArgumentException if the row has none, with a reason that goes on after the place of the row, as in
  ///   "has an empty text"
  public Example encode(Map<String, ?> row) {
    if (row.get("messages") instanceof Object messages)
      return chat(row, List.of(), messages(messages, "messages"));
    Object prompt = row.get("prompt"), completion = row.get("completion");
    if (prompt != null && completion != null) {
      if (prompt instanceof String one && completion instanceof String other) return completion(one, other);
      return chat(row, messages(prompt, "prompt"), messages(completion, "completion"));
    }
    if (row.get("text") instanceof Object text) return text(nonEmpty(text, "text"));
    throw new IllegalArgumentException(
        "needs messages, or prompt and completion, or text; it has " + (row.isEmpty()
            ? "no column"
            : "only " + String.join(", ", row.keySet())));
  }

  private static String nonEmpty(Object value, String column) {
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("needs a text in %s, got %s".formatted(column, kind(value)));
    }
    if (text.isEmpty()) throw new IllegalArgumentException("has an empty " + column);
    return text;
  }

  private Example text(String text) {
    int[] ids = ended(tokenizer.encodeWithSpecial(text));
    if (ids.length < 2)
      throw new IllegalArgumentException("has a text of one token, before which there is nothing");
    return Example.of(ids);
  }

  private Example completion(String prompt, String completion) {
    nonEmpty(completion, "completion");
    int[] before = tokenizer.encodeWithSpecial(prompt);
    if (before.length == 0) throw new IllegalArgumentException("has an empty prompt; text has none");
    int[] whole = tokenizer.encodeWithSpecial(prompt + completion);
    boolean goesOn = whole.length > before.length && Arrays.mismatch(whole, before) == before.length;
    // a token across the border is one that generating from the prompt could not begin with
    int[] after = goesOn
        ? Arrays.copyOfRange(whole, before.length, whole.length)
        : tokenizer.encode(completion);
    return Example.completion(before, ended(after));
  }

  private int[] ended(int[] ids) {
    if (!append || tokenizer.eosId().isEmpty()) return ids;
    int end = tokenizer.eosId().getAsInt();
    if (ids.length > 0 && ids[ids.length - 1] == end) return ids;
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = end;
    return ended;
  }

  /// The assistant's turns of `learned` count, those of `before` do not.
  private Example chat(Map<String, ?> row, List<Map<String, Object>> before,
      List<Map<String, Object>> learned) {
    ChatTemplate renderer = template();
    List<Map<String, Object>> tools = tools(row, renderer), all = new ArrayList<>(before);
    all.addAll(learned);
    Rendered whole = renderer.renderForTraining(all, tools, variables);
    int passedOver = before.isEmpty()
        ? 0
        : renderer.renderForTraining(before, tools, variables).generated().size();
    ChatTokens tokens = ChatTokens.of(tokenizer, new Rendered(whole.text(),
        whole.generated().subList(Math.min(passedOver, whole.generated().size()), whole.generated().size())));
    float[] weights = new float[tokens.ids().length];
    for (int t = 0; t < weights.length; t++) weights[t] = tokens.learned()[t] ? 1 : 0;
    if (IntStream.range(1, weights.length).noneMatch(t -> tokens.learned()[t])) {
      throw new IllegalArgumentException("has no assistant turn, so nothing would be learned");
    }
    return new Example(tokens.ids(), weights);
  }

  private synchronized ChatTemplate template() {
    if (template != null) return template;
    String text = tokenizer.config().chatTemplate().orElseThrow(
        () -> new IllegalArgumentException("is a chat, and the model has no chat template"));
    try {
      return template = ChatTemplate.of(text).at(date.atStartOfDay());
    } catch (TemplateException refused) {
      throw new IllegalArgumentException(
          "is a chat, and the model's chat template cannot be used: line %d: %s".formatted(refused.line(),
              refused.reason()),
          refused);
    }
  }

  private static List<Map<String, Object>> tools(Map<String, ?> row, ChatTemplate renderer) {
    if (!(row.get("tools") instanceof Object given)) return null;
    List<Map<String, Object>> tools = objects(given, "tools");
    if (!tools.isEmpty() && !renderer.source().contains("tools")) {
      throw new IllegalArgumentException("has tools, and the model's chat template has no place for them");
    }
    return tools.isEmpty() ? null : tools;
  }

  private static List<Map<String, Object>> messages(Object value, String column) {
    List<Map<String, Object>> messages = objects(value, column);
    if (messages.isEmpty()) throw new IllegalArgumentException("has no message in " + column);
    for (int i = 0; i < messages.size(); i++) {
      if (!(messages.get(i).get("role") instanceof String)) {
        throw new IllegalArgumentException("needs a role in %s[%d]".formatted(column, i));
      }
    }
    return messages;
  }

  @SuppressWarnings("unchecked") private static List<Map<String, Object>> objects(Object value,
      String column) {
    if (!(value instanceof List<?> list) || !list.stream().allMatch(Map.class::isInstance)) {
      throw new IllegalArgumentException(
          "needs a list of objects in %s, got %s".formatted(column, kind(value)));
    }
    return (List<Map<String, Object>>) list;
  }

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "a text";
      case List<?> _ -> "a list of something else";
      case Map<?, ?> _ -> "an object";
      default -> value.toString();
    };
  }
}
