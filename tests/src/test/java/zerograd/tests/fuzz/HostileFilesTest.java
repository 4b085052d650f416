package zerograd.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.recipe.Recipe;
import zerograd.cli.recipe.RecipeException;
import zerograd.data.Rows;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.TemplateException;
import zerograd.models.checkpoint.Checkpoint;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.checkpoint.OneLine;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.train.RunDirectory;

/// The known ways to hurt a program with a file. Each is refused in a sentence that says which file, where and why.
class HostileFilesTest {

  @TempDir
  Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static void refused(Class<? extends Exception> kind, Executable parse, String... words) {
    Exception refusal = assertThrows(kind, parse);
    Refusals.refused(refusal);
    for (String word : words) assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
  }

  // safetensors

  private void weightsAreRefused(String header, String... words) throws IOException {
    byte[] file = SafetensorsTarget.file((header + "\0\0\0\0").getBytes(StandardCharsets.UTF_8));
    Path path = Files.write(folder.resolve(Checkpoint.SINGLE), file);
    refused(MalformedFileException.class, () -> Safetensors.open(path), words);
  }

  @Test void headerLengthsNearTheLimits() throws IOException {
    for (long length : new long[]{(1L << 31) - 1, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1,
        9}) {
      byte[] file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      Path path = Files.write(folder.resolve(Checkpoint.SINGLE), file);
      refused(MalformedFileException.class, () -> Safetensors.open(path),
          "model.safetensors at byte 8: header length",
          Long.toUnsignedString(length).substring(0, 1));
    }
  }

  @Test void shapesAndOffsetsNearTheLimits() throws IOException {
    String entry = "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%s]}}";
    weightsAreRefused(entry.formatted("-1", "0,4"), "/a/shape/0 is -1, outside 0 … 2³¹ − 1");
    weightsAreRefused(entry.formatted("2147483648", "0,4"), "outside 0 … 2³¹ − 1");
    weightsAreRefused(entry.formatted("2147483647", "0,4"),
        "needs 8,589,934,588 bytes, its data offsets span 4");
    weightsAreRefused(entry.formatted("2147483647,2147483647", "0,4"), "a shape that no file can hold");
    weightsAreRefused(entry.formatted("2147483647,2147483647,2147483647", "0,4"),
        "a shape that no file can hold");
    weightsAreRefused(entry.formatted("1", "0,9223372036854775807"), "outside the file's 4 bytes of data");
    weightsAreRefused(entry.formatted("1", "0,9223372036854775808"), "outside 0 … 2⁶³ − 1");
    weightsAreRefused(entry.formatted("1", "9223372036854775804,9223372036854775807"),
        "outside the file's 4 bytes");
    weightsAreRefused(entry.formatted("1", "-4,0"), "is -4, outside 0");
    weightsAreRefused(entry.formatted("1", "4,0"), "outside the file's 4 bytes");
    weightsAreRefused(entry.formatted("1e0", "0,4"), "/a/shape/0 must be a whole number");
    weightsAreRefused(entry.formatted("NaN", "0,4"), "not JSON");
  }

  @Test void overlapsAndTensorsOfTheSameName() throws IOException {
    String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    weightsAreRefused("{" + a + "," + a.replace("\"a\"", "\"b\"") + "}",
        "tensor b overlaps tensor a by 4 bytes");
    weightsAreRefused("{" + a + "," + a + "}", "/a is there twice");
    weightsAreRefused("{" + a.replace("\"F32\"", "\"F32\",\"dtype\":\"I32\"") + "}",
        "/a/dtype is there twice");
  }

  // shards and links

  @Test void shardsStayInTheirFolder() throws IOException {
    Files.createDirectory(folder.resolve("model"));
    file("secret.safetensors", "");
    for (String shard : List.of("../secret.safetensors", "..", ".", "", "/etc/passwd", "a/b",
        "..\\\\secret.safetensors",
        "C:secret", "a\\u0000b")) {
      Files.writeString(folder.resolve("model").resolve(Checkpoint.INDEX),
          "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
      refused(MalformedFileException.class, () -> Checkpoint.open(folder.resolve("model")), Checkpoint.INDEX,
          "is not the name of a file in this folder");
    }
  }

  /// Hugging Face's cache is a folder of links to files named by their hash, so links are followed; see docs/fuzzing.md.
  @Test void linksAreFollowedAndSayWhereTheyEnd() throws IOException {
    byte[] weights = SafetensorsTarget
        .file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}\0\0\0\0"
            .getBytes(StandardCharsets.UTF_8));
    Path blob = Files.write(Files.createDirectory(folder.resolve("blobs")).resolve("1f3a"), weights);
    Path model = Files.createDirectory(folder.resolve("snapshot")), link = model.resolve(Checkpoint.SINGLE);
    Files.createSymbolicLink(link, Path.of("..", "blobs", "1f3a"));
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      assertEquals(Set.of("a"), checkpoint.names());
    }
    Files.delete(blob);
    refused(NoSuchFileException.class, () -> Checkpoint.open(model), "the folder holds neither");
    Files.delete(link);
    Files.createSymbolicLink(link, link.getFileName());
    refused(FileSystemException.class, () -> Checkpoint.open(model), "snapshot");
  }

  // JSON

  @Test void jsonThatNestsTooDeepOrIsTooLong() throws IOException {
    Path deep = file("config.json", "{\"a\":" + "[".repeat(100_000));
    refused(MalformedFileException.class, () -> JsonFiles.read(deep), "config.json at byte", "nesting depth");
    Path number = file("config.json", "{\"a\":" + "9".repeat(100_000) + "}");
    refused(MalformedFileException.class, () -> JsonFiles.read(number), "Number value length");
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("config.json").toFile(), "rw")) {
      sparse.setLength(1L << 32);
    }
    refused(MalformedFileException.class, () -> JsonFiles.read(number),
        "more than 268,435,456 bytes of JSON are not read");
  }

  @Test void jsonInAnotherEncoding() {
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16,
        StandardCharsets.UTF_32LE, StandardCharsets.UTF_32BE)) {
      refused(MalformedFileException.class,
          () -> JsonFiles.parse(Path.of("config.json"), "{\"a\": 1}".getBytes(encoding)),
          "not JSON: it is no UTF-8");
    }
    refused(MalformedFileException.class,
        () -> JsonFiles.parse(Path.of("config.json"), new byte[]{0, 0, '{', 0}), "at byte 0");
  }

  @Test void keysThatAreThereTwice() throws IOException {
    Path json = file("config.json", "{\"a\": 1, \"a\": 2}");
    refused(MalformedFileException.class, () -> JsonFiles.read(json),
        "config.json at byte 14: /a is there twice");
    Path rows = file("rows.jsonl", "{\"a\": 1}\n{\"b\": 1, \"b\": 2}\n");
    refused(IOException.class, () -> Rows.read(rows), "line 2", "with each key once");
  }

  // configurations

  private static void configIsRefused(String key, String value, String... words) {
    String json = "{\"model_type\": \"llama\", \"hidden_size\": 64, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, "
        + "\"intermediate_size\": 64, \"vocab_size\": 100, \"rope_theta\": 1e4, \"rms_norm_eps\": 1e-6, \"head_dim\": 16}";
    byte[] changed = json.replaceFirst("(\"" + key + "\": )[^,}]+", "$1" + value)
        .getBytes(StandardCharsets.UTF_8);
    refused(RuntimeException.class,
        () -> TransformerConfig.of(JsonFiles.parse(Path.of("config.json"), changed)), words);
  }

  @Test void numbersInConfigurationsThatAreNone() {
    for (String value : List.of("NaN", "Infinity", "-Infinity", "+1", "0x10"))
      configIsRefused("rms_norm_eps", value, "config.json at byte", "not JSON");
    configIsRefused("rms_norm_eps", "1e999", "rms_norm_eps is Infinity, beyond all numbers");
    configIsRefused("rope_theta", "-1e999", "rope_theta is -Infinity, beyond all numbers");
    configIsRefused("rope_theta", "0", "rope_theta must be positive");
    configIsRefused("rms_norm_eps", "\"1e-6\"", "rms_norm_eps must be a number");
  }

  @Test void sizesInConfigurationsThatNoModelHas() {
    for (String key : List.of("hidden_size", "num_attention_heads", "intermediate_size", "vocab_size",
        "head_dim")) {
      configIsRefused(key, "2147483647", key + " is 2,147,483,647, which no model has");
      configIsRefused(key, "2147483648", key + " must be a whole number below 2³¹");
      configIsRefused(key, "9223372036854775808", key + " must be a whole number below 2³¹");
      configIsRefused(key, "-1", key + " must be positive");
      configIsRefused(key, "0", key + " must be positive");
    }
    configIsRefused("num_hidden_layers", "2147483647",
        "num_hidden_layers is 2,147,483,647, which no model has");
    configIsRefused("head_dim", "8388608", "4 attention heads of size 8,388,608, which no model has");
  }

  // tokenizers

  /// A tokenizer of the letters a and b and the token ab, with something changed.
  private BytePairTokenizer tokenizer(String from, String to) throws IOException {
    String json = """
        {"added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
         "decoder": {"type": "Fuse"},
         "model": {"type": "BPE", "unk_token": "a", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}""";
    file(BytePairTokenizer.FILE, json.replace(from, to));
    return BytePairTokenizer.open(folder);
  }

  private void tokenizerIsRefused(String from, String to, String... words) {
    refused(MalformedFileException.class, () -> tokenizer(from, to), words);
  }

  @Test void idsThatLeaveHolesOrHaveNoToken() {
    tokenizerIsRefused("\"ab\": 2", "\"ab\": 16777216",
        "the largest id is 16,777,216 for 3 tokens, which leaves holes");
    tokenizerIsRefused("\"ab\": 2", "\"ab\": 2147483647", "an id beyond 16777216");
    tokenizerIsRefused("\"ab\": 2", "\"ab\": -1", "outside 0 … 2³¹ − 1");
    tokenizerIsRefused("\"b\": 1", "\"b\": 0", "have the same id 0");
    tokenizerIsRefused("\"b\": 1", "\"a\": 1", "/model/vocab/a is there twice");
    for (String id : List.of("-1", "3", "2147483647")) {
      tokenizerIsRefused("\"post_processor\": null", """
          "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}],
                             "special_tokens": {"x": {"ids": [%s]}}}""".formatted(id),
          "there is no token with the id " + id);
    }
  }

  @Test void patternsThatNeverEnd() throws IOException {
    for (String pattern : List.of("(?:a|aa)*?b", "([a-z]+)*\\\\1b", "a*a*a*a*a*a*a*b",
        "(.*)(.*)(.*)(.*)(.*)(.*)b")) {
      BytePairTokenizer tokenizer = tokenizer("\"pre_tokenizer\": null",
          """
              "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "%s"}, "behavior": "Isolated", "invert": false}"""
              .formatted(pattern));
      refused(IllegalArgumentException.class, () -> tokenizer.encode("a".repeat(60)),
          "a pattern of the tokenizer takes too many steps on the text");
    }
    BytePairTokenizer deep = tokenizer("\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"(a|b)*c\"}, \"content\": \"\"}");
    refused(IllegalArgumentException.class, () -> deep.encode("ab".repeat(100_000)),
        "a pattern of the tokenizer");
    tokenizerIsRefused("\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \""
            + "(".repeat(4_000) + ")".repeat(4_000) + "\"}, \"content\": \"\"}",
        "Stack overflow during pattern compilation");
  }

  @Test void normalizersThatGrowWithoutEnd() throws IOException {
    String twice = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"aa\"},";
    BytePairTokenizer tokenizer = tokenizer("\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": ["
            + twice.repeat(64) + "{\"type\": \"NFC\"}]}");
    refused(IllegalArgumentException.class, () -> tokenizer.encode("a"),
        "the tokenizer's normalizer makes more than 1,048,576 characters of 1");
  }

  /// Each token would walk back through all the spaces before it.
  @Test void tokensThatTakeTheSpaceBeforeThem() throws IOException {
    BytePairTokenizer tokenizer = tokenizer("\"added_tokens\": []",
        "\"added_tokens\": [{\"id\": 3, \"content\": \" \", \"lstrip\": true}]");
    assertEquals(1_000_000, tokenizer.encode(" ".repeat(1_000_000)).length);
  }

  @Test void templatesThatAreNoText() throws IOException {
    Files.write(folder.resolve(TokenizerConfig.TEMPLATE_FILE), new byte[]{'{', '{', (byte) 0xff});
    refused(MalformedFileException.class, () -> TokenizerConfig.open(folder), "chat_template.jinja at byte 2",
        "no UTF-8");
    Files.write(folder.resolve(TokenizerConfig.TEMPLATE_FILE), new byte[(1 << 20) + 1]);
    refused(MalformedFileException.class, () -> TokenizerConfig.open(folder), "no chat template is so long");
  }

  // templates

  @Test void templatesThatLoopForever() {
    String loops = "{% for a in range(99999) %}".repeat(4) + "{% endfor %}".repeat(4);
    refused(TemplateException.class, () -> ChatTemplate.of(loops).render(List.of(), null, false, Map.of()),
        "chat template, line 1", "steps; does it end?");
    refused(TemplateException.class, () -> ChatTemplate.of("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")
        .render(List.of(), null, false, Map.of()), "nests more than");
  }

  @Test void numbersInTemplatesNeedNoStack() {
    for (String number : List.of("1".repeat(100_000), "1_".repeat(100_000) + "1", "0x" + "f".repeat(100_000),
        "1." + "1_".repeat(100_000) + "1", "0".repeat(100_000)))
      assertDoesNotThrow(() -> assertThrowsOrRenders("{{ " + number + " }}"));
  }

  private static void assertThrowsOrRenders(String template) {
    try {
      ChatTemplate.of(template).render(List.of(), null, false, Map.of());
    } catch (TemplateException refusal) {
      Refusals.refused(refusal);
    }
  }

  // recipes

  private void recipeIsRefused(String yaml, String... words) throws IOException {
    Path recipe = file("recipe.yaml", yaml);
    refused(RecipeException.class, () -> Recipe.read(recipe, List.of()), words);
  }

  @Test void recipesOfABillionLaughs() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
    for (int i = 1; i < 40; i++) laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    recipeIsRefused(laughs.toString(), "recipe.yaml", "*a0 stands for a value that is written elsewhere");
    recipeIsRefused("name: &a [*a]\n", "*a stands for a value that is written elsewhere");
    recipeIsRefused("name: " + "[".repeat(100_000), "recipe.yaml nests more than 50 deep");
    recipeIsRefused("name: \"" + "x".repeat(2_000_000) + "\"", "more than a million bytes");
  }

  @Test void recipesWithNumbersThatAreNone() throws IOException {
    for (String value : List.of(".nan", ".inf", "-.inf"))
      recipeIsRefused("optimizer: {learning_rate: " + value + "}",
          "optimizer.learning_rate needs a number, got");
    recipeIsRefused("steps: 99999999999999999999", "steps needs a whole number");
    recipeIsRefused("steps: 1\nsteps: 2\n", "duplicate key steps");
  }

  // rows and runs

  @Test void aLineWithoutEnd() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("rows.jsonl").toFile(), "rw")) {
      sparse.setLength((1L << 26) + 2);
    }
    refused(IOException.class, () -> Rows.read(folder.resolve("rows.jsonl")), "line 1",
        "has more than 67,108,864 bytes");
  }

  @Test void aRowThatWasCutInsideACharacter() throws IOException {
    try (RunDirectory run = RunDirectory.create(folder.resolve("run"), Map.of("steps", 1))) {
      byte[] rows = "{\"step\": 1}\n{\"é".getBytes(StandardCharsets.UTF_8);
      Files.write(run.metrics().path(), java.util.Arrays.copyOf(rows, rows.length - 1));
      assertEquals(1, run.metrics().rows().size());
    }
  }

  // what is said

  @Test void aTerminalIsNotTalkedTo() throws IOException {
    weightsAreRefused("{\"\\u001b[2Ja\\u202eb\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "tensor \\u001b[2Ja\\u202eb needs a dtype");
    String shown = OneLine.of("x".repeat(1_000));
    assertTrue(shown.length() < 420 && shown.contains("x … x"), shown);
    assertTrue(OneLine.of("\0".repeat(1_000)).length() < 500, "controls become longer as they are spelled");
  }
}
