package zerograd.cli.eval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import zerograd.models.lora.AdapterFolder;

/// Tells models apart by the SHA-256 of what decides their answers: configuration, tokenizer and weights.
public final class ModelIdentity {

  private ModelIdentity() {}

  /// 64 hexadecimal digits.
  ///
  /// @throws IOException if a file cannot be read
  public static String of(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> {
        String name = file.getFileName().toString();
        return name.endsWith(".safetensors") || name.equals("config.json")
            || name.equals(AdapterFolder.CONFIG) || name.equals("tokenizer.json");
      }).sorted().toList();
    }
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[1 << 20];
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
