package zerograd.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.data.Rows;
import zerograd.rl.dataset.SocialIqa;
import zerograd.rl.dataset.SocialIqaTemplate;

/// Raw rows through the templates against DeepEnlighten's published Parquet file: every column of every row,
/// and so the prompt byte for byte.
class SocialIqaDataTest {

  @Test void everyColumnOfEveryRowIsThePublishedOne() throws IOException {
    Path folder = SharedData.folder("social_iqa");
    List<Map<String, Object>> raw = Rows.read(folder.resolve("validation.jsonl"));
    List<Map<String, Object>> published = Rows.read(folder.resolve("qwen_instruct.parquet"));
    assertEquals(1954, published.size());
    assertEquals(published.size(), raw.size());
    for (int i = 0; i < raw.size(); i++) {
      assertEquals(published.get(i),
          SocialIqa.of(raw.get(i)).row(SocialIqaTemplate.QWEN_INSTRUCT).columns("test", i), "row " + i);
    }
    System.out.println("compared " + raw.size() + " published rows of Social IQa, all columns");
  }

  /// The two templates whose files are not here, against their description.
  @Test void theOtherTemplatesAskTheSame() throws IOException {
    SocialIqa question = SocialIqa
        .of(Rows.read(SharedData.folder("social_iqa").resolve("validation.jsonl")).getFirst());
    String qwen = SocialIqaTemplate.QWEN_INSTRUCT.prompt(question),
        base = SocialIqaTemplate.BASE.prompt(question),
        llama = SocialIqaTemplate.LLAMA_INSTRUCT.prompt(question);
    String options = qwen.substring(qwen.indexOf("Based on"), qwen.lastIndexOf("final answer.") + 13);
    String task = qwen.substring(qwen.indexOf("The user asks"), qwen.indexOf("problem:") + 8);
    assertTrue(task.contains("(D) </answer>.\" The user now"));
    assertEquals(task.replace("</answer>.\"", "</answer>\".") + "\nUser: " + options + "\nAssistant: <think>",
        base);
    assertEquals(
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nYou are a helpful assistant. " + task
            + "\n<|start_header_id|>user<|end_header_id|>\n" + options
            + "\n<|start_header_id|>assistant<|end_header_id|>\n<think>",
        llama);
  }
}
