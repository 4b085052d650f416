package zerograd.models.transformer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import zerograd.models.json.JsonFiles;

/// How a model's makers suggest to sample from it: `generation_config.json`. What is not said there is empty or neutral.
///
/// @param eosTokenIds tokens that end a text; empty leaves it to the model's configuration
/// @param doSample whether to draw tokens at all; greedy otherwise
/// @param temperature 1 if not given
/// @param topK keep the k likeliest tokens
/// @param topP keep the likeliest tokens that together have this probability; 1 keeps all
/// @param minP keep tokens at least this likely, relative to the likeliest; 0 keeps all
/// @param repetitionPenalty 1 is none
/// @param json the keys and values this was read from
public record GenerationConfig(List<Integer> eosTokenIds, boolean doSample, double temperature,
    OptionalInt topK,
    OptionalDouble topP, OptionalDouble minP, double repetitionPenalty, Map<String, Object> json) {

  /// The name of the file.
  public static final String FILE = "generation_config.json";

  /// No suggestion: the file is empty or missing.
  public static GenerationConfig empty() { return of(Map.of()); }

  /// The one in a folder, or [#empty] if it has none.
  ///
  /// @throws IOException if it cannot be read
  public static GenerationConfig load(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    return Files.exists(file) ? of(JsonFiles.read(file)) : empty();
  }

  /// From the keys of a `generation_config.json`.
  ///
  /// @throws IllegalArgumentException if one has a wrong type
  public static GenerationConfig of(Map<String, ?> json) {
    ConfigKeys keys = new ConfigKeys(FILE, json);
    return new GenerationConfig(keys.ids("eos_token_id"), keys.bool("do_sample", false),
        keys.number("temperature", 1),
        keys.has("top_k") ? OptionalInt.of(keys.integer("top_k", 0)) : OptionalInt.empty(),
        keys.has("top_p") ? OptionalDouble.of(keys.number("top_p", 1)) : OptionalDouble.empty(),
        keys.has("min_p") ? OptionalDouble.of(keys.number("min_p", 0)) : OptionalDouble.empty(),
        keys.number("repetition_penalty", 1), Collections.unmodifiableMap(new LinkedHashMap<>(json)));
  }
}
