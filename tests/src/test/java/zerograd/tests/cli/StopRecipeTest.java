package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;
import zerograd.data.ArrowRolloutFolder;
import zerograd.rl.rollout.RolloutRow;

/// A recipe says which tokens and texts end a response, beside the end tokens of the model.
class StopRecipeTest {

  private static final int COMMA = 14;

  @TempDir
  private Path folder;

  @Test void aResponseEndsWithTheTokenThatStopsIt() throws IOException {
    List<RolloutRow> rows = sampled("sampling.stop_token_ids=[" + COMMA + "]");
    assertTrue(rows.stream().anyMatch(row -> row.response().endsWith(",")), rows.toString());
    for (RolloutRow row : rows)
      assertTrue(row.response().indexOf(',') + 1 >= row.responseIds().length
          || !row.response().contains(","), row.response());
  }

  @Test void aResponseEndsWithTheTextThatStopsIt() throws IOException {
    List<RolloutRow> rows = sampled("sampling.stop=[\"7\", \"3\"]");
    assertTrue(rows.stream().anyMatch(row -> row.finishReason().equals("stop_text")), rows.toString());
    for (RolloutRow row : rows) {
      int first = row.response().replaceAll("[73].*", "").length();
      assertTrue(first + 1 >= row.response().length(), row.response());
    }
  }

  @Test void whatNoModelSaysIsRefused() throws IOException {
    assertEquals("sampling.stop_token_ids has 151645, but the model has the tokens 0 to 15",
        Zerograd.refusal(Main.MISUSED, words("sampling.stop_token_ids=[151645]")));
    assertEquals("sampling.stop_token_ids[0] needs a whole number, got \"comma\"",
        Zerograd.refusal(Main.MISUSED, words("sampling.stop_token_ids=[comma]")));
    assertEquals("sampling: stop has an empty text",
        Zerograd.refusal(Main.MISUSED, words("sampling.stop=['']")));
  }

  private List<RolloutRow> sampled(String change) throws IOException {
    Zerograd.printed(words(change));
    return new ArrowRolloutFolder(folder.resolve("run/rollouts")).read(1);
  }

  private String[] words(String change) throws IOException {
    return new String[]{"train", Recipes.write(folder, Recipes.REINFORCED).toString(), "--out",
        folder.resolve("run").toString(), "--threads", "1", "--kernels", "reference", "steps=1",
        "optimizer.warmup_steps=0", "sampling.max_new_tokens=12", change};
  }
}
