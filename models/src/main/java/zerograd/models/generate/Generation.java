package zerograd.models.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

/// One run of [Generator]: admit what fits, advance all by a token, drop what is finished, until nothing is left.
final class Generation {

  /// Tokens of prompts that are computed together.
  private static final int PREFILL_TOKENS = 8192;

  /// Logits held at a time, in numbers: 16 MB.
  private static final int CHUNK_NUMBERS = 4 << 20;

  /// A text on its way: the prompt and the tokens after it.
  private static final class Sequence {
    final int prompt;
    final int number;
    final int promptLength;
    final int[] tokens;
    final float[] logProbs;
    final StopText.Follower follower;
    int length;
    int slot;
    FinishReason finished;

    Sequence(int prompt, int number, int[] promptTokens, GenerationSettings settings) {
      this.prompt = prompt;
      this.number = number;
      promptLength = length = promptTokens.length;
      tokens = Arrays.copyOf(promptTokens, promptLength + settings.maxNewTokens());
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
      return new Completion(prompt, Arrays.copyOfRange(tokens, promptLength, length),
          Arrays.copyOf(logProbs, length - promptLength), finished);
    }
  }

  /// Samples of one prompt that start together.
  private record Group(int prompt, List<Sequence> sequences) {}

  private final CausalLm model;
  private final List<int[]> prompts;
  private final GenerationSettings settings;
  private final RandomKey key;
  private final GenerationListener listener;
  private final KvCache cache;
  private final Scores[] scores;
  private final Deque<Group> waiting = new ArrayDeque<>();
  private final Deque<Integer> freeSlots = new ArrayDeque<>();
  private final List<Sequence> live = new ArrayList<>();
  private final Completion[] completions;

  Generation(CausalLm model, List<int[]> prompts, int samples, GenerationSettings settings, RandomKey key,
      GenerationListener listener) {
    this.model = model;
    this.prompts = prompts;
    this.settings = settings;
    this.key = key;
    this.listener = listener;
    int capacity = settings.maxNewTokens()
        + prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    int slots = slots(prompts.size() * samples, capacity);
    cache = new KvCache(model, slots, capacity);
    for (int slot = 0; slot < slots; slot++) freeSlots.add(slot);
    completions = new Completion[prompts.size() * samples];
    queue(samples, slots);
    scores = new Scores[Device.current().workers().threads()];
  }

  private int slots(int sequences, int capacity) {
    long affordable = settings.maxCacheBytes() / KvCache.slotBytes(model, capacity);
    return (int) Math.max(1, Math.min(affordable, Math.min(sequences, settings.maxSequences())));
  }

  /// The samples of a prompt form a group, or several if there are more samples than slots.
  private void queue(int samples, int slots) {
    for (int p = 0; p < prompts.size(); p++) {
      for (int from = 0; from < samples; from += slots) {
        List<Sequence> sequences = new ArrayList<>();
        for (int s = from; s < Math.min(samples, from + slots); s++) {
          sequences.add(new Sequence(p, p * samples + s, prompts.get(p), settings));
        }
        waiting.add(new Group(p, sequences));
      }
    }
  }

  List<Completion> run() {
    return Tape.withoutRecording(() -> {
      while (!waiting.isEmpty() || !live.isEmpty()) {
        List<Group> admitted = admit();
        if (!admitted.isEmpty()) Device.current().run("prefill", () -> prefill(admitted));
        else
          Device.current().run("decode", this::decode);
        retire();
      }
      return List.of(completions);
    });
  }

  /// The next groups that find slots for all their sequences, up to a number of tokens.
  private List<Group> admit() {
    List<Group> admitted = new ArrayList<>();
    int tokens = 0;
    while (!waiting.isEmpty() && waiting.peek().sequences().size() <= freeSlots.size()) {
      tokens += prompts.get(waiting.peek().prompt()).length;
      if (tokens > PREFILL_TOKENS && !admitted.isEmpty()) break;
      Group group = waiting.remove();
      for (Sequence sequence : group.sequences()) sequence.slot = freeSlots.remove();
      admitted.add(group);
    }
    return admitted;
  }

  /// Computes each prompt once, shares its keys and values, and chooses the first token of every sequence.
  private void prefill(List<Group> groups) {
    TokenBatch batch = TokenBatch.of(groups.stream().map(group -> prompts.get(group.prompt())).toList());
    int[] slots = groups.stream().mapToInt(group -> group.sequences().getFirst().slot).toArray();
    Variable hidden = model.model().forward(batch.ids(), cache.prefill(batch, slots));

    List<Sequence> started = new ArrayList<>();
    List<Integer> lastRows = new ArrayList<>();
    for (int b = 0; b < groups.size(); b++) {
      for (Sequence sequence : groups.get(b).sequences()) {
        if (sequence.slot != slots[b]) cache.copy(slots[b], sequence.slot, sequence.promptLength);
        started.add(sequence);
        lastRows.add(batch.starts().get(b + 1L) - 1);
      }
    }
    Ints rows = Device.scope().ints(lastRows.size());
    for (int i = 0; i < lastRows.size(); i++) rows.set(i, lastRows.get(i));
    choose(hidden.rows(rows), started);
    live.addAll(started);
    tell(started);
  }

  /// Advances all live sequences by one token.
  private void decode() {
    int n = live.size(), longest = 0;
    Scope scope = Device.scope();
    Ints ids = scope.ints(n), slots = scope.ints(n), positions = scope.ints(n);
    for (int i = 0; i < n; i++) {
      Sequence sequence = live.get(i);
      ids.set(i, sequence.tokens[sequence.length - 1]);
      slots.set(i, sequence.slot);
      positions.set(i, sequence.length - 1);
      longest = Math.max(longest, sequence.length);
    }
    choose(model.model().forward(ids, cache.decode(slots, positions, longest)), live);
    tell(live);
  }

  private void tell(List<Sequence> advanced) {
    for (Sequence sequence : advanced)
      listener.onToken(sequence.number, sequence.tokens[sequence.length - 1]);
    listener.onStep(advanced.size());
  }

  /// Adds to each sequence the token chosen from its row of `hidden` (n, D).
  private void choose(Variable hidden, List<Sequence> sequences) {
    int chunk = Math.max(1, CHUNK_NUMBERS / model.lmHead().weight().shape().dim(0));
    for (int from = 0; from < sequences.size(); from += chunk) {
      int to = Math.min(sequences.size(), from + chunk), first = from;
      Device.current().run("logits",
          () -> chooseFrom(model.lmHead().forward(hidden.slice(first, to)), sequences.subList(first, to)));
    }
  }

  private void chooseFrom(Variable logits, List<Sequence> sequences) {
    int n = sequences.size(), V = logits.shape().columns();
    Floats values = logits.value().data(), logProbs = Device.scope().floats(n);
    Ints chosen = Device.scope().ints(n);
    Sampler sampler = settings.sampler();
    if (sampler.isPlain()) choosePlainly(chosen, logProbs, values, sequences, V);
    else
      chooseByScores(chosen, logProbs, values, sequences, V);
    for (int i = 0; i < n; i++) sequences.get(i).add(chosen.get(i), logProbs.get(i), settings);
  }

  /// From the whole distribution, by a kernel.
  private void choosePlainly(Ints chosen, Floats logProbs, Floats logits, List<Sequence> sequences, int V) {
    int n = sequences.size();
    if (settings.sampler().isGreedy()) {
      Device.kernels().tokenLogProbs().likeliest(chosen, logProbs, logits, n, V);
    } else {
      double[] draws = sequences.stream().mapToDouble(this::draw).toArray();
      Device.kernels().tokenLogProbs().draw(chosen, logProbs, logits, draws, n, V,
          settings.sampler().logProbTemperature());
    }
    for (int i = 0; i < n; i++) if (chosen.get(i) < 0) throw unusable(logits.slice((long) i * V, V));
  }

  private double draw(Sequence sequence) { return key.draw(sequence.number, sequence.length); }

  private static ArithmeticException unusable(Floats logits) {
    for (int id = 0; id < logits.length(); id++)
      if (Float.isNaN(logits.get(id))) return Scores.notANumber(id);
    return new ArithmeticException("the largest logit is infinite; has training diverged?");
  }

  /// From what the sampler's processors leave of the distribution.
  private void chooseByScores(Ints chosen, Floats logProbs, Floats logits, List<Sequence> sequences, int V) {
    int n = sequences.size();
    Sampler sampler = settings.sampler();
    Device.current().workers().rows(n, 1, (from, to, worker) -> {
      Scores own = scores(worker, V);
      for (int i = from; i < to; i++) {
        Sequence sequence = sequences.get(i);
        own.load(logits, (long) i * V);
        double draw = sampler.isGreedy() ? 0 : draw(sequence);
        chosen.set(i, sampler.next(own, sequence.tokens, sequence.length, draw));
      }
    });
    Scope scope = Device.scope();
    Device.kernels().tokenLogProbs().forward(logProbs, scope.floats(n), scope.floats(n), scope.floats(n),
        logits,
        chosen, n, V, sampler.logProbTemperature());
  }

  /// Working memory of a thread; a nested call has no number and gets its own.
  private Scores scores(int worker, int V) {
    if (worker < 0) return new Scores(V);
    if (scores[worker] == null) scores[worker] = new Scores(V);
    return scores[worker];
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
