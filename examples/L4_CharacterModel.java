import module zerograd.models;

/// Lesson 4: a character model. A transformer of 47,616 weights learns which letter of a rhyme comes next.
///
///     L = − mean over t of log π(letter t | the letters before it)
///
/// To a model that knows nothing all V letters are equally likely, and L = ln V. Every fifty steps it is
/// asked to go on from "This is the": first it babbles, then it spells, then it recites.
///
/// Vaswani et al. 2017, *Attention Is All You Need*, arXiv:1706.03762. The exercise is that of Karpathy 2015,
/// *The Unreasonable Effectiveness of Recurrent Neural Networks*.
void main() {
  String text = rhyme();
  String letters = text.chars().distinct().sorted().mapToObj(Character::toString)
    .collect(Collectors.joining());
  int[] ids = text.chars().map(letters::indexOf).toArray();
  int V = letters.length();
  IO.println("%d characters, %d different; ln V = %.2f".formatted(ids.length, V, Math.log(V)));

  try (var device = Device.cpu(1)) {
    device.run("model", () -> {
      var config = TransformerConfig.of(Map.of("model_type", "llama", "vocab_size", V, "hidden_size", 48,
        "intermediate_size", 96, "num_hidden_layers", 2, "num_attention_heads", 4,
        "max_position_embeddings", 64, "initializer_range", 0.08, "tie_word_embeddings", true));
      CausalLm model = Pretrained.random(config, 1).model();
      var trainer = new LanguageModelTrainer(model,
        LanguageModelTrainer.Settings.of(1e-2)
        .withSchedule(new Schedule.Cosine(10, 151)));

      for (int step = 0; step <= 150; step++) {
        int number = step;
        List<Example> batch = IntStream.range(0, 6).mapToObj(b -> window(ids, number, b)).toList();
        var report = trainer.step(batch);
        if (step % 50 > 0) continue;
        IO.println("\nstep %d, loss %.2f: %s".formatted(step, report.loss(), speak(model, letters)));
      }
    });
  }
}

/// Sixty-four letters from a random place.
Example window(int[] ids, int step, int b) {
  int from = Philox.below(ids.length - 64, 1, Philox.Stream.SHUFFLING, step, b, 0, 0);
  return Example.of(Arrays.copyOfRange(ids, from, from + 64));
}

String speak(CausalLm model, String letters) {
  String begin = "This is the";
  var settings = GenerationSettings.greedy(53).withSampler(Sampler.temperature(0.4f));
  int[] ids = begin.chars().map(letters::indexOf).toArray();
  Completion said = new Generator(model).generate(ids, settings, RandomKey.of(1));
  String more = Arrays.stream(said.ids()).mapToObj(id -> letters.substring(id, id + 1))
    .collect(Collectors.joining());
  return (begin + more).replace('\n', '/');
}

/// The house that Jack built, 1755.
String rhyme() {
  String[] parts = """
    the house that Jack built.
    the malt that lay in
    the rat that ate
    the cat that killed
    the dog that worried
    the cow with the crumpled horn that tossed
    the maiden all forlorn that milked
    the man all tattered and torn that kissed
    the priest all shaven and shorn that married
    the cock that crowed in the morn that waked
    the farmer sowing his corn that kept""".split("\n");
  var rhyme = new StringBuilder();
  for (int verse = 0; verse < parts.length; verse++) {
    rhyme.append("This is ");
    for (int line = verse; line >= 0; line--) rhyme.append(parts[line]).append('\n');
  }
  return rhyme.toString();
}
