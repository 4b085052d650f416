package zerograd.models.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.core.Philox;
import zerograd.models.TinyModels;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.Device;

class TranscriptTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  private static final GenerationSettings SETTINGS = GenerationSettings.greedy(30)
      .withSampler(Sampler.temperature(0.9f)).withStopIds(Set.of(3));
  private static final RandomKey KEY = RandomKey.of(8);

  private static void with(String family, Consumer<CausalLm> body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> body.accept(TinyModels.random(family, 11)));
    }
  }

  private static int[] text(int length, int salt) {
    int[] ids = new int[length];
    for (int t = 0; t < length; t++) ids[t] = 4 + Philox.below(93, 7, Philox.Stream.OTHER, salt, 0, t, 0);
    return ids;
  }

  private static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private static void assertFresh(CausalLm model, int[] prompt, Completion completion) {
    Completion fresh = new Generator(model).generate(prompt, SETTINGS, KEY);
    assertArrayEquals(fresh.ids(), completion.ids());
    for (int t = 0; t < fresh.ids().length; t++) {
      assertEquals(Float.floatToRawIntBits(fresh.logProbs()[t]),
          Float.floatToRawIntBits(completion.logProbs()[t]), "log-prob of token " + t);
    }
    assertEquals(fresh.reason(), completion.reason());
  }

  /// Turns of 1 to 400 tokens, so that the cache grows and long ones are read in parts.
  @ParameterizedTest
  @FieldSource("FAMILIES") void everyTurnHasTheBitsOfAFreshRunOfTheWholeText(String family) {
    with(family, model -> {
      try (Transcript transcript = new Transcript(model)) {
        int[] prompt = text(13, 1);
        int turn = 0;
        for (int length : new int[]{1, 40, 400, 2, 70}) {
          Completion completion = transcript.complete(prompt, SETTINGS, KEY, GenerationListener.NONE);
          assertFresh(model, prompt, completion);
          int[] all = joined(prompt, completion.ids());
          assertArrayEquals(Arrays.copyOf(all, all.length - 1), transcript.ids());
          prompt = joined(all, text(length, 2 + turn++));
          assertEquals(all.length - 1, transcript.shared(prompt));
        }
      }
    });
  }

  @Test void anotherBeginningIsReadAgainFromTheFirstDifference() {
    with("mistral", model -> {
      try (Transcript transcript = new Transcript(model)) {
        int[] first = text(60, 1), second = first.clone();
        second[25]++;
        assertFresh(model, first, transcript.complete(first, SETTINGS, KEY, GenerationListener.NONE));
        assertEquals(25, transcript.shared(second));
        assertFresh(model, second, transcript.complete(second, SETTINGS, KEY, GenerationListener.NONE));
        int[] shorter = Arrays.copyOf(second, 11);
        assertEquals(10, transcript.shared(shorter), "the last token is read for what follows it");
        assertFresh(model, shorter, transcript.complete(shorter, SETTINGS, KEY, GenerationListener.NONE));
      }
    });
  }

  /// Stops, or throws, when it is asked for the `moment`-th time whether to go on.
  private record Impatient(int moment, boolean rude, int[] asked) implements GenerationListener {
    @Override public void onToken(int sequence, int id) {}

    @Override public boolean wantsMore() {
      if (++asked[0] < moment) return true;
      if (rude) throw new IllegalStateException("enough");
      return false;
    }
  }

  @Test void whereverItIsStoppedTheNextTurnHasTheSameBits() {
    with("qwen3", model -> {
      int[] before = text(20, 1), prompt = joined(before, text(600, 2));
      Completion whole = new Generator(model).generate(prompt, SETTINGS, KEY);
      for (boolean rude : new boolean[]{false, true}) {
        for (int moment : new int[]{1, 2, 3, 4, 5, 9}) {
          try (Transcript transcript = new Transcript(model)) {
            transcript.complete(before, SETTINGS, KEY, GenerationListener.NONE);
            Impatient listener = new Impatient(moment, rude, new int[1]);
            if (rude) {
              assertThrows(IllegalStateException.class,
                  () -> transcript.complete(prompt, SETTINGS, KEY, listener));
            } else {
              Completion stopped = transcript.complete(prompt, SETTINGS, KEY, listener);
              assertEquals(FinishReason.STOPPED, stopped.reason());
              assertArrayEquals(Arrays.copyOf(whole.ids(), Math.max(0, moment - 3)), stopped.ids());
            }
            assertFresh(model, prompt, transcript.complete(prompt, SETTINGS, KEY, GenerationListener.NONE));
          }
        }
      }
    });
  }

  @Test void aGeneratorStopsAllItsSequencesWhereTheyAre() {
    with("llama", model -> {
      List<Integer> heard = new ArrayList<>();
      GenerationListener few = new GenerationListener() {
        @Override public void onToken(int sequence, int id) { heard.add(id); }

        @Override public boolean wantsMore() { return heard.size() < 6; }
      };
      List<Completion> stopped = new Generator(model).generate(List.of(text(5, 1), text(9, 2), text(7, 3)), 1,
          SETTINGS.withMaxSequences(2).withStopIds(Set.of()), KEY, few);
      assertEquals(List.of(3, 3, 0), stopped.stream().map(each -> each.ids().length).toList());
      for (Completion each : stopped) assertEquals(FinishReason.STOPPED, each.reason());
    });
  }

  @Test void anEmptyPromptIsRefused() {
    with("llama", model -> {
      try (Transcript transcript = new Transcript(model)) {
        assertEquals("transcript: the prompt is empty; begin it with some token",
            assertThrows(IllegalArgumentException.class,
                () -> transcript.complete(new int[0], SETTINGS, KEY, GenerationListener.NONE)).getMessage());
      }
    });
  }
}
