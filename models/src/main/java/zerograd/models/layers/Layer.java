package zerograd.models.layers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zerograd.autograd.Param;

/// A part of a model that has weights: a record whose components carry the names of the checkpoint, in camel case.
///
///     record Block(RmsNorm inputLayernorm, Attention selfAttn, …)   →   input_layernorm.weight, self_attn.q_proj.weight, …
///
/// Components that are weights, layers, lists of layers, or optional ones of these are walked; all others are settings.
public interface Layer {

  /// Every weight under its name in the checkpoint, in the order of the components. A weight that two paths reach (a head
  /// tied to the embedding) is listed once, under the first.
  ///
  /// @throws IllegalStateException if a layer is not a record
  default Map<String, Param> parameters() {
    Set<Param> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, Param> once = new LinkedHashMap<>();
    paths().forEach((name, param) -> {
      if (seen.add(param))
        once.put(name, param);
    });
    return once;
  }

  /// As [#parameters], with a tied weight under each of its names.
  default Map<String, Param> paths() {
    Map<String, Param> found = new LinkedHashMap<>();
    walk("", this, found);
    return found;
  }

  private static void walk(String name, Object component, Map<String, Param> found) {
    switch (component) {
      case Param param -> found.put(name, param);
      case Layer layer -> walkComponents(name.isEmpty() ? "" : name + ".", layer, found);
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) walk(name + "." + i, list.get(i), found);
      }
      case Optional<?> optional -> optional.ifPresent(present -> walk(name, present, found));
      default -> {
      }
    }
  }

  private static void walkComponents(String prefix, Layer layer, Map<String, Param> found) {
    if (!layer.getClass().isRecord()) {
      throw new IllegalStateException(
          "layer %s is not a record, so its weights have no names".formatted(layer.getClass().getName()));
    }
    for (RecordComponent component : layer.getClass().getRecordComponents()) {
      walk(prefix + snakeCase(component.getName()), read(component.getAccessor(), layer), found);
    }
  }

  private static Object read(Method accessor, Layer layer) {
    try {
      accessor.trySetAccessible();
      return accessor.invoke(layer);
    } catch (IllegalAccessException | InvocationTargetException refused) {
      throw new IllegalStateException("layer %s: component %s cannot be read; make the record public"
          .formatted(layer.getClass().getName(), accessor.getName()), refused);
    }
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
