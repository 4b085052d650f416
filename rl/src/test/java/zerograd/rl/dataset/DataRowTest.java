package zerograd.rl.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataRowTest {

  @Test void aRowIsItsColumns() {
    DataRow row = DataRow.of("gsm8k", "What is 2 + 2?", "math", "4").withResponse("4").with("level", 1L);
    Map<String, Object> columns = row.columns("train", 7);
    assertEquals(
        List.of("data_source", "prompt", "ability", "reward_model", "extra_info", "response", "level"),
        List.copyOf(columns.keySet()));
    assertEquals(Map.of("index", 7L, "split", "train"), columns.get("extra_info"));
    assertEquals(row, DataRow.of(columns));
  }

  @Test void aPromptMayBeATextAndATruthAStruct() {
    Map<String, Object> truth = Map.of("target", 24L, "numbers", List.of(2L, 12L));
    DataRow row = DataRow.of(columns("go", truth));
    assertEquals("go", row.text());
    assertEquals(truth, row.groundTruth());
    assertEquals("4.5", DataRow.of(columns("go", 4.5)).groundTruth());
  }

  @Test void whatIsMissingOrOfTheWrongTypeIsNamed() {
    assertEquals("has no column prompt", refused("prompt", null));
    assertEquals("has no column data_source", refused("data_source", null));
    assertEquals("has no column reward_model", refused("reward_model", null));
    assertEquals("needs a text in column data_source, got 7", refused("data_source", 7));
    assertEquals("needs a ground_truth in the struct reward_model, got {style=rule}",
        refused("reward_model", Map.of("style", "rule")));
    assertEquals("has an empty prompt", refused("prompt", "  "));
    assertEquals("has an empty prompt", refused("prompt", List.of()));
    assertEquals(
        "needs a text or a list of messages with role and content in column prompt, got [{role=user}]",
        refused("prompt", List.of(Map.of("role", "user"))));
    assertEquals("needs a text or a list of messages with role and content in column prompt, got 3",
        refused("prompt", 3));
  }

  @Test void severalMessagesAreNoText() {
    Map<String, Object> columns = columns(List.of(Map.of("role", "system", "content", "Be brief."),
        Map.of("role", "user", "content", "Hello")), "x");
    assertEquals("has a prompt of 2 messages, which only a chat template makes one text",
        assertThrows(IllegalArgumentException.class, () -> DataRow.of(columns).text()).getMessage());
  }

  private static String refused(String column, Object value) {
    Map<String, Object> columns = columns("go", "x");
    if (value == null) columns.remove(column);
    else
      columns.put(column, value);
    return assertThrows(IllegalArgumentException.class, () -> DataRow.of(columns)).getMessage();
  }

  private static Map<String, Object> columns(Object prompt, Object truth) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("data_source", "made");
    columns.put("prompt", prompt);
    columns.put("reward_model", Map.of("ground_truth", truth));
    return columns;
  }
}
