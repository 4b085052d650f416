package zerograd.rl.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.ValueLoss;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;

/// Models of a few thousand weights, and tasks they learn in seconds. Token 0 ends a response; the text of token i is its
/// letter, `a` for 1.
final class TinyTask {

  static final int VOCABULARY = 11, END = 0;

  /// How a critic learns here, if the algorithm has one.
  static final Critic.Settings CRITIC = new Critic.Settings(5e-3, new Schedule.Constant(),
      AdamW.Settings.decaying(0), 1,
      new ValueLoss(0.5), 0);

  private TinyTask() {}

  /// A random model with all that can go wrong: a tied head, biases, grouped heads, sizes that are no multiple of anything.
  static Pretrained model(long seed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", "qwen2");
    json.put("vocab_size", VOCABULARY);
    json.put("hidden_size", 24);
    json.put("intermediate_size", 27);
    json.put("num_hidden_layers", 2);
    json.put("num_attention_heads", 4);
    json.put("num_key_value_heads", 2);
    json.put("max_position_embeddings", 64);
    json.put("initializer_range", 0.2);
    json.put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 10000.0);
    json.put("tie_word_embeddings", true);
    return Pretrained.random(TransformerConfig.of(json), seed);
  }

  static String text(int... ids) {
    return IntStream.of(ids).mapToObj(id -> id == END ? "." : String.valueOf((char) ('a' + id - 1)))
        .collect(Collectors.joining());
  }

  /// Prompts of two letters; the answer is a if the second is in the first half of the alphabet, else b. One in seven is held
  /// out.
  static List<Prompt> prompts(boolean heldOut) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      int[] ids = {1 + i / 10, 1 + i % 10};
      if (i % 7 == 3 == heldOut) prompts.add(new Prompt(text(ids), ids, i % 10 < 5 ? "a" : "b", "letters"));
    }
    return prompts;
  }

  /// To give the answer and stop: a point for the letter, a point for the end after a letter.
  static final Reward ANSWER = sample -> {
    String response = sample.response(), wanted = sample.groundTruth("letter");
    return (response.startsWith(wanted) ? 1 : 0) + (response.indexOf('.') == 1 ? 1 : 0);
  };

  static RlTask task(Reward reward) {
    return new RlTask(prompts(false), prompts(true), RewardRunner.of(reward, 0).withThreads(2),
        TinyTask::text, 2);
  }

  static RlSettings.Sampling sampling(int prompts, int group, int maxNewTokens) {
    GenerationSettings generation = GenerationSettings.greedy(maxNewTokens)
        .withSampler(Sampler.temperature(1))
        .withStopIds(Set.of(END));
    return new RlSettings.Sampling(prompts, group, generation);
  }
}
