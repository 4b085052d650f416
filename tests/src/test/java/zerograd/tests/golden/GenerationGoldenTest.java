package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.models.generate.Completion;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.RepetitionPenalty;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;
import zerograd.tests.Fixtures;

/// Greedy generation against `transformers`: the same tokens, with and without an end token and a repetition penalty.
class GenerationGoldenTest {

  private static int fixtures, sequences;

  static Collection<Path> folders() { return Fixtures.models(); }

  @AfterAll static void report() {
    System.out.println("generation: compared " + fixtures + " fixtures, " + sequences + " sequences");
  }

  @ParameterizedTest
  @MethodSource("folders") void greedyTokensAreTheGoldenOnes(Path folder) {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> {
        try (ModelFixture fixture = ModelFixture.open(folder)) {
          Generator generator = new Generator(Pretrained.load(folder).model());
          plain(generator, fixture);
          withEndToken(generator, fixture);
          withPenalty(generator, fixture);
          fixtures++;
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  private static List<Completion> complete(Generator generator, ModelFixture fixture, String prompts,
      String mask,
      GenerationSettings settings) {
    return generator.generate(fixture.sequences(prompts, mask), 1, settings, RandomKey.of(0));
  }

  /// What follows the prompt in row b of the golden sequences.
  private static int[] golden(ModelFixture fixture, String name, String prompts, int b) {
    long[] row = fixture.rows(name)[b];
    int from = fixture.golden().shape(prompts).dim(1);
    return Arrays.stream(row, from, row.length).mapToInt(id -> (int) id).toArray();
  }

  private static void plain(Generator generator, ModelFixture fixture) {
    int tokens = fixture.golden().shape("gen.sequences").dim(1)
        - fixture.golden().shape("gen.prompt_ids").dim(1);
    List<Completion> completions = complete(generator, fixture, "gen.prompt_ids", "gen.attention_mask",
        GenerationSettings.greedy(tokens));
    for (int b = 0; b < completions.size(); b++) {
      assertArrayEquals(golden(fixture, "gen.sequences", "gen.prompt_ids", b), completions.get(b).ids(),
          fixture + " gen row " + b);
      assertEquals(FinishReason.LENGTH, completions.get(b).reason());
      sequences++;
    }
  }

  private static void withEndToken(Generator generator, ModelFixture fixture) {
    int tokens = fixture.golden().shape("gen.sequences").dim(1)
        - fixture.golden().shape("gen.prompt_ids").dim(1);
    int end = fixture.meta().get("gen_eos_token_id").asInt();
    List<Completion> completions = complete(generator, fixture, "gen.prompt_ids", "gen.attention_mask",
        GenerationSettings.greedy(tokens).withStopIds(Set.of(end)));
    for (int b = 0; b < completions.size(); b++) {
      int[] expected = golden(fixture, "gen_eos.sequences", "gen.prompt_ids", b),
          ids = completions.get(b).ids();
      assertArrayEquals(Arrays.copyOf(expected, ids.length), ids, fixture + " gen_eos row " + b);
      boolean stopped = completions.get(b).reason() == FinishReason.STOP_TOKEN;
      assertEquals(stopped, ids[ids.length - 1] == end, fixture + " gen_eos row " + b + " ends with " + end);
      for (int t = ids.length; t < expected.length; t++) {
        assertEquals(2, expected[t], fixture + " gen_eos row " + b + " has the pad id after its end");
      }
      sequences++;
    }
    assertTrue(completions.stream().anyMatch(each -> each.reason() == FinishReason.STOP_TOKEN),
        fixture + " gen_eos: no row stops, so nothing was tested");
  }

  private static void withPenalty(Generator generator, ModelFixture fixture) {
    int[] expected = golden(fixture, "gen_rep.sequences", "gen_rep.prompt_ids", 0);
    float penalty = (float) fixture.meta().get("gen_rep_penalty").asDouble();
    Sampler sampler = Sampler.greedy().with(new RepetitionPenalty(penalty));
    Completion completion = complete(generator, fixture, "gen_rep.prompt_ids", "",
        GenerationSettings.greedy(expected.length).withSampler(sampler)).getFirst();
    assertArrayEquals(expected, completion.ids(), fixture + " gen_rep");
    sequences++;
  }
}
