package zerograd.models.generate;

/// What a model wrote after a prompt.
///
/// @param prompt number of the prompt
/// @param ids the new tokens, a stop token included
/// @param logProbs for each, log softmax(logits / T) over the whole vocabulary; T is the sampler's, 1 if greedy
/// @param reason why it ended
public record Completion(int prompt, int[] ids, float[] logProbs, FinishReason reason) {}
