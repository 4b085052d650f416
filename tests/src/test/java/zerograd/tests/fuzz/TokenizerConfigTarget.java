package zerograd.tests.fuzz;

import java.io.IOException;
import java.util.List;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.text.TokenizerConfig;
import zerograd.testkit.fuzz.FuzzTarget;

/// `tokenizer_config.json`; an input that does not begin with `{` is a `chat_template.jinja` beside it.
public final class TokenizerConfigTarget implements FuzzTarget {

  private final Scratch json = Scratch.make(), template = Scratch.make();

  @Override public boolean parse(byte[] input) throws IOException {
    boolean isJson = input.length > 0 && input[0] == '{';
    Scratch scratch = isJson ? json : template;
    scratch.file(isJson ? TokenizerConfig.FILE : TokenizerConfig.TEMPLATE_FILE, input);
    try {
      TokenizerConfig.open(scratch.folder());
      return true;
    } catch (MalformedFileException refusal) {
      return Refusals.refused(refusal);
    }
  }

  @Override public List<String> words() {
    return List.of("\"bos_token\":", "\"eos_token\":", "\"pad_token\":", "\"chat_template\":", "\"content\":",
        "\"name\":\"default\"",
        "\"template\":", "null", "{", "}", "[", "]", ":", ",", "\"a\"");
  }
}
