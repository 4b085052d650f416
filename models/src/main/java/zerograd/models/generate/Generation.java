package zerograd.models.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.TokenLogProbsKernel.Draws;

/// One run of [Generator]: admit what fits, advance all by a token, drop what is finished, until nothing is left. A finished
/// sequence is replaced before the next step.
final class Generation {

  /// Weights that a thread can well read for itself, in bytes: they stay in the caches.
  private static final long CACHED = 8L << 20;
  /// Sequences of a part of a step, at least: fewer would read the weights too often.
  private static final int FEWEST = 8;
  /// Sequences of a part where there are enough of them for more parts than threads, so that one can help another.
  private static final int USUAL = 16;
  /// Logits held at a time, in numbers: 16 MB.
  private static final int CHUNK_NUMBERS = 4 << 20;

  /// A prompt. Once it is computed, and until its last sample has begun, it has its last hidden state (D), and a slot that
  /// begins with its keys and values.
  private static final class Prompt {
    static final int NOWHERE = -1;

    final int number;
    final int[] ids;
    int samplesToBegin;
    float[] lastHidden;
    int slot = NOWHERE;

    Prompt(int number, int[] ids, int samples) {
      this.number = number;
      this.ids = ids;
      samplesToBegin = samples;
    }
  }

  /// A text on its way: the prompt and the tokens after it.
  private static final class Sequence {
    final Prompt prompt;
    final int number;
    final int promptLength;
    final int[] tokens;
    final float[] logProbs;
    final StopText.Follower follower;
    int length;
    int slot;
    FinishReason finished;

    Sequence(Prompt prompt, int number, GenerationSettings settings) {
      this.prompt = prompt;
      this.number = number;
      promptLength = length = prompt.ids.length;
      tokens = Arrays.copyOf(prompt.ids, promptLength + settings.maxNewTokens());
      logProbs = new float[settings.maxNewTokens()];
      follower = settings.stopText().map(stop -> stop.new Follower()).orElse(null);
    }

    void add(int id, float logProb, GenerationSettings settings) {
      logProbs[length - promptLength] = logProb;
      tokens[length++] = id;
      if (settings.stopIds().contains(id)) finished = FinishReason.STOP_TOKEN;
      else if (follower != null && follower.stopsAfter(id)) finished = FinishReason.STOP_TEXT;
      else if (length == tokens.length) finished = FinishReason.LENGTH;
    }

    Completion completion() {
      return new Completion(prompt.number, Arrays.copyOfRange(tokens, promptLength, length),
          Arrays.copyOf(logProbs, length - promptLength), finished);
    }
  }

  private final CausalLm model;
  private final GenerationSettings settings;
  private final RandomKey key;
  private final GenerationListener listener;
  private final KvCache cache;
  private final Optional<Transcript> transcript;
  private final ThreadLocal<Scores> scores;
  private final boolean inParts;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Integer> freeSlots = new ArrayList<>();
  private final List<Sequence> live = new ArrayList<>();
  private final Completion[] completions;
  private boolean weightsAreArranged;

  Generation(CausalLm model, List<int[]> prompts, int samples, GenerationSettings settings, RandomKey key,
      GenerationListener listener) {
    this(model, prompts, samples, settings, key, listener, Optional.empty());
  }

  /// Goes on with a transcript, which has read the beginning of `prompt` and has room for all that may be written.
  Generation(Transcript transcript, int[] prompt, GenerationSettings settings, RandomKey key,
      GenerationListener listener) {
    this(transcript.model(), List.of(prompt), 1, settings, key, listener, Optional.of(transcript));
  }

  private Generation(CausalLm model, List<int[]> prompts, int samples, GenerationSettings settings,
      RandomKey key, GenerationListener listener, Optional<Transcript> transcript) {
    this.model = model;
    this.settings = settings;
    this.key = key;
    this.listener = listener;
    this.transcript = transcript;
    int capacity = settings.maxNewTokens()
        + prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    int slots = slots(prompts.size() * samples, capacity);
    cache = transcript.map(Transcript::cache).orElseGet(() -> new KvCache(model, slots, capacity));
    for (int slot = 0; slot < slots; slot++) freeSlots.add(slot);
    completions = new Completion[prompts.size() * samples];
    for (int p = 0; p < prompts.size(); p++) {
      Prompt prompt = new Prompt(p, prompts.get(p), samples);
      for (int i = 0; i < samples; i++) waiting.add(new Sequence(prompt, p * samples + i, settings));
    }
    int V = model.lmHead().weight().shape().dim(0);
    scores = ThreadLocal.withInitial(() -> new Scores(V));
    long bytes = model.parameters().values().stream().mapToLong(Generation::bytes).sum();
    inParts = bytes <= CACHED && !Device.current().isAccelerated();
  }

  private static long bytes(Param weight) {
    return weight.matrix().map(FrozenMatrix::bytes).orElse(weight.shape().size() * Float.BYTES);
  }

  private int slots(int sequences, int capacity) {
    long affordable = settings.maxCacheBytes() / KvCache.slotBytes(model, capacity);
    return (int) Math.max(1, Math.min(affordable, Math.min(sequences, settings.maxSequences())));
  }

  List<Completion> run() {
    return Tape.withoutRecording(() -> {
      while (!waiting.isEmpty() || !live.isEmpty()) {
        if (!listener.wantsMore()) {
          stop();
          break;
        }
        List<Sequence> admitted = admit();
        if (!admitted.isEmpty()) Device.current().run("prefill", () -> begin(admitted));
        else
          decode();
        retire();
      }
      return List.of(completions);
    });
  }

  /// As many of the next sequences as there are free slots, up to a number of tokens in prompts that are yet to be computed.
  private List<Sequence> admit() {
    List<Sequence> admitted = new ArrayList<>();
    int tokens = 0;
    while (!waiting.isEmpty() && !freeSlots.isEmpty()) {
      Prompt prompt = waiting.peek().prompt;
      if (prompt.slot == Prompt.NOWHERE) {
        tokens += prompt.ids.length;
        if (tokens > Generator.PREFILL_TOKENS && !admitted.isEmpty()) break;
      }
      Sequence next = waiting.remove();
      // the prompt's own slot first, so that no other prompt takes it while samples wait: these come before all others
      next.slot = freeSlots.remove(Math.max(0, freeSlots.indexOf(prompt.slot)));
      if (prompt.slot == Prompt.NOWHERE) prompt.slot = next.slot;
      admitted.add(next);
    }
    return admitted;
  }

  /// Computes each prompt once, shares its keys and values, and chooses the first token of every sequence.
  private void begin(List<Sequence> admitted) {
    List<Prompt> fresh = admitted.stream().map(sequence -> sequence.prompt)
        .filter(prompt -> prompt.lastHidden == null).distinct().toList();
    if (!fresh.isEmpty()) prefill(fresh);

    int D = admitted.getFirst().prompt.lastHidden.length;
    int n = admitted.size();
    Tensor hidden = Tensor.empty(new Shape(n, D));
    Ints places = Device.scope().ints(2L * n), sequences = places.slice(0, n), positions = places.slice(n, n);
    for (int i = 0; i < n; i++) {
      Sequence sequence = admitted.get(i);
      Prompt prompt = sequence.prompt;
      hidden.data().slice((long) i * D, D).copyFrom(prompt.lastHidden);
      if (sequence.slot != prompt.slot) cache.copy(prompt.slot, sequence.slot, prompt.ids.length);
      if (--prompt.samplesToBegin == 0) prompt.lastHidden = null;
      sequences.set(i, sequence.number);
      positions.set(i, sequence.length - 1);
    }
    choose(Variable.constant(hidden), admitted, key.draws(sequences, positions));
    live.addAll(admitted);
    tell(admitted);
  }

  /// Computes prompts, each into its slot.
  private void prefill(List<Prompt> prompts) {
    if (transcript.isPresent()) {
      prompts.getFirst().lastHidden = transcript.get().lastHidden(prompts.getFirst().ids);
      return;
    }
    TokenBatch batch = TokenBatch.of(prompts.stream().map(prompt -> prompt.ids).toList());
    int[] slots = prompts.stream().mapToInt(prompt -> prompt.slot).toArray();
    Variable hidden = model.model().forward(batch.ids(), cache.prefill(batch, slots));
    int D = hidden.shape().columns();
    for (int b = 0; b < slots.length; b++) {
      prompts.get(b).lastHidden = new float[D];
      hidden.value().data().copyTo((batch.starts().get(b + 1L) - 1L) * D, prompts.get(b).lastHidden);
    }
  }

  /// Advances all live sequences by one token.
  ///
  /// With small weights each thread takes some of the sequences through the whole model: they wait for each other once a step,
  /// and what one has computed stays in its core's cache. With large ones, which come from memory, all take a part of each
  /// product. The first step is of the second kind, so that all threads arrange the weights.
  private void decode() {
    Device device = Device.current();
    int n = live.size(), threads = device.workers().threads();
    if (inParts && weightsAreArranged && threads > 1 && n >= FEWEST * threads) {
      int parts = threads * Math.max(1, n / (USUAL * threads));
      device.workers().pieces(parts, (part, _) -> device.run("decode",
          () -> advance(live.subList(n * part / parts, n * (part + 1) / parts))));
    } else {
      device.run("decode", () -> advance(live));
      weightsAreArranged = true;
    }
    tell(live);
  }

  /// Advances some live sequences by one token.
  private void advance(List<Sequence> some) {
    int n = some.size(), longest = 0;
    Ints places = Device.scope().ints(4L * n);                        // one block, which reaches a device at once
    Ints ids = places.slice(0, n), slots = places.slice(n, n), positions = places.slice(2L * n, n);
    Ints sequences = places.slice(3L * n, n);
    for (int i = 0; i < n; i++) {
      Sequence sequence = some.get(i);
      sequences.set(i, sequence.number);
      ids.set(i, sequence.tokens[sequence.length - 1]);
      slots.set(i, sequence.slot);
      positions.set(i, sequence.length - 1);
      longest = Math.max(longest, sequence.length);
    }
    Variable hidden = model.model().forward(ids, cache.decode(slots, positions, longest));
    transcript.ifPresent(kept -> kept.hasRead(ids.get(0)));
    choose(hidden, some, key.draws(sequences, positions));
  }

  private void tell(List<Sequence> advanced) {
    for (Sequence sequence : advanced)
      listener.onToken(sequence.number, sequence.tokens[sequence.length - 1]);
    listener.onStep(advanced.size());
  }

  /// Adds to each sequence the token chosen from its row of `hidden` (n, D) by its row of `draws`.
  private void choose(Variable hidden, List<Sequence> sequences, Draws draws) {
    int chunk = Math.max(1, CHUNK_NUMBERS / model.lmHead().weight().shape().dim(0));
    for (int from = 0; from < sequences.size(); from += chunk) {
      int to = Math.min(sequences.size(), from + chunk), first = from;
      Device.current().run("logits",
          () -> chooseFrom(model.lmHead().forward(hidden.slice(first, to)), sequences.subList(first, to),
              draws.slice(first, to - first)));
    }
  }

  private void chooseFrom(Variable logits, List<Sequence> sequences, Draws draws) {
    int n = sequences.size(), V = logits.shape().columns();
    Floats values = logits.value().data(), logProbs = Device.scope().floats(n);
    Ints chosen = Device.scope().ints(n);
    Sampler sampler = settings.sampler();
    if (sampler.isPlain()) choosePlainly(chosen, logProbs, values, draws, n, V);
    else
      chooseByScores(chosen, logProbs, values, sequences, draws, V);
    for (int i = 0; i < n; i++) sequences.get(i).add(chosen.get(i), logProbs.get(i), settings);
  }

  /// From the whole distribution, by a kernel.
  private void choosePlainly(Ints chosen, Floats logProbs, Floats logits, Draws draws, int n, int V) {
    if (settings.sampler().isGreedy()) {
      Device.kernels().tokenLogProbs().likeliest(chosen, logProbs, logits, n, V);
    } else {
      Device.kernels().tokenLogProbs().draw(chosen, logProbs, logits, draws, n, V,
          settings.sampler().logProbTemperature());
    }
    for (int i = 0; i < n; i++) if (chosen.get(i) < 0) throw unusable(logits.slice((long) i * V, V));
  }

  private static ArithmeticException unusable(Floats logits) {
    for (int id = 0; id < logits.length(); id++)
      if (Float.isNaN(logits.get(id))) return Scores.notANumber(id);
    return new ArithmeticException("the largest logit is infinite; has training diverged?");
  }

  /// From what the sampler's processors leave of the distribution.
  private void chooseByScores(Ints chosen, Floats logProbs, Floats logits, List<Sequence> sequences,
      Draws draws, int V) {
    int n = sequences.size();
    Sampler sampler = settings.sampler();
    Device.current().workers().rows(n, 1, (from, to, _) -> {
      Scores own = scores.get();
      for (int i = from; i < to; i++) {
        Sequence sequence = sequences.get(i);
        own.load(logits, (long) i * V);
        double draw = sampler.isGreedy() ? 0 : draws.number(i);
        chosen.set(i, sampler.next(own, sequence.tokens, sequence.length, draw));
      }
    });
    Scope scope = Device.scope();
    Device.kernels().tokenLogProbs().forward(logProbs, scope.floats(n), scope.floats(n), scope.floats(n),
        logits,
        chosen, n, V, sampler.logProbTemperature());
  }

  /// Ends all sequences where they are.
  private void stop() {
    live.addAll(waiting);
    waiting.clear();
    for (Sequence sequence : live) sequence.finished = FinishReason.STOPPED;
    retire();
  }

  private void retire() {
    live.removeIf(sequence -> {
      if (sequence.finished == null) return false;
      completions[sequence.number] = sequence.completion();
      freeSlots.add(sequence.slot);
      return true;
    });
  }
}
