package zerograd.models.generate;

import java.util.Optional;
import java.util.Set;

/// How long to generate, how to choose tokens, and when to stop.
///
/// @param maxNewTokens most tokens of a completion
/// @param stopIds tokens that end a completion
/// @param stopText strings that end a completion
/// @param maxSequences most sequences that advance together; the rest wait
/// @param maxCacheBytes most memory for keys and values; fewer sequences advance together where it does not suffice
public record GenerationSettings(int maxNewTokens, Sampler sampler, Set<Integer> stopIds,
    Optional<StopText> stopText, int maxSequences, long maxCacheBytes) {

  /// @throws IllegalArgumentException if a number is not positive
  public GenerationSettings {
    stopIds = Set.copyOf(stopIds);
    if (maxNewTokens < 1 || maxSequences < 1 || maxCacheBytes < 1) {
      throw new IllegalArgumentException(
          "generation: new tokens, sequences and cache bytes must be positive, got %d, %d and %d"
              .formatted(maxNewTokens, maxSequences, maxCacheBytes));
    }
  }

  /// Up to `maxNewTokens` likeliest tokens, without a stop token.
  public static GenerationSettings greedy(int maxNewTokens) {
    return new GenerationSettings(maxNewTokens, Sampler.greedy(), Set.of(), Optional.empty(), 256, 2L << 30);
  }

  public GenerationSettings withMaxNewTokens(int maxNewTokens) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, stopText, maxSequences, maxCacheBytes);
  }

  public GenerationSettings withSampler(Sampler sampler) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, stopText, maxSequences, maxCacheBytes);
  }

  public GenerationSettings withStopIds(Set<Integer> stopIds) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, stopText, maxSequences, maxCacheBytes);
  }

  public GenerationSettings withStopText(StopText stopText) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, Optional.of(stopText), maxSequences,
        maxCacheBytes);
  }

  public GenerationSettings withMaxSequences(int maxSequences) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, stopText, maxSequences, maxCacheBytes);
  }

  public GenerationSettings withMaxCacheBytes(long maxCacheBytes) {
    return new GenerationSettings(maxNewTokens, sampler, stopIds, stopText, maxSequences, maxCacheBytes);
  }
}
