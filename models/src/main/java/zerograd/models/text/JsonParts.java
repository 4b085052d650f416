package zerograd.models.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the components of a `tokenizer.json`: objects with a `type`.
final class JsonParts {

  private JsonParts() {}

  /// The components of a `Sequence`, also of one inside another; the one component; or none for null.
  ///
  /// @param field under which a `Sequence` lists them
  static List<Map<?, ?>> sequence(Object json, String field) {
    if (json == null) return List.of();
    Map<?, ?> component = map(json);
    if (!type(component).equals("Sequence")) return List.of(component);
    List<Map<?, ?>> all = new ArrayList<>();
    for (Object each : list(component.get(field))) all.addAll(sequence(each, field));
    return all;
  }

  static String type(Map<?, ?> component) { return string(component, "type"); }

  static IllegalArgumentException unsupported(String what, Map<?, ?> component) {
    return new IllegalArgumentException(what + " " + type(component) + " is not supported");
  }

  static Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) return map;
    throw new IllegalArgumentException("an object is missing");
  }

  static List<?> list(Object value) {
    if (value instanceof List<?> list) return list;
    throw new IllegalArgumentException("an array is missing");
  }

  static String string(Map<?, ?> map, String key) {
    if (map.get(key) instanceof String string) return string;
    throw new IllegalArgumentException("the string \"" + key + "\" is missing");
  }

  static boolean flag(Map<?, ?> map, String key) { return Boolean.TRUE.equals(map.get(key)); }

  /// `{"Regex": "…"}` or `{"String": "…"}`.
  static BoundedPattern pattern(Object json) {
    return map(json).get("String") instanceof String text
        ? BoundedPattern.literal(text)
        : new BoundedPattern(string(map(json), "Regex"));
  }

  /// As [#pattern], as text.
  static String regex(Object json) {
    return map(json).get("String") instanceof String text ? Pattern.quote(text) : string(map(json), "Regex");
  }
}
