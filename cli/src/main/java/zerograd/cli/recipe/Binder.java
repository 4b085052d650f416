package zerograd.cli.recipe;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zerograd.cli.Nearest;
import zerograd.cli.Words;

/// Turns the maps of a YAML file into records, and back.
///
/// A key is a record component in snake case. A record type says its defaults in a static method `defaults()`; a key that is
/// absent keeps them. Unknown keys and values of the wrong kind are errors that name the key and the nearest valid one.
public final class Binder {

  private Binder() {}

  /// A record of `type` from `values`; `path` is where the values stand in the recipe, for messages.
  public static <T extends Record> T bind(Map<?, ?> values, Class<T> type, String path) {
    return bind(values, type, defaults(type), path);
  }

  /// A record of `type` from `values`, which keeps the values of `defaults` for keys that are absent.
  public static <T extends Record> T bind(Map<?, ?> values, Class<T> type, T defaults, String path) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) components.put(key(component), component);
    for (Object key : values.keySet()) {
      String name = String.valueOf(key);
      if (!components.containsKey(name)) {
        String hint = Nearest.hint(name, components.keySet());
        throw new RecipeException("unknown key %s%s".formatted(dotted(path, name), hint));
      }
    }
    Object[] arguments = components.entrySet().stream().map(entry -> {
      Object standing = get(defaults, entry.getValue());
      String place = dotted(path, entry.getKey());
      if (!values.containsKey(entry.getKey())) return standing;
      return convert(values.get(entry.getKey()), entry.getValue().getGenericType(), standing, place);
    }).toArray();
    return create(type, arguments, path);
  }

  @SuppressWarnings("unchecked") private static <R extends Record> Object convert(Object value, Type type,
      Object standing, String place) {
    if (value == null) {
      if (standing == null || standing instanceof Record) return standing;
      throw new RecipeException(place + " has no value");
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      if (value instanceof Map) throw wrong(place, "a list", value);
      List<?> items = value instanceof List<?> several ? several : List.of(value);
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        list.add(convert(items.get(i), generic.getActualTypeArguments()[0], null, place + "[" + i + "]"));
      }
      return List.copyOf(list);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      if (!(value instanceof Map<?, ?>)) throw wrong(place, "a block of keys", value);
      return value;
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      if (!(value instanceof Map<?, ?> map)) throw wrong(place, "a block of keys", value);
      Class<R> record = (Class<R>) raw;
      return bind(map, record, standing != null ? (R) standing : defaults(record), place);
    }
    if (raw == String.class) {
      if (value instanceof Map || value instanceof List) throw wrong(place, "a text", value);
      return value.toString();
    }
    if (raw == boolean.class) {
      if (value instanceof Boolean) return value;
      throw wrong(place, "true or false", value);
    }
    if (raw == int.class || raw == Integer.class || raw == long.class) {
      boolean whole = value instanceof Integer || value instanceof Long;
      if (!whole || raw != long.class && ((Number) value).longValue() != ((Number) value).intValue()) {
        throw wrong(place, "a whole number", value);
      }
      return raw != long.class ? (Object) ((Number) value).intValue() : (Object) ((Number) value).longValue();
    }
    if (raw == double.class) {
      if (value instanceof Number number && Double.isFinite(number.doubleValue()))
        return number.doubleValue();
      throw wrong(place, "a number", value);
    }
    if (raw.isEnum()) {
      List<String> names = Arrays.stream(raw.getEnumConstants()).map(constant -> Words.of((Enum<?>) constant))
          .toList();
      for (Object constant : raw.getEnumConstants())
        if (Words.of((Enum<?>) constant).equals(value.toString())) return constant;
      throw new RecipeException(
          "%s is \"%s\"%s".formatted(place, value, Nearest.hint(value.toString(), names)));
    }
    throw new IllegalStateException("recipes have no values of " + type);
  }

  private static RecipeException wrong(String place, String wanted, Object value) {
    String given = value instanceof Map
        ? "a block of keys"
        : value instanceof List ? "a list" : "\"" + value + "\"";
    return new RecipeException("%s needs %s, got %s".formatted(place, wanted, given));
  }

  /// A record as the nested map it could be bound from.
  public static Map<String, Object> unbind(Record values) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      map.put(key(component), plain(get(values, component)));
    }
    return map;
  }

  /// Every value of a record under its dotted key, those of blocks included; keys without a value are left out.
  public static Map<String, Object> flat(Record values) {
    Map<String, Object> flat = new LinkedHashMap<>();
    flatten("", unbind(values), flat);
    return flat;
  }

  private static void flatten(String prefix, Map<?, ?> values, Map<String, Object> flat) {
    values.forEach((key, value) -> {
      if (value instanceof Map<?, ?> block) flatten(prefix + key + ".", block, flat);
      else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map)
        for (int i = 0; i < list.size(); i++)
          flatten(prefix + key + "." + i + ".", (Map<?, ?>) list.get(i), flat);
      else if (value != null) flat.put(prefix + key, value);
    });
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Record nested -> unbind(nested);
      case List<?> list -> list.stream().map(Binder::plain).toList();
      case Enum<?> constant -> Words.of(constant);
      case null -> null;
      default -> value;
    };
  }

  /// `maxNewTokens` is the key `max_new_tokens`.
  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String dotted(String path, String key) { return path.isEmpty() ? key : path + "." + key; }

  private static <T extends Record> T defaults(Class<T> type) {
    try {
      return type.cast(type.getMethod("defaults").invoke(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " needs a public static method defaults()", e);
    }
  }

  private static Object get(Record from, RecordComponent component) {
    try {
      return component.getAccessor().invoke(from);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T create(Class<T> type, Object[] arguments, String path) {
    try {
      Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
          .toArray(Class[]::new);
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new RecipeException((path.isEmpty() ? "" : path + ": ") + refused.getMessage());
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
