package zerograd.models.chat;

import java.util.List;
import java.util.Map;

/// What a function is called with.
record Arguments(List<Object> positional, Map<String, Object> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /// Stands where an argument was not given.
  static final Object ABSENT = new Object();

  /// The arguments in the order of `parameters`; the name of an optional one ends with `?`.
  Object[] bind(String function, String... parameters) {
    Object[] bound = new Object[parameters.length];
    if (positional.size() > parameters.length)
      throw new Failure("%s takes at most %d arguments, got %d", function, parameters.length,
          positional.size());
    int used = 0;
    for (int i = 0; i < parameters.length; i++) {
      boolean optional = parameters[i].endsWith("?");
      String name = optional ? parameters[i].substring(0, parameters[i].length() - 1) : parameters[i];
      bound[i] = i < positional.size() ? positional.get(i) : ABSENT;
      if (named.containsKey(name)) {
        if (bound[i] != ABSENT) throw new Failure("%s got %s twice", function, name);
        bound[i] = named.get(name);
        used++;
      }
      if (bound[i] == ABSENT && !optional) throw new Failure("%s lacks %s", function, name);
    }
    if (used < named.size()) {
      List<String> names = List.of(parameters);
      String unknown = named.keySet().stream()
          .filter(name -> !names.contains(name) && !names.contains(name + "?"))
          .findFirst().orElseThrow();
      throw new Failure("%s has no argument %s here", function, unknown);
    }
    return bound;
  }

  /// All but the first `count` positional ones.
  Arguments after(int count) { return new Arguments(positional.subList(count, positional.size()), named); }
}
