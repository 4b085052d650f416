package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

/// Models of every kind have the same logits and continuations as on the processor, to the bit.
class GoldenModelsTest {

  private static final int[] IDS = IntStream.range(1, 30).toArray();

  private static float[] logits(Device device, Path folder) {
    return device.call("logits",
        () -> load(folder).model().logits(TokenBatch.of(List.of(IDS))).value().toArray());
  }

  private static float[] continuation(Device device, Path folder) {
    return device.call("continuation", () -> {
      Completion made = new Generator(load(folder).model()).generate(List.of(IDS), 1,
          GenerationSettings.greedy(5), RandomKey.of(1)).getFirst();
      float[] all = new float[2 * made.ids().length];
      for (int i = 0; i < made.ids().length; i++) {
        all[2 * i] = made.ids()[i];
        all[2 * i + 1] = made.logProbs()[i];
      }
      return all;
    });
  }

  private static Pretrained load(Path folder) {
    try {
      return Pretrained.loadFrozen(folder);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test void sameBits() throws IOException {
    String golden = System.getProperty("zerograd.golden");
    Path models = Path.of(golden == null ? "../../shared/golden" : golden, "models");
    assumeTrue(Files.isDirectory(models), "there are no golden models here");
    List<Path> folders;
    try (Stream<Path> all = Files.list(models)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    assertFalse(folders.isEmpty());
    Device there = Device.on(Bench.accelerator(), 1);
    try (Device here = Device.cpu(1, "reference", 1L << 30)) {
      for (Path folder : folders) {
        assertArrayEquals(logits(here, folder), logits(there, folder), folder.toString());
        assertArrayEquals(continuation(here, folder), continuation(there, folder), folder.toString());
      }
    }
  }
}
