package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zerograd.cli.Main;

/// A model folder that is not what it should be is refused in one sentence that says what is wrong and where.
class BadModelTest {

  private static final String WEIGHTS = "model.safetensors";
  private static final int LENGTH_BYTES = 8;

  @TempDir
  private Path folder;
  private Path model;

  @BeforeEach void copy() throws IOException {
    model = GoldenModel.copy(GoldenModel.QWEN.folder(), folder.resolve("model"));
  }

  /// What each command that opens a model says; training leaves no run behind.
  private String refusal() throws IOException {
    String said = Zerograd.refusal(Main.FAILED, "generate", "--model", model.toString(), "--ids", "3");
    assertEquals(said, Zerograd.refusal(Main.FAILED, "score", "--model", model.toString(), "--ids", "3,4"));
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, "model: {load: model}\ntask: {digit_completion: {}}\n");
    assertEquals(said,
        Zerograd.refusal(Main.FAILED, "train", recipe.toString(), "--out", folder.resolve("run").toString()));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count(), "a refused recipe leaves nothing behind");
    }
    return said;
  }

  private void assertRefused(String... words) throws IOException {
    String sentence = refusal();
    for (String word : words) assertTrue(sentence.contains(word), sentence);
  }

  private byte[] weights() throws IOException { return Files.readAllBytes(model.resolve(WEIGHTS)); }

  private void write(byte[] bytes) throws IOException { Files.write(model.resolve(WEIGHTS), bytes); }

  private void edit(String file, UnaryOperator<String> change) throws IOException {
    String before = Files.readString(model.resolve(file)), after = change.apply(before);
    assertTrue(!before.equals(after), "the edit changed nothing");
    Files.writeString(model.resolve(file), after);
  }

  /// Changes the header of the weights, whose data stay as they are.
  private void editHeader(java.util.function.Consumer<ObjectNode> change) throws IOException {
    byte[] bytes = weights();
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    ObjectNode header = (ObjectNode) new JsonMapper().readTree(bytes, LENGTH_BYTES, length);
    change.accept(header);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(LENGTH_BYTES + json.length + bytes.length - LENGTH_BYTES - length)
        .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(json.length).put(json).put(bytes, LENGTH_BYTES + length,
        bytes.length - LENGTH_BYTES - length);
    write(out.array());
  }

  @Test void truncatedWeights() throws IOException {
    byte[] bytes = weights();
    write(Arrays.copyOf(bytes, bytes.length - 1000));
    assertRefused(model.resolve(WEIGHTS).toString(), "was the file cut short?");
    write(Arrays.copyOf(bytes, 100));
    assertRefused("header length", "exceeds the file's 100 bytes");
    write(new byte[5]);
    assertRefused("the file has only 5 bytes");
    write(new byte[0]);
    assertRefused("the file has only 0 bytes");
  }

  @Test void surplusWeights() throws IOException {
    byte[] bytes = weights();
    write(Arrays.copyOf(bytes, bytes.length + 64));
    assertRefused("64 bytes after", "belong to no tensor");
  }

  @Test void oversizedHeader() throws IOException {
    byte[] bytes = weights();
    for (long length : new long[]{Long.MAX_VALUE, -1, 1L << 40, bytes.length}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      write(bytes);
      assertRefused(WEIGHTS, "exceeds the file's", "is this a safetensors file?");
    }
  }

  @Test void aHeaderThatIsNoJson() throws IOException {
    byte[] bytes = weights();
    bytes[LENGTH_BYTES] = '?';
    write(bytes);
    assertRefused(WEIGHTS, "at byte 8");
  }

  @Test void overlappingOffsets() throws IOException {
    editHeader(header -> {
      JsonNode first = header.get("model.layers.0.mlp.gate_proj.weight").get("data_offsets");
      ((ObjectNode) header.get("model.layers.1.mlp.gate_proj.weight")).set("data_offsets", first.deepCopy());
    });
    assertRefused(WEIGHTS, "model.layers.", "overlaps");
  }

  @Test void wrongShape() throws IOException {
    editHeader(
        header -> header.withObject("/model.norm.weight").withArray("shape").removeAll().add(8).add(8));
    assertRefused("model.norm.weight has shape", "should have");
    editHeader(header -> header.withObject("/model.norm.weight").withArray("shape").removeAll().add(63));
    assertRefused("model.norm.weight", "needs 252 bytes, its data offsets span 256");
  }

  @Test void missingAndSurplusTensors() throws IOException {
    editHeader(header -> header.set("model.norm.gain", header.remove("model.norm.weight")));
    assertRefused("lacks model.norm.weight");
  }

  @Test void unknownDtype() throws IOException {
    editHeader(header -> header.withObject("/model.norm.weight").put("dtype", "F4"));
    assertRefused("model.norm.weight has dtype F4; known are");
  }

  @Test void unknownArchitecture() throws IOException {
    edit("config.json", text -> text.replace("Qwen2ForCausalLM", "MambaForCausalLM").replace("\"qwen2\"",
        "\"mamba\""));
    assertRefused("config.json", "mamba", "qwen2");
  }

  @Test void aConfigurationThatAsksForSomethingElse() throws IOException {
    edit("config.json", text -> text.replace("\"silu\"", "\"gelu\""));
    assertRefused("config.json", "hidden_act", "gelu");
  }

  @Test void aConfigurationThatIsNoJson() throws IOException {
    edit("config.json", text -> text.substring(0, text.length() / 2));
    assertRefused(model.resolve("config.json").toString(), "at byte");
    Files.delete(model.resolve("config.json"));
    assertRefused(model.resolve("config.json").toString(), "does not exist");
  }

  @Test void aFolderWithoutWeights() throws IOException {
    Files.delete(model.resolve(WEIGHTS));
    assertRefused(model.toString(), "the folder holds neither model.safetensors nor");
  }

  @Test void aMissingShard() throws IOException {
    Path sharded = GoldenModel.QWEN.folder().resolveSibling("qwen2-untied-fp32");
    model = GoldenModel.copy(sharded, folder.resolve("model"));
    Files.delete(model.resolve(WEIGHTS));
    Path shard;
    try (Stream<Path> files = Files.list(model)) {
      shard = files.filter(file -> file.toString().endsWith(".safetensors")).sorted().findFirst()
          .orElseThrow();
    }
    Files.delete(shard);
    assertRefused("names files that are missing: " + shard.getFileName());
  }

  @Test void aTokenizerThatIsNone() throws IOException {
    for (Map.Entry<String, String> bad : Map.of("{", "at byte", "{}", "tokenizer.json", "[1,2]", "at byte")
        .entrySet()) {
      Files.writeString(model.resolve("tokenizer.json"), bad.getKey());
      assertRefused("tokenizer.json", bad.getValue());
    }
  }

  @Test void aMissingTokenizer() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, "model: {load: model}\ntask: {knights_and_knaves: {examples: 10}}\n");
    Path run = folder.resolve("run");
    String sentence = Zerograd.refusal(Main.MISUSED, "train", recipe.toString(), "--out", run.toString());
    assertTrue(sentence.contains("has no tokenizer.json"), sentence);
    assertTrue(Files.notExists(run), "a refused recipe leaves nothing behind");
  }
}
