package zerograd.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.core.Floats;
import zerograd.core.Bytes;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.core.Workspace;

/// Files written by hand, byte by byte, so that the reader is not tested against our own writer.
class SafetensorsTest {

  @TempDir
  Path folder;

  @Test void readsNamesShapesAndNumbers() throws IOException {
    byte[] data = ByteBuffer.allocate(12 + 4).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f)
        .putFloat(-0f).putFloat(Float.MIN_VALUE).putShort((short) 0x3f80).putShort((short) 0xff80).array();
    Path file = file("""
        {"__metadata__": {"format": "pt"},
         "b": {"dtype": "BF16", "shape": [2], "data_offsets": [12, 16]},
         "a.weight": {"dtype": "F32", "shape": [1, 3], "data_offsets": [0, 12]}}""", data);
    try (Safetensors tensors = Safetensors.open(file)) {
      assertEquals(List.of("a.weight", "b"), List.copyOf(tensors.names()));
      assertEquals(Map.of("format", "pt"), tensors.metadata());
      assertEquals(new Shape(1, 3), tensors.shape("a.weight"));
      assertArrayEquals(new float[]{1.5f, -0f, Float.MIN_VALUE}, read(tensors, "a.weight"));
      assertArrayEquals(new float[]{1, Float.NEGATIVE_INFINITY}, read(tensors, "b"));
    }
  }

  @Test void widensEveryHalfPrecisionNumberExactly() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(4 * 65536).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 65536; i++) data.putShort((short) i);
    for (int i = 0; i < 65536; i++) data.putShort((short) i);
    Path file = file("""
        {"f16": {"dtype": "F16", "shape": [65536], "data_offsets": [0, 131072]},
         "bf16": {"dtype": "BF16", "shape": [65536], "data_offsets": [131072, 262144]}}""", data.array());
    try (Safetensors tensors = Safetensors.open(file)) {
      float[] f16 = read(tensors, "f16"), bf16 = read(tensors, "bf16");
      for (int i = 0; i < 65536; i++) {
        assertEquals(Float.float16ToFloat((short) i), f16[i]);
        assertEquals(Float.intBitsToFloat(i << 16), bf16[i]);
      }
    }
  }

  @Test void givesNumbersInBfloat16AsTheyAre() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 * 65536).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 65536; i++) data.putShort((short) i);
    Path file = file("{\"w\": {\"dtype\": \"BF16\", \"shape\": [256, 256], \"data_offsets\": [0, 131072]}}",
        data.array());
    try (Safetensors tensors = Safetensors.open(file);
        Workspace workspace = new Workspace(1 << 24);
        Scope scope = new Scope("test", workspace)) {
      Bytes halves = scope.bytes(2 * 40_000);
      tensors.readBfloat16("w", 25_536, halves);
      for (int i = 0; i < 40_000; i++) assertEquals((short) (25_536 + i), halves.getShort(2L * i));
      says("read: w of test.safetensors has shape (256, 256), numbers 25,537 to 65,537 are not in it",
          () -> tensors.readBfloat16("w", 25_537, halves));
    }
  }

  @Test void readsWholeNumbersOfEveryWidth() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16 + 8 + 4 + 2).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(-1).putLong(1L << 40).putInt(-7).putInt(-7).putShort((short) -3).putShort((short) -3);
    data.put((byte) 200).put((byte) 1);
    Path file = file("""
        {"i64": {"dtype": "I64", "shape": [2], "data_offsets": [0, 16]},
         "i32": {"dtype": "I32", "shape": [], "data_offsets": [16, 20]},
         "u32": {"dtype": "U32", "shape": [1], "data_offsets": [20, 24]},
         "i16": {"dtype": "I16", "shape": [1], "data_offsets": [24, 26]},
         "u16": {"dtype": "U16", "shape": [1], "data_offsets": [26, 28]},
         "u8": {"dtype": "U8", "shape": [1], "data_offsets": [28, 29]},
         "mask": {"dtype": "BOOL", "shape": [1, 1], "data_offsets": [29, 30]}}""", data.array());
    try (Safetensors tensors = Safetensors.open(file)) {
      assertArrayEquals(new long[]{-1, 1L << 40}, tensors.readLongs("i64"));
      assertArrayEquals(new long[]{-7}, tensors.readLongs("i32"));
      assertArrayEquals(new long[]{(1L << 32) - 7}, tensors.readLongs("u32"));
      assertArrayEquals(new long[]{-3}, tensors.readLongs("i16"));
      assertArrayEquals(new long[]{65533}, tensors.readLongs("u16"));
      assertArrayEquals(new long[]{200}, tensors.readLongs("u8"));
      assertArrayEquals(new long[]{1}, tensors.readLongs("mask"));
    }
  }

  @Test void emptyTensorsTakeNoRoom() throws IOException {
    Path file = file("""
        {"none": {"dtype": "F32", "shape": [0, 5], "data_offsets": [0, 0]},
         "one": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", new byte[4]);
    try (Safetensors tensors = Safetensors.open(file)) {
      assertEquals(0, read(tensors, "none").length);
      assertArrayEquals(new float[]{0}, read(tensors, "one"));
    }
  }

  @Test void refusesWhatTheTensorIsNot() throws IOException {
    Path file = file("""
        {"ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
         "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]}}""", new byte[32]);
    try (Safetensors tensors = Safetensors.open(file);
        Workspace workspace = new Workspace(1 << 24);
        Scope scope = new Scope("test", workspace)) {
      says("test.safetensors holds 2 tensors, none of them is named q", () -> tensors.shape("q"));
      says("read: ids of test.safetensors is stored as I64, this needs F32, F16 or BF16",
          () -> tensors.read("ids", scope.floats(1)));
      says("read: w of test.safetensors is stored as F32, this needs BF16",
          () -> tensors.readBfloat16("w", 0, scope.bytes(2)));
      says("read: w of test.safetensors is stored as F32, this needs an integer type up to I64, or BOOL",
          () -> tensors.readLongs("w"));
      says("read: w of test.safetensors has shape (2, 3), the target has room for 5 numbers",
          () -> tensors.read("w", scope.floats(5)));
    }
  }

  @Test void refusesAFileTooShortForAHeader() throws IOException {
    refuses(Files.write(folder.resolve("test.safetensors"), new byte[5]),
        "test.safetensors at byte 0: the file has only 5 bytes, not even a header's length");
  }

  @Test void refusesAHeaderLongerThanTheFile() throws IOException {
    byte[] bytes = new byte[4096];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(1_213_486_160);
    refuses(Files.write(folder.resolve("model.safetensors"), bytes),
        "model.safetensors at byte 8: header length "
            + "1,213,486,160 exceeds the file's 4,096 bytes; is this a safetensors file?");
  }

  @Test void refusesAHeaderLengthWithTheHighestBit() throws IOException {
    byte[] bytes = new byte[16];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(-1);
    refuses(Files.write(folder.resolve("test.safetensors"), bytes),
        "test.safetensors at byte 8: header length "
            + "18,446,744,073,709,551,615 exceeds the file's 16 bytes; is this a safetensors file?");
  }

  @Test void refusesAHeaderThatIsNotJson() throws IOException {
    refuses(file("hello", new byte[4]), "test.safetensors at byte 8: not JSON: ");
    refuses(file("{\"w\": {\"dtype\": \"F32\"", new byte[4]), "test.safetensors at byte 29: not JSON: ");
    refuses(file("[]", new byte[0]), "test.safetensors at byte 8: the JSON must be an object, got an array");
    refuses(file("{} {}", new byte[0]), "test.safetensors at byte 11: something follows the end of the JSON");
  }

  @Test void refusesTheSameNameTwice() throws IOException {
    String entry = "\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}";
    refuses(file("{" + entry + ", " + entry + "}", new byte[4]), "/w is there twice");
  }

  @Test void refusesAnUnknownNumberType() throws IOException {
    refuses(one("F8_E4M3", "[4]", "[0, 4]", 4),
        "tensor w has dtype F8_E4M3; known are F64, F32, F16, BF16, I64,");
  }

  @Test void refusesAFileThatWasCutShort() throws IOException {
    refuses(one("F32", "[2, 3]", "[0, 24]", 20),
        "tensor w has data offsets [0, 24] outside the file's 20 bytes of "
            + "data; was the file cut short?");
  }

  @Test void refusesOffsetsThatRunBackwards() throws IOException {
    refuses(one("F32", "[1]", "[4, 0]", 4),
        "tensor w has data offsets [4, 0] outside the file's 4 bytes of data");
  }

  @Test void refusesAShapeThatDoesNotFitItsBytes() throws IOException {
    refuses(one("F32", "[2, 2]", "[0, 24]", 24),
        "tensor w of F32 (2, 2) needs 16 bytes, its data offsets span 24");
    refuses(one("F32", "[2147483647, 2147483647, 2147483647]", "[0, 4]", 4),
        "tensor w has a shape that no file can hold");
    refuses(one("F32", "[-1]", "[0, 4]", 4), "/w/shape/0 is -1, outside 0 … 2³¹ − 1");
  }

  @Test void refusesAnEntryThatLacksSomething() throws IOException {
    refuses(file("{\"w\": {\"dtype\": \"F32\", \"shape\": [1]}}", new byte[4]),
        "tensor w needs a dtype, a shape and two data_offsets");
    refuses(file("{\"w\": 3}", new byte[4]), "test.safetensors at byte 14: /w must be an object, got 3");
  }

  @Test void refusesOverlappingTensors() throws IOException {
    Path file = file("""
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
         "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}""", new byte[12]);
    refuses(file, "tensor b overlaps tensor a by 4 bytes");
  }

  @Test void refusesBytesThatBelongToNoTensor() throws IOException {
    Path hole = file("""
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
         "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}""", new byte[12]);
    refuses(hole, "4 bytes between tensor a and tensor b belong to no tensor");
    refuses(one("F32", "[1]", "[0, 4]", 7), "3 bytes after tensor w belong to no tensor");
  }

  private Path one(String type, String shape, String offsets, int dataBytes) throws IOException {
    return file(
        "{\"w\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}}".formatted(type, shape, offsets),
        new byte[dataBytes]);
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(folder.resolve("test.safetensors"),
        bytes.putLong(json.length).put(json).put(data).array());
  }

  private static float[] read(Safetensors tensors, String name) {
    try (Workspace workspace = new Workspace(1 << 24); Scope scope = new Scope("test", workspace)) {
      Floats target = scope.floats(tensors.shape(name).size());
      tensors.read(name, target);
      return target.toArray();
    }
  }

  private static void refuses(Path file, String words) {
    String message = assertThrows(MalformedFileException.class, () -> Safetensors.open(file).close())
        .getMessage();
    assertEquals(true, message.contains(words), message);
    assertEquals(1, message.lines().count(), message);
  }

  private static void says(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
