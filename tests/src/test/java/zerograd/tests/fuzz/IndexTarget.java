package zerograd.tests.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import zerograd.models.checkpoint.Checkpoint;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.testkit.fuzz.FuzzTarget;

/// The index of a checkpoint of two shards, which have a tensor each.
public final class IndexTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  /// Makes the shards.
  public IndexTarget() {
    for (String name : List.of("a", "b")) {
      String shard = "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}\0\0\0\0";
      scratch.file(name + ".safetensors", SafetensorsTarget.file(shard.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  @Override public boolean parse(byte[] input) throws IOException {
    scratch.file(Checkpoint.INDEX, input);
    try (Checkpoint checkpoint = Checkpoint.open(scratch.folder())) {
      for (String name : checkpoint.names()) checkpoint.shape(name);
      return true;
    } catch (MalformedFileException refusal) {
      return Refusals.refused(refusal);
    } catch (NoSuchFileException missing) {
      return Refusals.refused(missing);
    }
  }

  @Override public List<String> words() {
    return List.of("\"weight_map\":", "\"metadata\":", "\"a\":\"a.safetensors\"", "\"b\":\"b.safetensors\"",
        "\"..\"", "\"../a\"",
        "\"/\"", "\".\"", "\"c\"", "\"\"", "\\u0000", "{", "}", ":", ",", "\"a\"");
  }
}
