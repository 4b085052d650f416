package zerograd.tests.fuzz;

import java.io.IOException;
import java.util.List;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.StreamingDecoder;
import zerograd.testkit.fuzz.FuzzTarget;

/// `tokenizer.json`; one that was read encodes a text or refuses it, and decodes what it encoded.
public final class TokenizerTarget implements FuzzTarget {

  private static final String TEXT = "Hello,  world! 12345 naïve café 漢字 🙂\n\n\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!           <s> x</s>";

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) throws IOException {
    scratch.file(BytePairTokenizer.FILE, input);
    try {
      BytePairTokenizer tokenizer = BytePairTokenizer.open(scratch.folder());
      int[] ids = tokenizer.encodeWithSpecial(TEXT);
      StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
      StringBuilder streamed = new StringBuilder();
      for (int id : ids) streamed.append(decoder.next(id));
      if (!streamed.append(decoder.finish()).toString().equals(tokenizer.decode(ids)))
        throw new AssertionError("streamed otherwise");
      return true;
    } catch (MalformedFileException | IllegalArgumentException refusal) {
      return Refusals.refused(refusal);
    }
  }

  @Override public int longest() { return 1 << 15; }

  @Override public List<String> words() {
    return List.of("\"model\":", "\"type\":\"BPE\"", "\"vocab\":", "\"merges\":", "\"added_tokens\":",
        "\"normalizer\":",
        "\"pre_tokenizer\":", "\"post_processor\":", "\"decoder\":", "\"type\":\"Sequence\"",
        "\"type\":\"Split\"",
        "\"type\":\"ByteLevel\"", "\"type\":\"Metaspace\"", "\"type\":\"Replace\"", "\"type\":\"Strip\"",
        "\"type\":\"NFC\"",
        "\"type\":\"NFKD\"", "\"type\":\"Prepend\"", "\"type\":\"Lowercase\"", "\"type\":\"Digits\"",
        "\"type\":\"Punctuation\"",
        "\"type\":\"TemplateProcessing\"", "\"type\":\"ByteFallback\"", "\"type\":\"Fuse\"",
        "\"pattern\":{\"Regex\":\"(a|a)*b\"}",
        "\"pattern\":{\"String\":\"\"}", "\"content\":\"aa\"", "\"normalized\":true", "\"lstrip\":true",
        "\"rstrip\":true",
        "\"single_word\":true", "\"special\":true", "\"id\":", "\"ids\":[0]", "\"byte_fallback\":true",
        "\"unk_token\":\"a\"",
        "\"fuse_unk\":true", "\"ignore_merges\":true", "\"behavior\":\"Removed\"",
        "\"behavior\":\"MergedWithNext\"",
        "\"invert\":true", "(a+)+$", "(?:a?){30}", "[[a-z]&&", "\\\\p{L}", "null", "true", "{", "}", "[", "]",
        ":", ",", "\"a\"",
        "\"a a\"", "▁", "<0x61>", "<s>");
  }
}
