package zerograd.rl.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// One row of a data set in verl's schema.
///
/// | column | type | |
/// | --- | --- | --- |
/// | `data_source` | text | selects the reward |
/// | `prompt` | list of structs `content`, `role` | the chat; templated text stands as the one message of a user |
/// | `ability` | text | a free tag |
/// | `reward_model` | struct `ground_truth`, `style` | what the reward judges by: a text or a struct; `rule` |
/// | `extra_info` | struct `index`, `split` | where the row is from |
///
/// Rows made here may have a column `response` too: a worked solution, for supervised learning.
///
/// @param source the data source
/// @param prompt the chat, at least one message
/// @param ability a free tag
/// @param groundTruth a text, or a struct as a map
/// @param more the other columns
public record DataRow(String source, List<Message> prompt, String ability, Object groundTruth,
    SequencedMap<String, Object> more) {

  private static final Set<String> OWN = Set.of("data_source", "prompt", "ability", "reward_model",
      "extra_info");

  /// Something said in a chat.
  public record Message(String role, String content) {}

  /// @throws IllegalArgumentException if there is nothing to ask, or nothing to judge by
  public DataRow {
    prompt = List.copyOf(prompt);
    more = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(more));
    if (prompt.isEmpty() || prompt.stream().allMatch(message -> message.content().isBlank())) {
      throw new IllegalArgumentException("has an empty prompt");
    }
  }

  /// A row whose prompt is one text, as a user's message.
  public static DataRow of(String source, String prompt, String ability, Object groundTruth) {
    return new DataRow(source, List.of(new Message("user", prompt)), ability, groundTruth,
        new LinkedHashMap<>());
  }

  /// The row that these columns are; `ability` and `extra_info` may be missing, and a prompt may be a text.
  ///
  /// @throws IllegalArgumentException if a column is missing or of another type, in words that go behind the
  ///     row's name
  public static DataRow of(Map<String, ?> columns) {
    Object model = present(columns, "reward_model");
    if (!(model instanceof Map<?, ?> fields) || fields.get("ground_truth") == null) {
      throw new IllegalArgumentException(
          "needs a ground_truth in the struct reward_model, got " + brief(model));
    }
    Object truth = fields.get("ground_truth");
    SequencedMap<String, Object> more = new LinkedHashMap<>(columns);
    more.keySet().removeAll(OWN);
    return new DataRow(text(columns, "data_source"), messages(present(columns, "prompt")),
        columns.get("ability") instanceof String ability ? ability : "",
        truth instanceof String || truth instanceof Map ? truth : truth.toString(), more);
  }

  /// The same row with another column.
  public DataRow with(String column, Object value) {
    SequencedMap<String, Object> all = new LinkedHashMap<>(more);
    all.put(column, value);
    return new DataRow(source, prompt, ability, groundTruth, all);
  }

  public DataRow withResponse(String response) { return with("response", response); }

  /// What is taught, if there is such a thing.
  public Optional<String> response() {
    return more.get("response") instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// The prompt as the model reads it when no chat template is applied: the text of its one message.
  ///
  /// @throws IllegalArgumentException if there are several
  public String text() {
    if (prompt.size() == 1) return prompt.getFirst().content();
    throw new IllegalArgumentException("has a prompt of " + prompt.size()
        + " messages, which only a chat template makes one text");
  }

  /// The columns, fields in the order of the alphabet as published files have them.
  public Map<String, Object> columns(String split, long index) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("data_source", source);
    columns.put("prompt", prompt.stream().map(message -> struct("content", message.content(), "role",
        message.role())).toList());
    columns.put("ability", ability);
    columns.put("reward_model", struct("ground_truth", groundTruth, "style", "rule"));
    columns.put("extra_info", struct("index", index, "split", split));
    columns.putAll(more);
    return columns;
  }

  private static Object present(Map<String, ?> columns, String name) {
    Object value = columns.get(name);
    if (value == null) throw new IllegalArgumentException("has no column " + name);
    return value;
  }

  static String text(Map<String, ?> columns, String name) {
    if (present(columns, name) instanceof String text) return text;
    throw new IllegalArgumentException(
        "needs a text in column " + name + ", got " + brief(columns.get(name)));
  }

  private static List<Message> messages(Object prompt) {
    if (prompt instanceof String text) return List.of(new Message("user", text));
    List<Message> messages = new ArrayList<>();
    for (Object each : prompt instanceof List<?> list ? list : List.of(prompt)) {
      if (!(each instanceof Map<?, ?> message && message.get("content") instanceof String content
          && message.get("role") instanceof String role)) {
        throw new IllegalArgumentException(
            "needs a text or a list of messages with role and content in column prompt, got "
                + brief(prompt));
      }
      messages.add(new Message(role, content));
    }
    return messages;
  }

  private static String brief(Object value) {
    String shown = String.valueOf(value);
    return shown.length() <= 60 ? shown : shown.substring(0, 60) + " …";
  }

  /// A struct with its fields in this order.
  static Map<String, Object> struct(Object... namesAndValues) {
    Map<String, Object> struct = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      struct.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return struct;
  }
}
