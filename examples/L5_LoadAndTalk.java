import module zerograd.rl;

/// Lesson 5: load a model and talk to it.
///
///     java @examples/java.args examples/L5_LoadAndTalk.java [FOLDER [PROMPT]]
///
/// A folder holds what a published model's holds: config.json, safetensors, tokenizer.json. The text comes in
/// pieces of eight tokens, and each call starts from the text so far as if it had never seen it. The pieces
/// are still those of one long call, to the bits of the log-probabilities: a row of the forward pass depends
/// on the tokens before it and on nothing else, be it computed alone from a cache or together with a hundred
/// others (docs/numerics.md, rule 1).
void main(String[] arguments) {
  Path folder = Path.of(arguments.length > 0 ? arguments[0] : "recipes/quickstart/base");
  String prompt = arguments.length > 1 ? arguments[1] : puzzle();

  try (var device = Device.cpu()) {
    device.run("model", () -> {
      Pretrained model = Files.isDirectory(folder) ? load(folder) : babbler(folder, prompt);
      Tokenizer tokenizer = model.tokenizer().orElseThrow(
        () -> new IllegalArgumentException(folder + " has no tokenizer.json, so it cannot be talked to"));
      IO.println("%,d weights, %d tokens in the vocabulary\n".formatted(model.model().parameterCount(),
        tokenizer.vocabSize()));

      IO.print(prompt);
      int[] asked = tokenizer.encode(prompt);
      Completion whole = stream(model, tokenizer, asked, 96);

      var settings = GenerationSettings.greedy(96).withStopIds(Set.copyOf(model.eosTokenIds()));
      Completion once = new Generator(model.model()).generate(asked, settings, RandomKey.of(0));
      boolean same = Arrays.equals(once.ids(), whole.ids())
          && Arrays.equals(once.logProbs(), whole.logProbs());
      IO.println("\n\n%d tokens; one long call gives the same, bit for bit: %s".formatted(once.ids().length,
        same));
    });
  }
}

/// Prints a continuation while it is made. A character whose bytes lie in two tokens waits for the second.
Completion stream(Pretrained model, Tokenizer tokenizer, int[] asked, int most) {
  var settings = GenerationSettings.greedy(8).withStopIds(Set.copyOf(model.eosTokenIds()));
  var text = new StreamingDecoder(tokenizer, true);
  int[] ids = {};
  float[] logProbs = {};
  Completion piece;
  do {
    int[] soFar = IntStream.concat(Arrays.stream(asked), Arrays.stream(ids)).toArray();
    piece = new Generator(model.model()).generate(soFar, settings, RandomKey.of(0));
    for (int id : piece.ids()) IO.print(text.next(id));
    int before = ids.length;
    ids = Arrays.copyOf(ids, before + piece.ids().length);
    logProbs = Arrays.copyOf(logProbs, ids.length);
    System.arraycopy(piece.ids(), 0, ids, before, piece.ids().length);
    System.arraycopy(piece.logProbs(), 0, logProbs, before, piece.ids().length);
  } while (piece.reason() == FinishReason.LENGTH && ids.length < most);
  IO.print(text.finish());
  return new Completion(0, ids, logProbs, piece.reason());
}

/// A question that the quickstart's model is examined in.
String puzzle() {
  var course = new PuzzleCourse(2, 3, 8, 975, 200, 1234);
  return PromptTemplate.PLAIN.prompt(course.puzzles().examination().getFirst().quiz());
}

Pretrained load(Path folder) {
  try {
    return Pretrained.load(folder);
  } catch (IOException unreadable) {
    throw new UncheckedIOException(unreadable);
  }
}

/// Random weights and a tokenizer of the prompt's own words: it knows how to spell, and nothing to say.
Pretrained babbler(Path absent, String prompt) {
  IO.println("There is no folder " + absent + "; a tiny model with random weights speaks in its place.");
  String end = "<|endoftext|>";
  BytePairTokenizer tokenizer = BytePairTrainer.of(300, end).train(List.of(prompt))
    .withConfig(TokenizerConfig.endingWith(end));
  var config = TransformerConfig.of(Map.of("model_type", "qwen2", "vocab_size", tokenizer.vocabSize(),
    "hidden_size", 32, "intermediate_size", 64, "num_hidden_layers", 2, "num_attention_heads", 4,
    "num_key_value_heads", 2, "initializer_range", 0.3, "eos_token_id", tokenizer.eosId().getAsInt()));
  return Pretrained.random(config, 1).with(tokenizer);
}
