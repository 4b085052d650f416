package zerograd.rl.reward;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rewards that have a name, with the numbers they were published with.
public final class RewardCatalog {

  private static final KnightsAndKnavesReward PUZZLES = KnightsAndKnavesReward.paper();
  private static final SocialIqaReward STORIES = SocialIqaReward.published();

  private static final List<NamedReward> ALL = List.of(
      NamedReward.of("kk", PUZZLES, PUZZLES.best(), -3),
      new NamedReward("social-iqa", STORIES, STORIES.best(), -4, 1.0 / 3),
      NamedReward.of("simple-rl", SimpleRlReward.published(), 1, -1),
      NamedReward.of("simple-rl-zoo", SimpleRlZooReward.published(), 1, 0),
      NamedReward.of("simple-rl-zoo-form", SimpleRlZooReward.withForm(), 1, -1),
      NamedReward.of("gsm8k", new Gsm8kReward(false), 1, 0),
      NamedReward.of("gsm8k-flexible", new Gsm8kReward(true), 1, 0),
      NamedReward.of("math", new HendrycksMathReward(), 1, 0),
      NamedReward.of("math-dapo", new DapoMathReward(false), 1, -1),
      NamedReward.of("math-dapo-boxed", new DapoMathReward(true), 1, -1),
      NamedReward.of("qwen-math", new QwenMathReward(), 1, 0),
      NamedReward.of("countdown", new CountdownReward(), 1, 0),
      NamedReward.of("multiply", new MultiplyReward(), 1, 0));

  private RewardCatalog() {}

  /// All names.
  public static List<String> names() { return ALL.stream().map(NamedReward::name).toList(); }

  /// The reward of a name.
  public static Optional<NamedReward> find(String name) {
    return ALL.stream().filter(reward -> reward.name().equals(name)).findFirst();
  }

  /// The reward for rows of a data source, as verl and the systems built on it choose it by the column `data_source`; for other
  /// mathematics, `qwen-math`.
  public static Optional<NamedReward> forSource(String source) {
    return find(switch (source) {
      case "openai/gsm8k" -> "gsm8k";
      case "lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval" -> "math";
      case "math_dapo" -> "math-dapo";
      default -> namedIn(source);
    });
  }

  private static String namedIn(String source) {
    if (source.contains("kk")) return "kk";
    if (source.contains("simplelr")) return "simple-rl-zoo";
    if (source.contains("social_iqa")) return "social-iqa";
    if (source.contains("countdown")) return "countdown";
    if (source.contains("multiply")) return "multiply";
    return source.toLowerCase(Locale.ROOT).contains("math") ? "qwen-math" : source;
  }
}
