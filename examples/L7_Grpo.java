import module zerograd.rl;

/// Lesson 7: GRPO on arithmetic. Nobody shows the model a sum; it guesses eight times, and what was right
/// becomes likelier.
///
///     Aᵢ = (rᵢ − mean r) / (std r + ε)                    over the 8 guesses at one sum
///     L = − Σₜ wₜ min(ρₜ Aᵢ, clip(ρₜ) Aᵢ)                 ρ = π / π_old
///
/// A group that is right or wrong as a whole has A = 0 and teaches nothing; the others move the policy. The
/// sampler's probabilities are the trainer's, bit for bit: the ratio of a fresh sample is exactly 1,
/// `logprob_diff_max` is 0.
///
/// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, section 4.1.2, eq. 3.
void main() throws IOException {
  List<Prompt> sums = new ArrayList<>();
  for (int a = 0; a < 10; a++) {
    for (int b = 0; a + b < 10; b++) {
      String sum = a + "+" + b + "=";
      sums.add(new Prompt(sum, encode(sum), String.valueOf(a + b), "sums"));
    }
  }
  Reward right = sample -> sample.response().equals(sample.groundTruth()) ? 1 : 0;
  var task = new RlTask(sums, sums, RewardRunner.of(right, 0), this::decode, 1);

  try (var device = Device.cpu(1)) {
    device.run("policy", () -> {
      var config = TransformerConfig.of(Map.of("model_type", "qwen2", "vocab_size", TOKENS.length(),
        "hidden_size", 32, "intermediate_size", 64, "num_hidden_layers", 2, "num_attention_heads", 4,
        "num_key_value_heads", 2, "max_position_embeddings", 8, "initializer_range", 0.1));
      Pretrained policy = Pretrained.random(config, 1);
      var generation = GenerationSettings.greedy(1).withSampler(Sampler.temperature(1));
      RlSettings settings = RlSettings.small(100, new RlSettings.Sampling(55, 8, generation), 1);
      var trainer = new RlTrainer(policy, Grpo.trl(), settings, task).tell(new RlListener() {
        @Override public void onStep(zerograd.rl.train.StepReport report) { show(report); }
      });
      try {
        trainer.train();
      } catch (IOException impossible) {   // nothing is written
        throw new UncheckedIOException(impossible);
      }
    });
  }
}

void show(zerograd.rl.train.StepReport report) {
  if (report.step() > 0 && report.step() % 10 == 0) {
    double reward = report.metric("critic/score/mean");
    IO.println("step %3d   reward %.2f %-40s  entropy %.2f   logprob_diff_max %s".formatted(report.step(),
      reward, "█".repeat((int) (40 * reward)), report.metric("actor/entropy_loss"),
      report.metric("rollout/logprob_diff_max")));
  }
  if (report.metrics().containsKey("val/accuracy"))
    IO.println("greedy answers right: %.0f%%".formatted(100 * report.metric("val/accuracy")));
}

final String TOKENS = "0123456789+=";

int[] encode(String text) { return text.chars().map(TOKENS::indexOf).toArray(); }

String decode(int[] ids) {
  return Arrays.stream(ids).mapToObj(id -> TOKENS.substring(id, id + 1)).collect(Collectors.joining());
}
