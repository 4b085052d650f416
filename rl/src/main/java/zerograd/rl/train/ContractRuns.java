package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.core.Philox;
import zerograd.core.Philox.Stream;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.Algorithm;
import zerograd.rl.Clip;
import zerograd.rl.Grpo;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;

/// Two short fixed trainings whose final weights are the same bits everywhere: on any machine, with any number of threads, any
/// vector width, any kernels, any micro-batch, with and without recomputation.
///
/// The model exercises what could differ: a tied head, biases, grouped heads, clipped gradients, several updates of the same
/// rollouts, a reference policy, and sizes that leave a remainder in every tile, lane group, chunk and split over threads.
///
/// @param microBatch sequences whose activations are held at once
/// @param recompute whether activations are computed again on the way back
public record ContractRuns(int microBatch, boolean recompute) {

  private static final long SEED = 20_251;
  private static final int VOCABULARY = 531, END = 7;
  private static final int SEQUENCES = 26, SHORTEST = 5, LENGTHS = 75, SFT_STEPS = 3;
  private static final int PROMPTS = 5, SAMPLES = 5, NEW_TOKENS = 21, RL_STEPS = 2;

  private static Pretrained model() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of("Qwen2ForCausalLM"));
    json.put("model_type", "qwen2");
    json.put("hidden_act", "silu");
    json.put("hidden_size", 108);
    json.put("intermediate_size", 150);
    json.put("num_hidden_layers", 2);
    json.put("num_attention_heads", 6);
    json.put("num_key_value_heads", 2);
    json.put("vocab_size", VOCABULARY);
    json.put("max_position_embeddings", 128);
    json.put("initializer_range", 0.1);
    json.put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 10_000.0);
    json.put("tie_word_embeddings", true);
    json.put("eos_token_id", END);
    return Pretrained.random(TransformerConfig.of(json), SEED);
  }

  /// Supervised training on random texts; returns the SHA-256 of the weights. Works in the device in use.
  public String sft() {
    Pretrained model = model();
    LanguageModelTrainer trainer = new LanguageModelTrainer(model.model(),
        new LanguageModelTrainer.Settings(2e-3,
            new Schedule.ConstantWithWarmup(2), AdamW.Settings.decaying(0.01), 0.5, microBatch, 0,
            recompute));
    for (int step = 0; step < SFT_STEPS; step++) {
      List<Example> batch = new ArrayList<>();
      for (int s = 0; s < SEQUENCES; s++) {
        int length = SHORTEST + Philox.below(LENGTHS, SEED, Stream.DATA, step, s, 0, 0);
        int[] ids = tokens(step, s, length);
        batch.add(s % 3 == 0
            ? Example.of(ids)
            : Example.completion(Arrays.copyOf(ids, 3), Arrays.copyOfRange(ids, 3, length)));
      }
      trainer.step(batch);
    }
    return Fingerprint.of(model.model().parameters());
  }

  /// GRPO with a rule for a reward; returns the SHA-256 of the weights. Works in the device in use.
  ///
  /// @param threads to compute rewards with
  /// @throws IOException never in practice: nothing is kept
  public String grpo(int threads) throws IOException {
    Pretrained policy = model();
    List<Prompt> prompts = new ArrayList<>();
    for (int p = 0; p < 2 * PROMPTS; p++) {
      prompts.add(new Prompt("prompt " + p, tokens(1 << 20, p, 4 + 3 * p), "", "contract"));
    }
    // even tokens are good, long responses a little bad
    RewardRunner rewards = RewardRunner.of(sample -> {
      int[] ids = Arrays.stream(sample.response().split(" ")).mapToInt(Integer::parseInt).toArray();
      return Arrays.stream(ids).filter(id -> id % 2 == 0).count() - 0.25 * ids.length;
    }, 0).withThreads(threads);
    RlTask task = new RlTask(prompts, List.of(), rewards,
        ids -> Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" ")), 1);
    GenerationSettings generation = GenerationSettings.greedy(NEW_TOKENS)
        .withSampler(Sampler.temperature(1.25f))
        .withStopIds(java.util.Set.of(END));
    RlSettings settings = new RlSettings(
        RL_STEPS, SEED, new RlSettings.Sampling(PROMPTS, SAMPLES, generation), new RlSettings.Updates(13, 2,
            microBatch, recompute, 2e-3, new Schedule.Constant(), AdamW.Settings.decaying(0.01), 0.5),
        new RlSettings.Intervals(0, 0, 1));
    Algorithm grpo = Grpo.paper().with(Clip.symmetric(0.2).withDual(3)).withEntropyWeight(0.01);
    new RlTrainer(policy, grpo, settings, task).train();
    return Fingerprint.of(policy.model().parameters());
  }

  private static int[] tokens(int step, int sequence, int length) {
    int[] ids = new int[length];
    for (int t = 0; t < length; t++)
      ids[t] = Philox.below(VOCABULARY, SEED, Stream.DATA, step, sequence, 1 + t, 0);
    return ids;
  }
}
