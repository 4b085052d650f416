package zerograd.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;

/// A short name for all bits of a model's weights: SHA-256 over their float32 numbers, little end first, tensors in the
/// order of their names. Frozen matrices count as the numbers they stand for.
///
/// The numeric contract makes it the same on every machine, so two runs that should agree are compared by it.
public final class Fingerprint {

  private static final int CHUNK = 1 << 16;

  private Fingerprint() {}

  /// 64 hexadecimal digits.
  public static String of(Map<String, Param> parameters) {
    MessageDigest sha256 = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Param param : new TreeMap<>(parameters).values()) {
      if (param.matrix().isEmpty()) update(sha256, buffer, param.value().data());
      else
        update(sha256, buffer, param.matrix().get());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static void update(MessageDigest sha256, ByteBuffer buffer, Floats data) {
    for (long from = 0; from < data.length(); from += CHUNK) {
      buffer.clear();
      for (float value : data.slice(from, Math.min(CHUNK, data.length() - from)).toArray())
        buffer.putFloat(value);
      sha256.update(buffer.flip());
    }
  }

  private static void update(MessageDigest sha256, ByteBuffer buffer, FrozenMatrix matrix) {
    int rows = matrix.shape().dim(0), together = Math.max(1, CHUNK / matrix.shape().dim(1));
    for (int from = 0; from < rows; from += together) {
      int first = from, to = Math.min(rows, from + together);
      Device.current().run("fingerprint", () -> update(sha256, buffer, matrix.rows(first, to).data()));
    }
  }

  /// The SHA-256 of a file's bytes, as `sha256sum` prints it.
  ///
  /// @throws IOException if it cannot be read
  public static String ofFile(Path file) throws IOException { return ofFiles(List.of(file)); }

  /// The SHA-256 of the bytes of several files, one after the other, as `cat FILES | sha256sum` prints it.
  ///
  /// @throws IOException if one cannot be read
  public static String ofFiles(List<Path> files) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[CHUNK * Float.BYTES];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) sha256.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {   // every Java has it
      throw new IllegalStateException(impossible);
    }
  }
}
