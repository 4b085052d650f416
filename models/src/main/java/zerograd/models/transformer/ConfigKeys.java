package zerograd.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.models.checkpoint.OneLine;

/// The keys of a config file, with the type that each reader needs and an error that names the key.
public record ConfigKeys(String file, Map<String, ?> json) {

  /// So that products of two sizes stay below 2⁶³; vocabularies, the largest of them, end at a quarter million.
  static final int LARGEST = 1 << 24;

  public boolean has(String key) { return json.get(key) != null; }

  /// True if the key is there, even if its value is null.
  public boolean mentions(String key) { return json.containsKey(key); }

  public int positive(String key) {
    if (!has(key))
      throw refused("lacks %s, which has no default".formatted(key));
    int value = integer(key, 0);
    if (value <= 0)
      throw refused("%s must be positive, got %d".formatted(key, value));
    return value;
  }

  /// A size of something in memory: positive, and not beyond what any model has.
  int size(String key) {
    int value = positive(key);
    if (value > LARGEST)
      throw refused("%s is %,d, which no model has; at most %,d".formatted(key, value, LARGEST));
    return value;
  }

  int size(String key, int absent) { return has(key) ? size(key) : absent; }

  public int positive(String key, int absent) { return has(key) ? positive(key) : absent; }

  public int integer(String key, int absent) {
    return switch (json.get(key)) {
      case null -> absent;
      case Integer value -> value;
      case Object other -> throw wrongType(key, "a whole number below 2³¹", other);
    };
  }

  public double number(String key, double absent) {
    return switch (json.get(key)) {
      case null -> absent;
      case Number value when Double.isFinite(value.doubleValue()) -> value.doubleValue();
      case Number value -> throw refused("%s is %s, beyond all numbers".formatted(key, value));
      case Object other -> throw wrongType(key, "a number", other);
    };
  }

  /// A number that is not negative.
  double notNegative(String key, double absent) {
    double value = number(key, absent);
    if (value < 0) throw refused("%s must not be negative, got %s".formatted(key, value));
    return value;
  }

  public boolean bool(String key, boolean absent) {
    return switch (json.get(key)) {
      case null -> absent;
      case Boolean value -> value;
      case Object other -> throw wrongType(key, "true or false", other);
    };
  }

  public String string(String key, String absent) {
    return switch (json.get(key)) {
      case null -> absent;
      case String value -> value;
      case Object other -> throw wrongType(key, "a string", other);
    };
  }

  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object element : list(key)) {
      if (!(element instanceof String string))
        throw wrongType(key, "a list of strings", list(key));
      strings.add(string);
    }
    return strings;
  }

  /// A list of ids, a single id, or nothing.
  public List<Integer> ids(String key) {
    if (json.get(key) instanceof Integer id)
      return List.of(id);
    List<Integer> ids = new ArrayList<>();
    for (Object element : list(key)) {
      if (!(element instanceof Integer id))
        throw wrongType(key, "a token id or a list of them", list(key));
      ids.add(id);
    }
    return List.copyOf(ids);
  }

  private List<?> list(String key) {
    return switch (json.get(key)) {
      case null -> List.of();
      case List<?> value -> value;
      case Object other -> throw wrongType(key, "a list", other);
    };
  }

  /// The keys of the object under `key`; none if there is none.
  @SuppressWarnings("unchecked") public ConfigKeys object(String key) {
    return switch (json.get(key)) {
      case null -> new ConfigKeys(file, Map.of());
      case Map<?, ?> value -> new ConfigKeys(file + ", " + key, (Map<String, ?>) value);
      case Object other -> throw wrongType(key, "an object", other);
    };
  }

  public IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException(OneLine.of(file + " " + reason));
  }

  private IllegalArgumentException wrongType(String key, String needed, Object found) {
    return refused("%s must be %s, got %s".formatted(key, needed, found));
  }
}
