package zerograd.models.generate;

import java.util.Arrays;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.Device;

/// One text that is read and written in turns. The keys and values of its tokens are kept, so a prompt that begins as the text
/// so far costs only what is new in it.
///
///     try (var transcript = new Transcript(model)) {
///       transcript.complete(question, settings, key, listener);       // reads the question
///       transcript.complete(longer, settings, key, listener);         // reads what follows the common beginning
///     }
///
/// A completion has the bits that [Generator] gives for the whole prompt. For one thread.
public final class Transcript implements AutoCloseable {

  /// Tokens that are read together; between them the listener may stop.
  private static final int ROWS = 256;

  /// Positions that there is room for at first.
  private static final int SMALLEST = 256;

  private final CausalLm model;
  private int[] ids = {};
  private int length;                                        // of `ids`: those whose keys and values are in the cache
  private Scope scope;
  private KvCache cache;

  /// Nothing read yet. It takes the memory that it needs, in a scope of its own.
  public Transcript(CausalLm model) { this.model = model; }

  CausalLm model() { return model; }

  KvCache cache() { return cache; }

  /// The tokens that were read and are kept: all that was last completed, and the completion but for its last token.
  public int[] ids() { return Arrays.copyOf(ids, length); }

  /// How many tokens of `prompt` need not be read, as the text begins with them. The last one is read in any case.
  public int shared(int[] prompt) {
    int most = Math.min(length, prompt.length - 1);
    int different = Arrays.mismatch(ids, 0, most, prompt, 0, most);
    return different < 0 ? most : different;
  }

  /// Continues `prompt`. What was read of another text, from the first token that differs, is forgotten. Whatever ends it, an
  /// exception too, the next call may follow.
  ///
  /// @throws IllegalArgumentException if the prompt is empty or has an id outside the vocabulary
  /// @throws OutOfMemoryError if there is no room for a text that long
  public Completion complete(int[] prompt, GenerationSettings settings, RandomKey key,
      GenerationListener listener) {
    if (prompt.length == 0)
      throw new IllegalArgumentException("transcript: the prompt is empty; begin it with some token");
    length = shared(prompt);
    makeRoom(Math.addExact(prompt.length, settings.maxNewTokens()));
    return Tape.withoutRecording(() -> {
      while (prompt.length - length > ROWS) {
        if (!listener.wantsMore()) return new Completion(0, new int[0], new float[0], FinishReason.STOPPED);
        Device.current().run("prompt", () -> read(prompt, length + ROWS));
      }
      return Device.current().call("completion",
          () -> new Generation(this, prompt, settings, key, listener).run().getFirst());
    });
  }

  /// Reads the rest of `prompt`; the hidden state of its last token (D).
  float[] lastHidden(int[] prompt) {
    Variable hidden = read(prompt, prompt.length);
    int D = hidden.shape().columns();
    float[] last = new float[D];
    hidden.value().data().copyTo((long) (hidden.shape().rows() - 1) * D, last);
    return last;
  }

  /// Reads `prompt` up to position `end`; the hidden states of its new tokens.
  private Variable read(int[] prompt, int end) {
    int n = end - length;
    Scope inner = Device.scope();
    Ints rows = inner.ints(n), slots = inner.ints(n), positions = inner.ints(n);
    for (int i = 0; i < n; i++) {
      rows.set(i, prompt[length + i]);
      slots.set(i, 0);
      positions.set(i, length + i);
    }
    Variable hidden = model.model().forward(rows, cache.decode(slots, positions, end));
    System.arraycopy(prompt, length, ids, length, n);
    length = end;
    return hidden;
  }

  /// The token `id` was read, next to all others.
  void hasRead(int id) { ids[length++] = id; }

  /// Sees to it that `positions` fit, and moves what is kept if it has to.
  private void makeRoom(int positions) {
    if (cache != null && positions <= cache.capacity()) return;
    int capacity = Math.max(positions, cache == null ? SMALLEST : Math.multiplyExact(2, cache.capacity()));
    Scope larger = new Scope("keys and values", Device.current().workspace());
    try {
      KvCache moved = new KvCache(model, 1, capacity, larger);
      if (length > 0) moved.copyFrom(cache, length);
      close();
      cache = moved;
    } catch (Throwable failed) {
      larger.close();
      throw failed;
    }
    scope = larger;
    ids = Arrays.copyOf(ids, capacity);
  }

  /// Gives its memory back.
  @Override public void close() { if (scope != null) scope.close(); }
}
