package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerConfigTest {

  @TempDir
  Path folder;

  @Test void readsTokensOfBothSpellings() throws IOException {
    TokenizerConfig config = config(
        """
            {"bos_token": null, "eos_token": "<|im_end|>",
             "pad_token": {"__type": "AddedToken", "content": "<pad>"},
             "chat_template": "{{ messages }}", "model_max_length": 131072}""");
    assertEquals(new TokenizerConfig(Optional.empty(), Optional.of("<|im_end|>"), Optional.of("<pad>"),
        Optional.of("{{ messages }}")), config);
  }

  @Test void takesTheDefaultOfSeveralTemplates() throws IOException {
    assertEquals(Optional.of("d"), config("""
        {"chat_template": [{"name": "tool_use", "template": "t"}, {"name": "default", "template": "d"}]}""")
        .chatTemplate());
  }

  @Test void aTemplateOfItsOwnFileGoesFirst() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "mine");
    assertEquals(Optional.of("mine"), config("{\"chat_template\": \"old\"}").chatTemplate());
  }

  @Test void aFolderWithoutFilesIsEmpty() throws IOException {
    assertEquals(TokenizerConfig.empty(), TokenizerConfig.open(folder));
  }

  @Test void readsWhatItSaved() throws IOException {
    TokenizerConfig config = new TokenizerConfig(Optional.of("<s>"), Optional.of("</s>"), Optional.empty(),
        Optional.of("{% for m in messages %}\n\"{{ m }}\"{% endfor %}"));
    config.save(folder);
    assertEquals(config, TokenizerConfig.open(folder));
  }

  private TokenizerConfig config(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), json);
    return TokenizerConfig.open(folder);
  }
}
