package zerograd.models.transformer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.json.JsonBytes;
import zerograd.models.json.JsonFiles;

/// What a saved folder says of itself, in its `README.md`: where the model comes from, how it was made, what came of it, the
/// SHA-256 of its weights, and how to load it.
///
/// @param title a line of text
/// @param base what it was trained from: a folder or a name on a model hub
/// @param settings all that the run was given, its seed too; empty for a model that was only written
/// @param results by what they are called
public record ModelCard(String title, Optional<String> base, Map<String, ?> settings,
    Map<String, ?> results) {

  /// The name of the file.
  public static final String FILE = "README.md";

  /// Of a model about which nothing else is known.
  public static ModelCard of(String title) {
    return new ModelCard(title, Optional.empty(), Map.of(), Map.of());
  }

  /// Writes the card of the model whose other files are in `folder` already.
  ///
  /// @throws IOException if that failed
  void write(Path folder, TransformerConfig config, long parameters, StorageType type, boolean hasTokenizer)
      throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> weights = files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      for (Path file : weights) digests.put(file.getFileName().toString(), Fingerprint.ofFile(file));
    }
    Files.writeString(folder.resolve(FILE), text(config, parameters, type, hasTokenizer, digests));
  }

  private String text(TransformerConfig config, long parameters, StorageType type, boolean hasTokenizer,
      Map<String, String> digests) {
    StringBuilder card = new StringBuilder("---\nlibrary_name: transformers\n");
    base.ifPresent(name -> card.append("base_model: ").append(quoted(name)).append('\n'));
    card.append("tags: [zerograd]\n---\n\n# ").append(oneLine(title)).append("\n\n");
    card.append("A %s model of %,d parameters, stored as %s, written by Zerograd.%n".formatted(
        config.family().modelType(), parameters, type));
    base.ifPresent(name -> card.append("\nTrained from `%s`.%n".formatted(oneLine(name).replace("`", "'"))));
    if (!results.isEmpty()) {
      card.append("\n| result | |\n|---|---|\n");
      results.forEach((name, value) -> card.append("| %s | %s |%n".formatted(name, value)));
    }
    if (!settings.isEmpty()) card.append("\n## Settings\n\n").append(fenced("json", json(settings)));
    card.append("\n## Weights\n\n").append(fenced("", String.join("\n",
        digests.entrySet().stream().map(each -> each.getValue() + "  " + each.getKey()).toList())));
    card.append("\nThese are SHA-256 sums, which `sha256sum -c` checks.\n\n## Use\n\n");
    card.append(fenced("python", hasTokenizer ? """
        from transformers import AutoModelForCausalLM, AutoTokenizer
        model = AutoModelForCausalLM.from_pretrained("path/to/this/folder")
        tokenizer = AutoTokenizer.from_pretrained("path/to/this/folder")""" : """
        from transformers import AutoModelForCausalLM
        model = AutoModelForCausalLM.from_pretrained("path/to/this/folder")"""));
    card.append('\n').append(fenced("sh", (hasTokenizer
        ? "./zerograd generate --model path/to/this/folder --prompt \"...\"\n"
        : "./zerograd generate --model path/to/this/folder --ids 1,2,3\n")
        + "./zerograd export --gguf model.gguf path/to/this/folder   # then: llama-cli -m model.gguf"));
    return card.toString();
  }

  private static String fenced(String language, String content) {
    return "```%s\n%s\n```\n".formatted(language, content.strip().replace("```", "'''"));
  }

  private static String oneLine(String text) { return text.replaceAll("\\R", " "); }

  /// A text in quotes, for YAML, whose quoted texts JSON's are.
  private static String quoted(String text) {
    return new String(JsonBytes.compact(generator -> generator.writeString(text)), StandardCharsets.UTF_8);
  }

  private static String json(Map<String, ?> map) {
    return new String(JsonFiles.bytes(map), StandardCharsets.UTF_8);
  }
}
