package zerograd.tests.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Recipes that run in a second or two.
final class Recipes {

  /// Reinforcement learning of digit completion: two updates a step, a checkpoint every second one.
  static final String REINFORCED = """
      name: tiny
      method: reinforce-plus-plus
      seed: 3
      steps: 8
      model:
        create: {model_type: llama, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 1}
      task:
        digit_completion: {seed: 1}
      sampling: {prompts: 16, group: 1, max_new_tokens: 4}
      rl: {kl: k1, kl_in: reward, kl_weight: 0.01}
      batch: {size: 8, micro: 5}
      optimizer: {learning_rate: 1e-3, schedule: cosine, warmup_steps: 2}
      intervals: {checkpoint: 2, keep: 2, validate: 0}
      """;

  /// Supervised learning of solutions to puzzles.
  static final String SUPERVISED = """
      name: tiny
      method: sft
      seed: 3
      steps: 8
      model:
        create: {hidden_size: 16, intermediate_size: 24, num_hidden_layers: 1, vocab_size: 300, initializer_range: 0.05}
      task:
        knights_and_knaves: {people: 2, width: 2, names: 6, pool: 60, held_out: 4, examples: 24}
      sampling: {max_new_tokens: 4}
      batch: {size: 4, micro: 3}
      optimizer: {learning_rate: 3e-3, schedule: cosine, warmup_steps: 2}
      intervals: {checkpoint: 2, keep: 2, validate: 0}
      """;

  /// Examples first, then rewards in two stages that differ in data, sampling and rate.
  static final String STAGED = """
      name: tiny
      seed: 3
      model:
        create: {hidden_size: 16, intermediate_size: 24, num_hidden_layers: 1, vocab_size: 300, initializer_range: 0.05}
      task:
        knights_and_knaves: {people: 2, width: 2, names: 6, pool: 60, held_out: 4, examples: 24}
      sampling: {prompts: 4, group: 2, max_new_tokens: 4}
      rl: {kl: k3, kl_weight: 0.01, kl_target: 0.1, kl_horizon: 100}
      batch: {size: 4, micro: 3}
      optimizer: {learning_rate: 3e-3}
      intervals: {checkpoint: 2, keep: 2, validate: 0}
      stages:
        - {name: schooling, method: sft, steps: 3}
        - {name: pairs, method: grpo, steps: 3, carry: {moments: false}}
        - name: trios
          method: reinforce-plus-plus
          steps: 2
          task: {knights_and_knaves: {people: 3}}
          sampling: {group: 4, temperature: 1.2, final_temperature: 0.9, top_p: 0.95, top_k: 50}
          optimizer: {learning_rate: 1e-3, schedule: cosine, minimum_factor: 0.1}
          carry: {reference: false}
      """;

  private Recipes() {}

  static Path write(Path folder, String recipe) throws IOException {
    return Files.writeString(folder.resolve("tiny.yaml"), recipe);
  }
}
