package zerograd.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.core.Workspace;

class SafetensorsWriterTest {

  @TempDir
  Path folder;
  private final Workspace workspace = new Workspace(1 << 26);
  private final Scope scope = new Scope("test", workspace);

  @AfterEach void close() {
    scope.close();
    workspace.close();
  }

  @Test void everyBitPatternOfFloat32ComesBack() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Floats bits = scope.floats(200_000); // more than one chunk
    for (int i = 0; i < bits.length(); i++) bits.set(i, Float.intBitsToFloat(random.nextInt()));
    assertEquals(rawBits(bits), rawBits(writeAndRead(StorageType.F32, bits)));
  }

  @Test void everyHalfPrecisionNumberComesBack() throws IOException {
    for (StorageType type : List.of(StorageType.F16, StorageType.BF16)) {
      Floats values = scope.floats(65536);
      for (int i = 0; i < 65536; i++) {
        float value = type == StorageType.F16
            ? Float.float16ToFloat((short) i)
            : Float.intBitsToFloat(i << 16);
        values.set(i, Float.isNaN(value) ? 0 : value);
      }
      assertEquals(rawBits(values), rawBits(writeAndRead(type, values)));
    }
  }

  /// 1 + 2⁻⁸ lies between the bf16 numbers 1 and 1 + 2⁻⁷, whose last bits are 0 and 1; 1 + 3 · 2⁻⁸ between 1
  /// + 2⁻⁷ and 1 + 2⁻⁶. Half of the smallest step beyond the largest number rounds to infinity.
  @Test void roundsTiesToEven() throws IOException {
    Floats values = floats(1 + 0x1p-8f, 1 + 0x1p-8f + 0x1p-23f, 1 + 3 * 0x1p-8f, -1 - 0x1p-8f,
        Float.MAX_VALUE,
        0x1p-149f, Float.intBitsToFloat(0x7f800001));
    assertArrayEquals(
        new float[]{1, 1 + 0x1p-7f, 1 + 0x1p-6f, -1, Float.POSITIVE_INFINITY, 0, Float.NaN},
        writeAndRead(StorageType.BF16, values).toArray());
    assertArrayEquals(new float[]{1, 1 + 0x1p-10f, 1 + 0x1p-9f, Float.POSITIVE_INFINITY},
        writeAndRead(StorageType.F16, floats(1 + 0x1p-11f, 1 + 0x1p-11f + 0x1p-23f, 1 + 3 * 0x1p-11f, 65520))
            .toArray());
  }

  @Test void dataStartsAtAMultipleOfEight() throws IOException {
    for (String name : List.of("a", "ab", "abc", "abcd", "Ω")) {
      Path file = folder.resolve("f.safetensors");
      SafetensorsWriter.of(StorageType.F32).write(file, List.of(tensor(name, 3)));
      long headerLength = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(0, headerLength % 8);
      try (Safetensors read = Safetensors.open(file)) {
        assertEquals(Map.of("format", "pt"), read.metadata());
        assertEquals(List.of(name), List.copyOf(read.names()));
      }
    }
  }

  @Test void aSmallModelIsOneFile() throws IOException {
    SafetensorsWriter.of(StorageType.F32).writeModel(folder, List.of(tensor("a", 2), tensor("b", 3)), 20);
    assertEquals(true, Files.exists(folder.resolve("model.safetensors")));
    checkThatAllCanBeRead(List.of("a", "b"));
  }

  @Test void aLargeModelIsShards() throws IOException {
    List<TensorSource> tensors = List.of(tensor("c", 5), tensor("b", 2), tensor("a", 3),
        tensor("large", 100));
    SafetensorsWriter.of(StorageType.F32).writeModel(folder, tensors, 20);
    assertEquals("""
        {
          "metadata": {
            "total_size": 440
          },
          "weight_map": {
            "a": "model-00002-of-00003.safetensors",
            "b": "model-00002-of-00003.safetensors",
            "c": "model-00001-of-00003.safetensors",
            "large": "model-00003-of-00003.safetensors"
          }
        }""", Files.readString(folder.resolve("model.safetensors.index.json")));
    checkThatAllCanBeRead(List.of("a", "b", "c", "large"));
  }

  @Test void aFailureLeavesNoShards() throws IOException {
    Files.createDirectories(folder.resolve("model.safetensors.index.json.tmp/in-the-way"));
    IOException failed = assertThrows(IOException.class, () -> SafetensorsWriter.of(StorageType.F32)
        .writeModel(folder, List.of(tensor("a", 5), tensor("b", 5)), 20));
    assertEquals(true,
        failed.getMessage().startsWith("cannot write " + folder.resolve(Checkpoint.INDEX) + ": "),
        failed.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(1, left.count());
    }
  }

  @Test void refusesToMixWithAModelThatIsThere() throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.of(StorageType.F32);
    writer.writeModel(folder, List.of(tensor("a", 2)), 20);
    IOException refused = assertThrows(IOException.class, () -> writer.writeModel(folder, List.of(), 20));
    assertEquals(folder + ": the folder already holds model.safetensors; write to another one",
        refused.getMessage());
  }

  @Test void refusesWhatCannotBeWritten() {
    Path file = folder.resolve("f.safetensors");
    SafetensorsWriter writer = SafetensorsWriter.of(StorageType.F32);
    says("safetensors: two entries would be named a",
        () -> writer.write(file, List.of(tensor("a", 1), tensor("a", 2))));
    says("safetensors: two entries would be named __metadata__",
        () -> writer.write(file, List.of(tensor("__metadata__", 1))));
    says("safetensors: weights are F32, F16 or BF16, not I64", () -> SafetensorsWriter.of(StorageType.I64));
    says("tensor w of shape (2, 3) needs 6 numbers, got 5",
        () -> new TensorSource("w", new Shape(2, 3), scope.floats(5)));
    assertEquals(false, Files.exists(file));
  }

  @Test void namesMissingShards() throws IOException {
    SafetensorsWriter.of(StorageType.F32).writeModel(folder, List.of(tensor("a", 5), tensor("b", 5)), 20);
    Files.delete(folder.resolve("model-00001-of-00002.safetensors"));
    IOException missing = assertThrows(IOException.class, () -> Checkpoint.open(folder).close());
    assertEquals(folder + ": model.safetensors.index.json names files that are missing: "
        + "model-00001-of-00002.safetensors", missing.getMessage());
  }

  @Test void namesATensorThatItsShardLacks() throws IOException {
    SafetensorsWriter.of(StorageType.F32).writeModel(folder, List.of(tensor("a", 5), tensor("b", 5)), 20);
    SafetensorsWriter.of(StorageType.F32).write(folder.resolve("model-00002-of-00002.safetensors"),
        List.of(tensor("c", 5)));
    MalformedFileException lacking = assertThrows(MalformedFileException.class,
        () -> Checkpoint.open(folder).close());
    assertEquals(
        "model.safetensors.index.json at byte 0: tensor b should be in model-00002-of-00002.safetensors, "
            + "which does not have it",
        lacking.getMessage());
  }

  @Test void refusesShardsOutsideTheFolder() throws IOException {
    Files.writeString(folder.resolve(Checkpoint.INDEX), """
        {"weight_map": {"a": "../model.safetensors"}}""");
    String message = assertThrows(MalformedFileException.class, () -> Checkpoint.open(folder).close())
        .getMessage();
    assertEquals(
        "model.safetensors.index.json at byte 21: shard \"../model.safetensors\" is not the name of a file "
            + "in this folder",
        message);
  }

  @Test void saysWhatIsMissing() throws IOException {
    IOException empty = assertThrows(IOException.class, () -> Checkpoint.open(folder).close());
    assertEquals(folder + ": the folder holds neither model.safetensors nor model.safetensors.index.json",
        empty.getMessage());
    SafetensorsWriter.of(StorageType.F32).writeModel(folder, List.of(tensor("a", 5)), 20);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      says(
          "checkpoint %s holds 1 tensors, none of them is named lm_head.weight"
              .formatted(folder.getFileName()),
          () -> checkpoint.shape("lm_head.weight"));
      says("model.safetensors: a has shape (5), the model needs (1, 5)",
          () -> checkpoint.read("a", new Shape(1, 5), scope.floats(5)));
    }
  }

  private void checkThatAllCanBeRead(List<String> names) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertEquals(names, checkpoint.names().stream().sorted().toList());
      for (String name : names) {
        Floats target = scope.floats(checkpoint.shape(name).size());
        checkpoint.read(name, target);
        int length = checkpoint.shape(name).dim(0);
        assertArrayEquals(tensor(name, length).rows().read(0, 1).toArray(), target.toArray());
      }
    }
  }

  private Floats writeAndRead(StorageType type, Floats values) throws IOException {
    Path file = folder.resolve("f.safetensors");
    Shape shape = new Shape((int) values.length());
    SafetensorsWriter.of(type).write(file, List.of(new TensorSource("w", shape, values)));
    try (Safetensors read = Safetensors.open(file)) {
      assertEquals(type, read.tensor("w").type());
      Floats target = scope.floats(values.length());
      read.read("w", target);
      return target;
    }
  }

  /// A row of 1, 2, 3, …, plus the hash of its name.
  private TensorSource tensor(String name, int length) {
    Floats data = scope.floats(length);
    for (int i = 0; i < length; i++) data.set(i, i + 1 + name.hashCode());
    return new TensorSource(name, new Shape(length), data);
  }

  private Floats floats(float... values) {
    Floats floats = scope.floats(values.length);
    floats.copyFrom(values);
    return floats;
  }

  private static List<Integer> rawBits(Floats floats) {
    List<Integer> bits = new ArrayList<>();
    for (float value : floats.toArray()) bits.add(Float.floatToRawIntBits(value));
    return bits;
  }

  private interface Call {
    void run() throws IOException;
  }

  private static void says(String message, Call call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
