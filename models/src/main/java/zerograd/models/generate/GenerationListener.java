package zerograd.models.generate;

/// Hears how a generation goes on, on the thread that generates: to show text as it comes, or to measure.
///
///     generator.generate(prompts, 1, settings, key, (sequence, id) -> IO.print(tokenizer.decode(new int[]{id})));
///
/// Listening changes no bit. What a listener throws ends the generation.
@FunctionalInterface
public interface GenerationListener {

  /// Listens to nothing.
  GenerationListener NONE = (_, _) -> {
  };

  /// Sequence `sequence` goes on with the token `id`; sequences are numbered as their completions are. After each step this is
  /// called for all sequences that were in it, in no particular order.
  void onToken(int sequence, int id);

  /// A step is done, in which `sequences` sequences got a token each: the first after their prompts, or one more.
  default void onStep(int sequences) {}

  /// Asked before each step: whether to go on. If not, all completions end as they are.
  default boolean wantsMore() { return true; }
}
