package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import zerograd.models.generate.Completion;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.MinP;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.tensor.Device;

/// Whatever the sampler, texts that are written on a device are those that are written on the processor, log-probabilities to the
/// bit: with fewer places than texts, so that a text that stops makes room for the next.
class GenerationParityTest {

  private static final int VOCABULARY = 61;
  private static final Set<Integer> STOPS = Set.of(3, 5);
  private static final RandomKey KEY = new RandomKey(-9_876_543_210L, 12, 70_000_000);
  private static final List<int[]> PROMPTS = List.of(new int[]{7}, new int[]{9, 8, 7, 6, 2, 1, 60},
      new int[]{11, 12}, new int[]{20, 30, 40, 50});

  private static final List<Sampler> SAMPLERS = List.of(Sampler.greedy(), Sampler.temperature(1),
      Sampler.temperature(0.7f), Sampler.temperature(0.8f).with(new TopK(20)),
      Sampler.temperature(1.2f).with(new TopP(0.9)), Sampler.temperature(1).with(new MinP(0.05)),
      Sampler.temperature(0.9f).with(new TopK(30)).with(new TopP(0.8)));

  /// Three texts to each prompt, at most five at a time, by every sampler.
  private static List<List<Completion>> write(Device device) {
    return device.call("model", () -> {
      Generator generator = new Generator(Bench.small(VOCABULARY, 0.3, 3).model());
      return SAMPLERS.stream().map(sampler -> generator.generate(PROMPTS, 3, GenerationSettings.greedy(12)
          .withSampler(sampler).withStopIds(STOPS).withMaxSequences(5), KEY)).toList();
    });
  }

  @Test void everySamplerWritesTheSame() {
    List<List<Completion>> actual = write(Device.on(Bench.accelerator(), 1)), expected;
    try (Device here = Device.cpu(1, "reference", 1L << 28)) {
      expected = write(here);
    }
    for (int s = 0; s < SAMPLERS.size(); s++) {
      String sampler = SAMPLERS.get(s).toString();
      assertEquals(3 * PROMPTS.size(), actual.get(s).size());
      for (int i = 0; i < actual.get(s).size(); i++) {
        Completion e = expected.get(s).get(i), a = actual.get(s).get(i);
        assertArrayEquals(e.ids(), a.ids(), sampler);
        assertArrayEquals(e.logProbs(), a.logProbs(), sampler);
        assertEquals(e.reason(), a.reason(), sampler);
      }
      if (!SAMPLERS.get(s).isGreedy()) {
        assertEquals(Set.of(FinishReason.STOP_TOKEN, FinishReason.LENGTH), expected.get(s).stream()
            .map(Completion::reason).collect(Collectors.toSet()), "some stop and some do not: " + sampler);
      }
    }
    assertTrue(expected.stream().map(texts -> List.of(texts.getFirst().ids()[0], texts.getLast().ids()[0]))
        .distinct().count() > 1, "samplers differ");
  }
}
