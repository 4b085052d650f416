package zerograd.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.data.Rows;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.ChatTokens;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;

/// Prompts as text, as conversations or as ids, made into the ids that a model continues.
///
/// @param model that continues them
/// @param asConversations whether a text is what a user says, rather than text to continue
record Prompts(Pretrained model, boolean asConversations) {

  /// Columns that hold lists, and all.
  private static final List<String> LISTS = List.of("messages", "ids"),
      COLUMNS = List.of("prompt", "text", "messages", "ids");

  /// All prompts of a file, in order: a text a line in `.txt`, where empty lines are passed over; in any data set rows with
  /// `prompt` or `text`, `messages`, or `ids`.
  ///
  /// @throws IllegalArgumentException if there is none, or a row has not exactly one of them
  List<int[]> read(Path file) {
    try {
      List<int[]> prompts = new ArrayList<>();
      if (file.toString().endsWith(".txt")) {
        for (String line : Files.readAllLines(file)) if (!line.isBlank()) prompts.add(ids(line));
      } else {
        for (Map<String, Object> row : Rows.read(file)) prompts.add(ids(file, row, prompts.size() + 1));
      }
      if (prompts.isEmpty()) throw new IllegalArgumentException(file + " has no prompts; give one a line");
      return prompts;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private int[] ids(Path file, Map<String, Object> row, int number) {
    List<String> given = COLUMNS.stream().filter(column -> row.get(column) != null).toList();
    if (given.size() == 1) {
      String column = given.getFirst();
      if (row.get(column) instanceof String text && !LISTS.contains(column)) return ids(text);
      if (row.get(column) instanceof List<?> list && LISTS.contains(column)) {
        if (column.equals("messages")) return ids(conversation(file, number, list));
        if (list.stream().allMatch(Prompts::isId)) {
          return list.stream().mapToInt(id -> ((Number) id).intValue()).toArray();
        }
      }
    }
    throw new IllegalArgumentException(
        ("%s prompt %d: needs \"prompt\" or \"text\" with a text, \"messages\" with a list of messages, or "
            + "\"ids\" with whole numbers, got %s").formatted(file, number, row.keySet()));
  }

  private static boolean isId(Object value) {
    return value instanceof Integer || value instanceof Long id && id == id.intValue();
  }

  @SuppressWarnings("unchecked") private static List<Map<String, Object>> conversation(Path file, int number,
      List<?> list) {
    for (Object message : list) {
      if (!(message instanceof Map<?, ?> map && map.get("role") instanceof String)) {
        throw new IllegalArgumentException(
            "%s prompt %d: a message needs a \"role\", got %s".formatted(file, number, message));
      }
    }
    return (List<Map<String, Object>>) list;
  }

  /// A text to continue; or, as a conversation, what a user says.
  int[] ids(String text) {
    return asConversations
        ? ids(List.of(ChatTemplate.message("user", text)))
        : WeightOptions.tokenizer(model).encodeWithSpecial(text);
  }

  private int[] ids(List<Map<String, Object>> messages) {
    Tokenizer tokenizer = WeightOptions.tokenizer(model);
    return ChatTokens.prompt(ChatTemplate.of(tokenizer), tokenizer, messages);
  }
}
