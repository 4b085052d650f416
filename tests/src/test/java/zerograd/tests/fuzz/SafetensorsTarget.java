package zerograd.tests.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.checkpoint.StoredTensor;
import zerograd.testkit.fuzz.FuzzTarget;

/// A safetensors file, with all its tensors read.
///
/// An input is the header and then the data. If it begins with `{`, the header's length is put before it, up to the last
/// `}`; else the input is the file.
public final class SafetensorsTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) throws IOException {
    try (Safetensors file = Safetensors.open(scratch.file("model.safetensors", file(input)))) {
      for (String name : file.names()) read(file, file.tensor(name));
      return true;
    } catch (MalformedFileException refusal) {
      return Refusals.refused(refusal);
    }
  }

  /// The file that an input stands for.
  static byte[] file(byte[] input) {
    if (input.length == 0 || input[0] != '{') return input;
    int header = input.length;
    while (input[header - 1] != '}' && header > 1)
      header--;
    return ByteBuffer.allocate(8 + input.length).order(ByteOrder.LITTLE_ENDIAN).putLong(header).put(input)
        .array();
  }

  private static void read(Safetensors file, StoredTensor tensor) {
    if (tensor.type().isInteger()) file.readLongs(tensor.name());
    if (!tensor.type().isFloat()) return;
    try (Workspace workspace = new Workspace(1 << 20); Scope scope = new Scope("read", workspace)) {
      file.read(tensor.name(), scope.floats(tensor.shape().size()));
    }
  }

  @Override public List<String> words() {
    return List.of("\"dtype\":", "\"F32\"", "\"BF16\"", "\"F16\"", "\"F64\"", "\"I64\"", "\"BOOL\"", "\"U8\"",
        "\"shape\":",
        "\"data_offsets\":", "[0,4]", "[4,8]", "[8,4]", "[]", "[0]", "[2147483647,2147483647]",
        "\"__metadata__\":",
        "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}", "{", "}", ":", ",", "\"a\"", "\0\0\0\0");
  }
}
