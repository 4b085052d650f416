package zerograd.models.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.core.Philox;
import zerograd.models.TinyModels;
import zerograd.models.text.Tokenizer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

class GeneratorTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  private static final Sampler SAMPLER = Sampler.temperature(0.8f);
  private static final GenerationSettings SETTINGS = GenerationSettings.greedy(19).withSampler(SAMPLER)
      .withStopIds(Set.of(3, 5));

  /// Prompts of 1 to 21 tokens.
  private static List<int[]> prompts(int count) {
    List<int[]> prompts = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      int[] prompt = new int[1 + p * 5 % 21];
      for (int t = 0; t < prompt.length; t++) {
        prompt[t] = Philox.below(97, 7, Philox.Stream.OTHER, 0, p, t, 0);
      }
      prompts.add(prompt);
    }
    return prompts;
  }

  private static <T> T with(int threads, String kernels, String family, Function<CausalLm, T> body) {
    try (Device device = kernels.isEmpty() ? Device.cpu(threads) : Device.cpu(threads, kernels, 1L << 30)) {
      return device.call("model", () -> body.apply(TinyModels.random(family, 11)));
    }
  }

  private static void assertSame(List<Completion> expected, List<Completion> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Completion e = expected.get(i), a = actual.get(i);
      assertArrayEquals(e.ids(), a.ids(), "ids of sequence " + i);
      assertArrayEquals(bits(e.logProbs()), bits(a.logProbs()), "log-prob bits of sequence " + i);
      assertEquals(e.reason(), a.reason(), "reason of sequence " + i);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(values[i]);
    return bits;
  }

  @Test void aListenerHearsEveryTokenInItsOrderAndChangesNone() {
    with(2, "", "qwen2", model -> {
      List<int[]> prompts = prompts(5);
      GenerationSettings three = SETTINGS.withMaxSequences(3);
      List<List<Integer>> heard = new ArrayList<>();
      for (int i = 0; i < 10; i++) heard.add(new ArrayList<>());
      int[] inSteps = {0};
      List<Completion> completions = new Generator(model).generate(prompts, 2, three, RandomKey.of(5),
          new GenerationListener() {
            @Override public void onToken(int sequence, int id) { heard.get(sequence).add(id); }

            @Override public void onStep(int sequences) {
              assertTrue(sequences <= 3, sequences + " sequences in a step");
              inSteps[0] += sequences;
            }
          });
      for (int i = 0; i < completions.size(); i++) {
        assertEquals(Arrays.stream(completions.get(i).ids()).boxed().toList(), heard.get(i));
      }
      assertEquals(completions.stream().mapToInt(completion -> completion.ids().length).sum(), inSteps[0]);
      assertSame(new Generator(model).generate(prompts, 2, three, RandomKey.of(5)), completions);
      return null;
    });
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void theSamplersLogProbsAreTheTrainersBitForBit(String family) {
    with(2, "", family, model -> {
      List<int[]> prompts = prompts(6);
      for (Completion completion : new Generator(model).generate(prompts, 3, SETTINGS, RandomKey.of(5))) {
        int[] prompt = prompts.get(completion.prompt()), ids = completion.ids();
        int[] whole = Arrays.copyOf(prompt, prompt.length + ids.length);
        System.arraycopy(ids, 0, whole, prompt.length, ids.length);
        TokenBatch batch = TokenBatch.of(List.of(prompts.get(3), whole, prompts.get(2)));
        float[] all = model.logProbs(batch, 0.8f).slice(0, 1).value().toArray();
        int from = prompts.get(3).length - 1 + prompt.length - 1;
        assertArrayEquals(bits(Arrays.copyOfRange(all, from, from + ids.length)),
            bits(completion.logProbs()));
      }
      return null;
    });
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void companyChangesNeitherTokensNorBits(String family) {
    with(2, "", family, model -> {
      Generator generator = new Generator(model);
      List<int[]> prompts = prompts(7);
      List<Completion> together = generator.generate(prompts, 4, SETTINGS, new RandomKey(5, 2, 0));

      List<Completion> alone = new ArrayList<>();
      for (int p = 0; p < prompts.size(); p++) {
        alone.addAll(generator.generate(List.of(prompts.get(p)), 4, SETTINGS, new RandomKey(5, 2, 4 * p)));
      }
      assertSame(together, alone);

      for (int slots : new int[]{1, 3, 5}) {
        assertSame(together,
            generator.generate(prompts, 4, SETTINGS.withMaxSequences(slots), new RandomKey(5, 2, 0)));
      }
      assertSame(together,
          generator.generate(prompts, 4, SETTINGS.withMaxCacheBytes(1), new RandomKey(5, 2, 0)));
      return null;
    });
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void threadsAndKernelsChangeNeitherTokensNorBits(String family) {
    // enough sequences for each of two threads to take some of them through the whole model
    Function<CausalLm, List<Completion>> run = model -> new Generator(model).generate(prompts(5), 4, SETTINGS,
        RandomKey.of(9));
    List<Completion> reference = with(1, "reference", family, run);
    assertSame(reference, with(1, "", family, run));
    assertSame(reference, with(2, "", family, run));
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void decodingGoesOnAsAPrefillOfTheSameTokensWould(String family) {
    with(1, "", family, model -> {
      Generator generator = new Generator(model);
      GenerationSettings greedy = GenerationSettings.greedy(12);
      int[] prompt = prompts(3).get(2);
      Completion whole = generator.generate(prompt, greedy, RandomKey.of(0));
      for (int t = 1; t < 12; t++) {
        int[] longer = Arrays.copyOf(prompt, prompt.length + t);
        System.arraycopy(whole.ids(), 0, longer, prompt.length, t);
        Completion rest = generator.generate(longer, GenerationSettings.greedy(12 - t), RandomKey.of(0));
        assertArrayEquals(Arrays.copyOfRange(whole.ids(), t, 12), rest.ids());
        assertArrayEquals(bits(Arrays.copyOfRange(whole.logProbs(), t, 12)), bits(rest.logProbs()));
      }
      return null;
    });
  }

  @Test void anotherSeedStepOrSequenceIsAnotherText() {
    with(1, "", "qwen2", model -> {
      Generator generator = new Generator(model);
      int[] prompt = prompts(3).get(2);
      int[] first = generator.generate(prompt, SETTINGS, new RandomKey(1, 0, 0)).ids();
      assertArrayEquals(first, generator.generate(prompt, SETTINGS, new RandomKey(1, 0, 0)).ids());
      for (RandomKey other : List.of(new RandomKey(2, 0, 0), new RandomKey(1, 1, 0),
          new RandomKey(1, 0, 1))) {
        assertFalse(Arrays.equals(first, generator.generate(prompt, SETTINGS, other).ids()));
      }
      return null;
    });
  }

  @Test void stopTokensEndACompletionAndBelongToIt() {
    with(1, "", "llama", model -> {
      Generator generator = new Generator(model);
      int[] free = generator.generate(prompts(2).get(1), GenerationSettings.greedy(10), RandomKey.of(0))
          .ids();
      int stop = free[4], first = 0;
      while (free[first] != stop)
        first++;
      Completion stopped = generator.generate(prompts(2).get(1),
          GenerationSettings.greedy(10).withStopIds(Set.of(stop)), RandomKey.of(0));
      assertArrayEquals(Arrays.copyOf(free, first + 1), stopped.ids());
      assertEquals(FinishReason.STOP_TOKEN, stopped.reason());
      return null;
    });
  }

  /// One letter a token, ids as in ASCII.
  private static final Tokenizer ASCII = new Tokenizer() {
    @Override public int vocabSize() { return 97; }

    @Override public int[] encode(String text) { return text.chars().toArray(); }

    @Override public int[] encodeWithSpecial(String text) { return encode(text); }

    @Override public byte[] bytes(int id) {
      return String.valueOf((char) id).getBytes(StandardCharsets.UTF_8);
    }

    @Override public boolean isSpecial(int id) { return false; }

    @Override public OptionalInt id(String token) { return OptionalInt.of(token.charAt(0)); }

    @Override public TokenizerConfig config() { return TokenizerConfig.empty(); }
  };

  @Test void aFinishedSequenceIsReplacedBeforeTheNextStep() {
    with(2, "", "qwen2", model -> {
      int slots = 4, all = 5 * 6;
      int[] begun = {0}, ended = {0}, fullSteps = {0};
      int[] lengths = new Generator(model).generate(prompts(5), 6, SETTINGS, RandomKey.of(5)).stream()
          .mapToInt(completion -> completion.ids().length).toArray(), heard = new int[all];
      new Generator(model).generate(prompts(5), 6, SETTINGS.withMaxSequences(slots), RandomKey.of(5),
          new GenerationListener() {
            private boolean areFirst;

            @Override public void onToken(int sequence, int id) {
              areFirst = heard[sequence]++ == 0;
              if (areFirst) begun[0]++;
              if (heard[sequence] == lengths[sequence]) ended[0]++;
            }

            @Override public void onStep(int sequences) {
              if (areFirst || begun[0] == all) return;
              assertEquals(slots, sequences, "sequences in a step while others wait");
              fullSteps[0]++;
            }
          });
      assertEquals(all, ended[0]);
      assertTrue(fullSteps[0] > 10, "full steps: " + fullSteps[0]);
      return null;
    });
  }

  /// A top-k that keeps all tokens takes the way by scores, the temperature alone the way by the kernel.
  @Test void drawingByKernelAndByScoresIsTheSame() {
    for (String kernels : List.of("reference", "")) {
      with(2, kernels, "qwen3", model -> {
        Generator generator = new Generator(model);
        for (Sampler plain : List.of(SAMPLER, Sampler.temperature(1), Sampler.greedy())) {
          GenerationSettings byScores = SETTINGS.withSampler(plain.with(new TopK(1_000_000)));
          assertSame(generator.generate(prompts(6), 2, byScores, RandomKey.of(5)),
              generator.generate(prompts(6), 2, SETTINGS.withSampler(plain), RandomKey.of(5)));
        }
        return null;
      });
    }
  }

  @Test void stopTextEndsACompletionAcrossTheBordersOfTokens() {
    with(1, "", "llama", model -> {
      Generator generator = new Generator(model);
      int[] free = generator.generate(prompts(2).get(1), GenerationSettings.greedy(12), RandomKey.of(0))
          .ids();
      String wanted = ASCII.decode(Arrays.copyOfRange(free, 5, 8));
      int end = ASCII.decode(free).indexOf(wanted) + 3;
      Completion stopped = generator.generate(prompts(2).get(1),
          GenerationSettings.greedy(12).withStopText(new StopText(ASCII, List.of("never seen", wanted))),
          RandomKey.of(0));
      assertArrayEquals(Arrays.copyOf(free, end), stopped.ids());
      assertEquals(FinishReason.STOP_TEXT, stopped.reason());
      return null;
    });
  }

  @Test void theFirstTokenWhoseCumulativeProbabilityExceedsTheDrawIsTaken() {
    float[] quarters = {(float) Math.log(0.25), Float.NEGATIVE_INFINITY, (float) Math.log(0.25),
        (float) Math.log(0.5)};
    Scores scores = new Scores(4);
    double[] draws = {0, 0.24, 0.26, 0.49, 0.51, 0.999999};
    int[] expected = {0, 0, 2, 2, 3, 3};
    for (int i = 0; i < draws.length; i++) {
      scores.load(quarters);
      assertEquals(expected[i], scores.draw(draws[i]), "draw " + draws[i]);
    }
    scores.load(1, 1, 1, 1);                                       // four equal ones: cumulative 0.25, 0.5, 0.75, 1
    assertEquals(1, scores.draw(0.25), "0.25 does not exceed 0.25");
  }

  @Test void tiesOfTopKTopPAndGreedyGoToTheLowestId() {
    Scores scores = new Scores(5);
    scores.load(1, 2, 2, -0f, 2);
    new TopK(2).apply(scores, new int[0], 0);
    assertEquals(List.of(1, 2), possible(scores));
    scores.load(1, 1, 1, 1, 1);
    new TopP(0.5).apply(scores, new int[0], 0);
    assertEquals(List.of(0, 1, 2), possible(scores));
    scores.load(0, -0f, 0, 0, -1);
    new TopK(2).apply(scores, new int[0], 0);
    assertEquals(List.of(0, 1), possible(scores), "−0 and 0 are equal");
    scores.load(0, 3, 3, 1, 3);
    assertEquals(1, scores.argMax());
  }

  private static List<Integer> possible(Scores scores) {
    List<Integer> possible = new ArrayList<>();
    for (int id = 0; id < scores.size(); id++) if (scores.isPossible(id)) possible.add(id);
    return possible;
  }

  @Test void drawsFollowTheDistribution() {
    float[] logits = {0, 1, 2, -1};
    double sum = 0;
    for (float logit : logits) sum += Math.exp(logit);
    int[] counts = new int[4];
    int draws = 20_000;
    Scores scores = new Scores(4);
    for (int i = 0; i < draws; i++) {
      scores.load(logits);
      double draw = Philox.uniform(3, Philox.Stream.SAMPLING, 0, i, 0, 0);
      counts[Sampler.temperature(1).next(scores, new int[0], 0, draw)]++;
    }
    for (int id = 0; id < 4; id++) {
      double p = Math.exp(logits[id]) / sum, deviation = Math.sqrt(p * (1 - p) / draws);
      assertEquals(p, (double) counts[id] / draws, 4 * deviation, "token " + id);
    }
  }

  @Test void badRequestsAreRefusedInASentence() {
    with(1, "", "llama", model -> {
      Generator generator = new Generator(model);
      String empty = assertThrows(IllegalArgumentException.class, () -> generator.generate(
          List.of(new int[]{1}, new int[0]), 1, SETTINGS, RandomKey.of(0))).getMessage();
      assertEquals("generate: prompt 1 is empty; begin it with some token", empty);
      String outside = assertThrows(IllegalArgumentException.class,
          () -> generator.generate(new int[]{97}, SETTINGS, RandomKey.of(0))).getMessage();
      assertTrue(outside.contains("97"), outside);
      model.model().norm().weight().value().data().fill(Float.NaN);
      String nan = assertThrows(ArithmeticException.class,
          () -> generator.generate(new int[]{1}, SETTINGS, RandomKey.of(0))).getMessage();
      assertEquals("the logit of token 0 is NaN; has training diverged?", nan);
      return null;
    });
  }
}
