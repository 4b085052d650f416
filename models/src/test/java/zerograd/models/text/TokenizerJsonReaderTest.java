package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.models.checkpoint.MalformedFileException;

/// Every edit below would change the ids or make no sense, and is refused by name.
class TokenizerJsonReaderTest {

  @TempDir
  Path folder;
  private String json;

  @BeforeEach void saveATokenizer() throws IOException {
    TokenizerFixture.open("flags").tokenizer().save(folder);
    json = Files.readString(folder.resolve("tokenizer.json"));
  }

  @Test void refusesOtherNormalizers() {
    refuses("\"type\": \"NFC\"", "\"type\": \"Precompiled\"", "normalizer Precompiled is not supported");
    refuses("{\n    \"type\": \"NFC\"\n  }",
        "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\": \"Nmt\"}]}",
        "normalizer Nmt is not supported");
  }

  @Test void refusesOtherPreTokenizers() {
    refuses("\"type\": \"Split\"", "\"type\": \"UnicodeScripts\"",
        "pre_tokenizer UnicodeScripts is not supported");
    refuses("\"Isolated\"", "\"Sideways\"", "behavior Sideways is not supported");
    refuses("\"add_prefix_space\": false", "\"add_prefix_space\": true",
        "ByteLevel with add_prefix_space after another pre_tokenizer is not supported");
    refuses("\"type\": \"Split\"", "\"type\": \"Metaspace\"",
        "Metaspace beside another pre_tokenizer is not supported");
    refuses("|\\\\p{N}{1,3}|", "|[[:digit:]]|", "the pattern has [:, which Java reads differently");
    refuses("|\\\\p{N}{1,3}|", "|(|", "the pattern is not a regular expression of Java: Unclosed group");
  }

  @Test void refusesOtherPostProcessorsAndDecoders() {
    refuses("\"TemplateProcessing\"", "\"RobertaProcessing\"",
        "post_processor RobertaProcessing is not supported");
    refuses("\"decoder\": {\n    \"type\": \"ByteLevel\"", "\"decoder\": {\n    \"type\": \"WordPiece\"",
        "decoder WordPiece is not supported");
  }

  @Test void refusesOtherModels() {
    refuses("\"type\": \"BPE\"", "\"type\": \"Unigram\"", "model Unigram is not supported, only BPE is");
    refuses("\"byte_fallback\": false", "\"byte_fallback\": true",
        "BPE with byte_fallback on ByteLevel is not supported");
    refuses("\"dropout\": null", "\"dropout\": 0.1", "BPE with dropout is not supported");
    refuses("\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"",
        "BPE with end_of_word_suffix is not supported");
  }

  @Test void refusesTruncationAndPadding() {
    refuses("\"truncation\": null", "\"truncation\": {}", "truncation is not supported");
    refuses("\"padding\": null", "\"padding\": {}", "padding is not supported");
  }

  @Test void refusesVocabulariesWithHoles() {
    refuses("\"ÿ\": ", "\"ÿÿ\": ", "the vocabulary lacks the token \"ÿ\"");
    refuses("\"ÿ\": ", "\"ÿ\": -", "/model/vocab/ÿ is -");
    refuses("\"</s>\": 1", "\"</s>\": 0", "have the same id 0");
    refuses("\"merges\": [", "\"merges\": [\"x\",", "/model/merges/0 is no pair of tokens: x");
    refuses("\"merges\": [", "\"merges\": [\"Q Q\",", "the vocabulary lacks the token \"QQ\"");
    refuses("\"merges\"", "\"merge\"", "a model with vocab and merges is missing");
  }

  /// The reader counts characters, of which these have two to four bytes; the message counts bytes.
  @Test void saysAtWhichByte() throws IOException {
    String edited = json.replace("\"version\": \"1.0\",", "\"version\": \"äöü▁𝄞\",")
        .replace("\"dropout\": null", "\"dropout\": 0.1");
    Files.writeString(folder.resolve("tokenizer.json"), edited);
    int at = edited.substring(0, edited.indexOf("0.1")).getBytes(StandardCharsets.UTF_8).length;
    assertEquals("tokenizer.json at byte %,d: BPE with dropout is not supported".formatted(at),
        assertThrows(MalformedFileException.class, () -> BytePairTokenizer.open(folder)).getMessage());
  }

  @Test void refusesWhatIsThereTwice() {
    refuses("\"</s>\": 1", "\"<s>\": 1", "/model/vocab/<s> is there twice");
    refuses("\"version\": \"1.0\",", "\"x\": [{\"y\": 1, \"y\": 2}],", "/x/0/y is there twice");
    refuses("\"</s>\": 1", "\"\\ud834\": 1", "not JSON: Broken surrogate pair");
  }

  @Test void refusesAFileThatWasCutShort() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json.substring(0, json.length() / 2));
    String message = assertThrows(MalformedFileException.class, () -> BytePairTokenizer.open(folder))
        .getMessage();
    assertEquals(true, message.startsWith("tokenizer.json at byte ") && message.contains(": not JSON: "),
        message);
  }

  private void refuses(String part, String instead, String words) {
    String message = assertThrows(MalformedFileException.class, () -> {
      assertEquals(true, json.contains(part), part);
      int at = json.indexOf(part);
      Files.writeString(folder.resolve("tokenizer.json"),
          json.substring(0, at) + instead + json.substring(at + part.length()));
      BytePairTokenizer.open(folder);
    }).getMessage();
    assertEquals(true, message.startsWith("tokenizer.json at byte ") && message.contains(words), message);
    assertEquals(1, message.lines().count(), message);
  }
}
