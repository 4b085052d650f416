package zerograd.cli.recipe;

import java.util.List;
import java.util.Set;
import zerograd.cli.recipe.Recipe.Method;

/// Refuses keys that would do nothing beside the others: a recipe says what happens, so what it says must happen.
final class Combinations {

  /// A key, whether it was changed, whether it then does something, and what that takes.
  private record Rule(String key, boolean isChanged, boolean matters, String needs) {}

  private Combinations() {}

  /// @param path in front of the keys, for the message
  /// @throws RecipeException if a key does nothing
  static void check(Recipe recipe, String path) {
    boolean offPolicy = recipe.sampling().rollouts() != null || !recipe.sampling().precision().equals("f32");
    if (recipe.method() != Method.SFT && offPolicy && recipe.importance().kind().equals("none"))
      throw new RecipeException(
          path + "sampling: responses that another than the policy sampled need importance.kind truncate or mask");
    for (Rule rule : recipe.method() == Method.SFT ? supervised(recipe) : reinforced(recipe)) {
      if (rule.isChanged && !rule.matters)
        throw new RecipeException(
            "%s%s does nothing here; it needs %s".formatted(path, rule.key, rule.needs));
    }
  }

  private static List<Rule> supervised(Recipe recipe) {
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    return List.of(minimum(optimizer));
  }

  private static Rule minimum(Recipe.OptimizerPart optimizer) {
    return new Rule("optimizer.minimum_factor", optimizer.minimumFactor() != 0,
        optimizer.schedule() == Recipe.OptimizerPart.Decay.COSINE, "optimizer.schedule cosine");
  }

  private static List<Rule> reinforced(Recipe recipe) {
    Recipe.RlPart rl = recipe.rl(), plain = Recipe.RlPart.defaults();
    Recipe.ImportancePart importance = recipe.importance(), no = Recipe.ImportancePart.defaults();
    Method method = recipe.method();
    boolean plusPlus = method == Method.REINFORCE_PLUS_PLUS, ppo = method == Method.PPO;
    boolean diverges = !rl.kl().equals("none"),
        clips = !Set.of("sapo", "policy-gradient").contains(rl.surrogate());
    boolean truncates = importance.kind().equals("truncate"), masks = importance.kind().equals("mask");
    boolean selects = recipe.selection().rounds() > 0;
    String divergence = "rl.kl", returns = "method reinforce-plus-plus or ppo";
    return List.of(
        minimum(recipe.optimizer()),
        new Rule("rl.lambda", rl.lambda() != plain.lambda(), ppo, "method ppo"),
        new Rule("rl.gamma", rl.gamma() != plain.gamma(), plusPlus || ppo, returns),
        new Rule("rl.whitening", !rl.whitening().equals(plain.whitening()), plusPlus || ppo, returns),
        new Rule("rl.baseline", !rl.baseline().equals(plain.baseline()), plusPlus,
            "method reinforce-plus-plus"),
        new Rule("rl.scale", !rl.scale().equals(plain.scale()), method == Method.GRPO, "method grpo"),
        new Rule("rl.dual_clip", rl.dualClip() != 0, rl.surrogate().equals("clip"), "rl.surrogate clip"),
        new Rule("rl.clip_low", rl.clipLow() != plain.clipLow(), clips,
            "rl.surrogate clip, gspo, cispo or gmpo"),
        new Rule("rl.clip_high", rl.clipHigh() != plain.clipHigh(), clips,
            "rl.surrogate clip, gspo, cispo or gmpo"),
        new Rule("rl.kl_in", !rl.klIn().equals(plain.klIn()), diverges, divergence),
        new Rule("rl.kl_weight", rl.klWeight() != plain.klWeight(), diverges, divergence),
        new Rule("rl.kl_target", rl.klTarget() != 0, diverges, divergence),
        new Rule("rl.kl_horizon", rl.klHorizon() != plain.klHorizon(), rl.klTarget() != 0, "rl.kl_target"),
        new Rule("rl.reference_every", rl.referenceEvery() != 0, diverges, divergence),
        new Rule("critic", !recipe.critic().equals(Recipe.CriticPart.defaults()), ppo, "method ppo"),
        new Rule("selection.rounds", selects, recipe.sampling().group() > 1, "sampling.group above 1"),
        new Rule("selection", !recipe.selection().equals(Recipe.SelectionPart.defaults()), selects,
            "selection.rounds"),
        new Rule("overlong.factor", recipe.overlong().factor() != 1, recipe.overlong().buffer() > 0,
            "overlong.buffer"),
        new Rule("importance.level", !importance.level().equals(no.level()), truncates || masks,
            "importance.kind truncate or mask"),
        new Rule("importance.cap", importance.cap() != no.cap(), truncates, "importance.kind truncate"),
        new Rule("importance.low", importance.low() != no.low(), masks, "importance.kind mask"),
        new Rule("importance.high", importance.high() != no.high(), masks, "importance.kind mask"),
        new Rule("sampling.precision", !recipe.sampling().precision().equals("f32"),
            recipe.sampling().rollouts() == null, "that nothing is taken from sampling.rollouts"),
        new Rule("bugs.kl_sign", recipe.bugs().klSign(), diverges && rl.klIn().equals("loss"),
            "rl.kl in the loss"),
        new Rule("faithful", recipe.faithful(), !recipe.bugs().equals(Recipe.BugsPart.defaults()),
            "the original's bugs named under bugs"));
  }
}
