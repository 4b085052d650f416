package zerograd.tests.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.models.checkpoint.Safetensors;
import zerograd.tensor.Tensor;

/// A small checkpoint with what another implementation computes from it.
record ModelFixture(Path folder, Safetensors golden, JsonNode meta) implements AutoCloseable {

  static ModelFixture open(Path folder) throws IOException {
    JsonNode meta = new JsonMapper().readTree(Files.readString(folder.resolve("meta.json")));
    return new ModelFixture(folder, Safetensors.open(folder.resolve("golden.safetensors")), meta);
  }

  boolean has(String name) { return golden.contains(name); }

  float[] floats(String name) {
    Floats target = Tensor.empty(new Shape((int) golden.shape(name).size())).data();
    golden.read(name, target);
    return target.toArray();
  }

  /// Eight times the error of the golden values themselves, by `kind` in meta.json, and two units of the sixth decimal of
  /// the tensor's largest value.
  double bound(String kind, float[] expected) {
    double scale = 0;
    for (float value : expected) scale = Math.max(scale, Math.abs(value));
    return 8 * meta.get("noise_vs_double").get(kind).asDouble() + 2e-6 * scale;
  }

  /// A matrix of ids, a row at a time.
  long[][] rows(String name) {
    long[] all = golden.readLongs(name);
    int B = golden.shape(name).dim(0), T = golden.shape(name).dim(1);
    long[][] rows = new long[B][T];
    for (int b = 0; b < B; b++) System.arraycopy(all, b * T, rows[b], 0, T);
    return rows;
  }

  /// The places (b, t) of a batch that are not padding, in the order in which we lay tokens end to end.
  List<int[]> places(String mask, int B, int T) {
    List<int[]> places = new ArrayList<>();
    long[][] real = has(mask) ? rows(mask) : null;
    for (int b = 0; b < B; b++) {
      for (int t = 0; t < T; t++) {
        if (real == null || real[b][t] == 1)
          places.add(new int[]{b, t});
      }
    }
    return places;
  }

  /// The rows of a batch of ids without their padding.
  List<int[]> sequences(String ids, String mask) {
    long[][] rows = rows(ids), real = has(mask) ? rows(mask) : null;
    List<int[]> sequences = new ArrayList<>();
    for (int b = 0; b < rows.length; b++) {
      List<Integer> kept = new ArrayList<>();
      for (int t = 0; t < rows[b].length; t++) {
        if (real == null || real[b][t] == 1)
          kept.add((int) rows[b][t]);
      }
      sequences.add(kept.stream().mapToInt(Integer::intValue).toArray());
    }
    return sequences;
  }

  @Override public void close() { golden.close(); }

  @Override public String toString() { return folder.getFileName().toString(); }
}
