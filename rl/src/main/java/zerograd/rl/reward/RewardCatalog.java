package zerograd.rl.reward;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The rewards that have a name, with the numbers they were published with.
public final class RewardCatalog {

  private static final Map<String, Supplier<Reward>> NAMED = named();

  private RewardCatalog() {}

  private static Map<String, Supplier<Reward>> named() {
    Map<String, Supplier<Reward>> named = new LinkedHashMap<>();
    named.put("kk", KnightsAndKnavesReward::paper);
    named.put("social-iqa", SocialIqaReward::published);
    named.put("simple-rl", SimpleRlReward::published);
    named.put("simple-rl-zoo", SimpleRlZooReward::published);
    named.put("simple-rl-zoo-form", SimpleRlZooReward::withForm);
    named.put("gsm8k", () -> new Gsm8kReward(false));
    named.put("gsm8k-flexible", () -> new Gsm8kReward(true));
    named.put("math", HendrycksMathReward::new);
    named.put("math-dapo", () -> new DapoMathReward(false));
    named.put("math-dapo-boxed", () -> new DapoMathReward(true));
    named.put("countdown", CountdownReward::new);
    named.put("multiply", MultiplyReward::new);
    return Collections.unmodifiableMap(named);
  }

  /// All names.
  public static Collection<String> names() { return NAMED.keySet(); }

  /// The reward of a name.
  public static Optional<Reward> find(String name) {
    return Optional.ofNullable(NAMED.get(name)).map(Supplier::get);
  }

  /// The reward for rows of a data source, as verl and the systems built on it choose it by the column `data_source`.
  public static Optional<Reward> forSource(String source) {
    String name = switch (source) {
      case "openai/gsm8k" -> "gsm8k";
      case "lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval" -> "math";
      case "math_dapo" -> "math-dapo";
      default -> source.contains("kk")
          ? "kk"
          : source.contains("simplelr")
              ? "simple-rl-zoo"
              : source.contains("social_iqa")
                  ? "social-iqa"
                  : source.contains("countdown")
                      ? "countdown"
                      : source.contains("multiply")
                          ? "multiply"
                          : source;
    };
    return find(name);
  }
}
