package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zerograd.models.text.PreTokenizer.Behavior;
import zerograd.models.text.PreTokenizer.Step;

/// The way of a text to the model and back, as `tokenizer.json` describes it around the vocabulary.
///
/// What would change the ids or the text and is not supported is refused by name.
final class TokenizerParts {

  /// Characters; it is there once for each character of a text.
  private static final int LONGEST_CONTENT = 16;

  private static final Pattern BYTE_TOKEN = Pattern.compile("<0x[0-9a-fA-F]{2}>");

  private final Map<String, Object> json;
  private final TextNormalizer normalizer;
  private SpacePrefix spacePrefix = SpacePrefix.NONE;
  private final PreTokenizer preTokenizer;
  private boolean byteLevel;
  private final List<Integer> before = new ArrayList<>();
  private final List<Integer> after = new ArrayList<>();

  private String spelledSpace = "";
  private String space = "";
  private boolean byteFallback;
  private boolean dropsFirstSpace;

  /// From the values of `normalizer`, `pre_tokenizer`, `post_processor` and `decoder`; absent or null is none.
  ///
  /// @throws IllegalArgumentException if something is not supported
  TokenizerParts(Map<String, Object> json) {
    this.json = json;
    normalizer = TextNormalizer.of(json.get("normalizer"));
    preTokenizer = new PreTokenizer(steps(JsonParts.sequence(json.get("pre_tokenizer"), "pretokenizers")));
    for (Map<?, ?> each : JsonParts.sequence(json.get("post_processor"), "processors")) postProcess(each);
    decoders(JsonParts.sequence(json.get("decoder"), "decoders"));
  }

  /// Byte-level parts, as Qwen2's and Llama 3's.
  static TokenizerParts byteLevel(PreTokenizer preTokenizer, boolean nfc) {
    Map<String, Object> bytes = new LinkedHashMap<>();
    bytes.put("type", "ByteLevel");
    bytes.put("add_prefix_space", false);
    bytes.put("trim_offsets", false);
    bytes.put("use_regex", false);
    List<Object> steps = new ArrayList<>();
    for (Step step : preTokenizer.steps()) {
      Map<String, Object> split = new LinkedHashMap<>();
      split.put("type", "Split");
      split.put("pattern", Map.of("Regex", step.pattern()));
      split.put("behavior", BEHAVIORS.get(step.behavior().ordinal()));
      split.put("invert", step.inverted());
      steps.add(split);
    }
    steps.add(bytes);
    Map<String, Object> sequence = new LinkedHashMap<>();
    sequence.put("type", "Sequence");
    sequence.put("pretokenizers", steps);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("normalizer", nfc ? Map.of("type", "NFC") : null);
    json.put("pre_tokenizer", sequence);
    json.put("post_processor", bytes);
    json.put("decoder", bytes);
    return new TokenizerParts(json);
  }

  /// As files spell them, in the order of [Behavior].
  private static final List<String> BEHAVIORS = List.of("Isolated", "Removed", "MergedWithPrevious",
      "MergedWithNext", "Contiguous");

  /// The four components as they are in the file, to be written again.
  Map<String, Object> json() { return json; }

  TextNormalizer normalizer() { return normalizer; }

  SpacePrefix spacePrefix() { return spacePrefix; }

  PreTokenizer preTokenizer() { return preTokenizer; }

  /// Whether the model merges bytes; else it merges characters.
  boolean byteLevel() { return byteLevel; }

  /// The ids that belong before a text.
  List<Integer> before() { return before; }

  /// The ids that belong after a text.
  List<Integer> after() { return after; }

  /// Whether the space at the beginning of a decoded text is not part of it.
  boolean dropsFirstSpace() { return dropsFirstSpace; }

  private List<Step> steps(List<Map<?, ?>> components) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      Map<?, ?> each = components.get(i);
      if (byteLevel)
        throw new IllegalArgumentException(
            "pre_tokenizer " + JsonParts.type(each) + " after ByteLevel is not supported");
      switch (JsonParts.type(each)) {
        case "Split" -> steps.add(new Step(JsonParts.regex(each.get("pattern")), behavior(each),
            JsonParts.flag(each, "invert")));
        case "Digits" -> steps.add(new Step("\\p{N}", JsonParts.flag(each, "individual_digits")
            ? Behavior.ISOLATED
            : Behavior.CONTIGUOUS, false));
        case "Punctuation" -> steps.add(new Step("[\\p{P}!-/:-@\\[-`{-~]", behavior(each), false));
        case "Whitespace" -> steps.add(new Step("\\w+|[^\\w\\s]+", Behavior.REMOVED, true));
        case "WhitespaceSplit" -> steps.add(new Step("\\s", Behavior.REMOVED, false));
        case "ByteLevel" -> {
          byteLevel = true;
          if (JsonParts.flag(each, "add_prefix_space")) {
            if (i > 0)
              throw new IllegalArgumentException(
                  "ByteLevel with add_prefix_space after another pre_tokenizer is not supported");
            spacePrefix = new SpacePrefix(" ", SpacePrefix.Scheme.ALWAYS);
          }
          if (!Boolean.FALSE.equals(each.get("use_regex"))) steps.addAll(PreTokenizer.gpt2().steps());
        }
        case "Metaspace" -> {
          if (components.size() > 1)
            throw new IllegalArgumentException("Metaspace beside another pre_tokenizer is not supported");
          String space = JsonParts.string(each, "replacement");
          if (space.codePointCount(0, space.length()) != 1)
            throw new IllegalArgumentException("Metaspace: the replacement must be one character");
          spacePrefix = new SpacePrefix(space, scheme(each));
          if (!Boolean.FALSE.equals(each.get("split"))) {
            steps.add(new Step(Pattern.quote(space), Behavior.MERGED_WITH_NEXT, false));
          }
        }
        default -> throw JsonParts.unsupported("pre_tokenizer", each);
      }
    }
    return steps;
  }

  private static Behavior behavior(Map<?, ?> component) {
    int known = BEHAVIORS.indexOf(JsonParts.string(component, "behavior"));
    if (known < 0)
      throw new IllegalArgumentException("behavior " + component.get("behavior") + " is not supported");
    return Behavior.values()[known];
  }

  private static SpacePrefix.Scheme scheme(Map<?, ?> metaspace) {
    if (!(metaspace.get("prepend_scheme") instanceof String scheme)) {
      boolean prefix = !Boolean.FALSE.equals(metaspace.get("add_prefix_space"));
      return prefix ? SpacePrefix.Scheme.ALWAYS : SpacePrefix.Scheme.NEVER;
    }
    return switch (scheme) {
      case "always" -> SpacePrefix.Scheme.ALWAYS;
      case "first" -> SpacePrefix.Scheme.FIRST;
      case "never" -> SpacePrefix.Scheme.NEVER;
      default -> throw new IllegalArgumentException("prepend_scheme " + scheme + " is not supported");
    };
  }

  private void postProcess(Map<?, ?> component) {
    switch (JsonParts.type(component)) {
      case "ByteLevel" -> {
        // trims offsets, which are not computed here
      }
      case "TemplateProcessing" -> template(component);
      default -> throw JsonParts.unsupported("post_processor", component);
    }
  }

  /// `[{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}, …]`, with the ids of `<s>` in
  /// `special_tokens`.
  private void template(Map<?, ?> template) {
    if (!before.isEmpty() || !after.isEmpty()) {
      throw new IllegalArgumentException("a second TemplateProcessing is not supported");
    }
    Map<?, ?> specials = JsonParts.map(template.get("special_tokens"));
    boolean textSeen = false;
    for (Object item : JsonParts.list(template.get("single"))) {
      if (JsonParts.map(item).get("SpecialToken") instanceof Map<?, ?> special) {
        for (Object id : JsonParts.list(JsonParts.map(specials.get(special.get("id"))).get("ids"))) {
          if (!(id instanceof Integer number))
            throw new IllegalArgumentException("TemplateProcessing: " + id + " is no id");
          (textSeen ? after : before).add(number);
        }
      } else if (textSeen) {
        throw new IllegalArgumentException("TemplateProcessing with a text twice in single is not supported");
      } else {
        textSeen = true;
      }
    }
  }

  /// `ByteLevel`; or `Replace` a character by a space, and then, each if it is there, `ByteFallback`, `Fuse`, `Strip`
  /// of one space at the beginning.
  private void decoders(List<Map<?, ?>> components) {
    List<String> types = components.stream().map(JsonParts::type).toList();
    if (byteLevel) {
      for (Map<?, ?> each : components)
        if (!JsonParts.type(each).equals("ByteLevel")) throw JsonParts.unsupported("decoder", each);
      if (components.isEmpty()) throw new IllegalArgumentException("a ByteLevel decoder is missing");
      return;
    }
    List<String> known = List.of("Replace", "ByteFallback", "Fuse", "Strip");
    for (Map<?, ?> each : components)
      if (!known.contains(JsonParts.type(each))) throw JsonParts.unsupported("decoder", each);
    if (!types.contains("Fuse") || !types.equals(known.stream().filter(types::contains).toList())) {
      throw new IllegalArgumentException(
          "a decoder with the steps " + types + " is not supported, only with " + known);
    }
    for (Map<?, ?> each : components) {
      switch (JsonParts.type(each)) {
        case "Replace" -> {
          if (!(JsonParts.map(each.get("pattern")).get("String") instanceof String spelled)) {
            throw new IllegalArgumentException("a Replace decoder with a Regex is not supported");
          }
          spelledSpace = spelled;
          space = JsonParts.string(each, "content");
          if (space.length() > LONGEST_CONTENT)
            throw new IllegalArgumentException("a Replace decoder's content is too long");
        }
        case "ByteFallback" -> byteFallback = true;
        case "Strip" -> {
          boolean one = " ".equals(each.get("content")) && Integer.valueOf(1).equals(each.get("start"))
              && Integer.valueOf(0).equals(each.get("stop"));
          if (!one)
            throw new IllegalArgumentException(
                "a Strip decoder that is not for one space at the beginning is not supported");
          dropsFirstSpace = true;
        }
        default -> {
          // Fuse joins the tokens, as everything here does
        }
      }
    }
  }

  /// Whether a token stands for one byte of a character without a token: `<0xE2>`.
  boolean isByte(String token) { return byteFallback && BYTE_TOKEN.matcher(token).matches(); }

  /// What a token is in a decoded text.
  byte[] bytes(String token) {
    if (byteLevel) return ByteAlphabet.bytes(token);
    if (isByte(token)) return new byte[]{(byte) Integer.parseInt(token.substring(3, 5), 16)};
    String text = spelledSpace.isEmpty() ? token : token.replace(spelledSpace, space);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
