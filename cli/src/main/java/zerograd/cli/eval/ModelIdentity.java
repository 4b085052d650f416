package zerograd.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import zerograd.models.checkpoint.Fingerprint;
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
    return Fingerprint.ofFiles(files);
  }
}
