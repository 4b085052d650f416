package zerograd.models.generate;

import java.util.List;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.Device;

/// Continues prompts with a language model.
///
///     var completions = new Generator(model).generate(prompts, 8, settings, RandomKey.of(seed));
///
/// All sequences advance together, one token a step, as long as they last; a finished one leaves the batch and the next takes
/// its place. What is in the batch changes speed and nothing else: a sequence's tokens and the bits of its
/// log-probabilities depend on the model, the prompt, the settings and its own draws. The log-probabilities are those that
/// [CausalLm#logProbs] gives at the same temperature, bit for bit.
///
/// Yu et al. 2022, *Orca: A Distributed Serving System for Transformer-Based Generative Models* (OSDI '22), section 4.1
/// (iteration-level scheduling).
public record Generator(CausalLm model) {

  /// Tokens of prompts that are computed together, at most, where one is not longer by itself.
  public static final int PREFILL_TOKENS = 8192;

  /// One completion of one prompt.
  public Completion generate(int[] prompt, GenerationSettings settings, RandomKey key) {
    return generate(List.of(prompt), 1, settings, key).getFirst();
  }

  /// `samples` completions of each prompt: those of prompt p are entries p · samples and following, and these are also their
  /// numbers for the draws. A prompt is computed once for all its samples.
  ///
  /// @throws IllegalArgumentException if a prompt is empty or has an id outside the vocabulary
  public List<Completion> generate(List<int[]> prompts, int samples, GenerationSettings settings,
      RandomKey key) {
    return generate(prompts, samples, settings, key, GenerationListener.NONE);
  }

  /// As the other, telling `listener` of every token.
  public List<Completion> generate(List<int[]> prompts, int samples, GenerationSettings settings,
      RandomKey key, GenerationListener listener) {
    if (samples < 1)
      throw new IllegalArgumentException("generate: at least 1 sample is needed, got " + samples);
    for (int p = 0; p < prompts.size(); p++) {
      if (prompts.get(p).length == 0) {
        throw new IllegalArgumentException(
            "generate: prompt %d is empty; begin it with some token".formatted(p));
      }
    }
    if (prompts.isEmpty()) return List.of();
    return Device.current().call("generation",
        () -> new Generation(model, prompts, samples, settings, key, listener).run());
  }
}
