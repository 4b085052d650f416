package zerograd.tests.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import zerograd.models.checkpoint.Safetensors;
import zerograd.tests.Fixtures;

/// A small published-style model with what another implementation makes of it.
///
/// @param folder in Hugging Face layout, without a tokenizer
record GoldenModel(Path folder) {

  static final GoldenModel QWEN = new GoldenModel(Fixtures.golden("models/qwen2-tied-fp32"));

  /// The first prompt that stands unpadded in the golden generations.
  ///
  /// @param ids its tokens
  /// @param continuation what follows greedily
  record Generation(int[] ids, int[] continuation) {}

  Generation generation() throws IOException {
    try (Safetensors golden = Safetensors.open(folder.resolve("golden.safetensors"))) {
      int T = golden.shape("gen.prompt_ids").dim(1), all = golden.shape("gen.sequences").dim(1);
      int B = golden.shape("gen.prompt_ids").dim(0);
      long[] mask = golden.readLongs("gen.attention_mask"), sequences = golden.readLongs("gen.sequences");
      for (int b = 0; b < B; b++) {
        if (mask[b * T] == 0) continue;
        int[] row = Arrays.stream(sequences, b * all, (b + 1) * all).mapToInt(id -> (int) id).toArray();
        return new Generation(Arrays.copyOf(row, T), Arrays.copyOfRange(row, T, all));
      }
      throw new AssertionError("every prompt is padded");
    }
  }

  /// A copy of the model's own files, to be damaged.
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (List.of("golden.safetensors", "meta.json").contains(name)) continue;
        Files.write(to.resolve(name), Files.readAllBytes(file));
      }
    }
    return to;
  }

  static String words(int[] ids) {
    return String.join(",", Arrays.stream(ids).mapToObj(Integer::toString).toList());
  }
}
