import module zerograd.models;

/// Lesson 6: supervised fine-tuning. The model learns to answer by being shown answers; the prompt only
/// conditions.
///
///     L = − Σ wₜ log π(tokenₜ | tokens before) / Σ wₜ        wₜ = 0 in the prompt, 1 in the answer
///
/// The task is to sort four letters. Words of the examination are never shown, so what is right there was not
/// learned by heart. The weights start random to keep the lesson small; with `Pretrained.load(folder)` in
/// their place, nothing else changes.
///
/// Ouyang et al. 2022, *Training language models to follow instructions with human feedback*,
/// arXiv:2203.02155, section 3.4.
void main() {
  List<String> shown = new ArrayList<>(), examined = new ArrayList<>();
  for (int i = 0; i < 6 * 6 * 6 * 6; i++) {
    String word = "" + letter(i) + letter(i / 6) + letter(i / 36) + letter(i / 216);
    (Philox.below(12, 1, Philox.Stream.DATA, 0, i, 0, 0) == 0 ? examined : shown).add(word);
  }

  try (var device = Device.cpu(1)) {
    device.run("model", () -> {
      var config = TransformerConfig.of(Map.of("model_type", "qwen2", "vocab_size", LETTERS.length(),
        "hidden_size", 32, "intermediate_size", 64, "num_hidden_layers", 2, "num_attention_heads", 4,
        "num_key_value_heads", 2, "max_position_embeddings", 16, "initializer_range", 0.1));
      CausalLm model = Pretrained.random(config, 1).model();
      int steps = 120;
      var settings = LanguageModelTrainer.Settings.of(6e-3).withSchedule(new Schedule.Cosine(10, steps));
      var trainer = new LanguageModelTrainer(model, settings);
      var batches = Batches.ofExamples(shown.size(), 32, 1);

      examine("before", model, examined);
      for (int step = 0; step < steps; step++) {
        List<Example> batch = Arrays.stream(batches.batch(step)).mapToObj(shown::get)
          .map(word -> Example.completion(encode(word + ">"), encode(sorted(word) + "."))).toList();
        var report = trainer.step(batch);
        if (step % 30 == 0) IO.println("step %3d   loss %.3f".formatted(step, report.loss()));
      }
      examine("after", model, examined);
    });
  }
}

/// Greedy answers to all questions at once; a full stop ends one.
void examine(String when, CausalLm model, List<String> words) {
  var settings = GenerationSettings.greedy(5).withStopIds(Set.of(LETTERS.indexOf('.')));
  List<int[]> prompts = words.stream().map(word -> encode(word + ">")).toList();
  List<Completion> answers = new Generator(model).generate(prompts, 1, settings, RandomKey.of(0));
  int right = 0;
  for (int i = 0; i < words.size(); i++)
    if (decode(answers.get(i)).equals(sorted(words.get(i)) + ".")) right++;
  IO.println("%s: %d of %d examined words sorted, for example %s>%s".formatted(when, right, words.size(),
    words.get(7), decode(answers.get(7))));
}

final String LETTERS = "abcdef>.";

char letter(int i) { return LETTERS.charAt(i % 6); }

int[] encode(String text) { return text.chars().map(LETTERS::indexOf).toArray(); }

String decode(Completion answer) {
  return Arrays.stream(answer.ids()).mapToObj(id -> LETTERS.substring(id, id + 1))
    .collect(Collectors.joining());
}

String sorted(String word) {
  return word.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
}
