package zerograd.tests.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.models.checkpoint.Safetensors;
import zerograd.rl.AdvantageEstimator;
import zerograd.rl.Advantages;
import zerograd.rl.Algorithm;
import zerograd.rl.Averaging;
import zerograd.rl.Cispo;
import zerograd.rl.Clip;
import zerograd.rl.Dapo;
import zerograd.rl.Gmpo;
import zerograd.rl.Gpg;
import zerograd.rl.GroupBaseline;
import zerograd.rl.Grpo;
import zerograd.rl.Gspo;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.Kl;
import zerograd.rl.KlPenalty;
import zerograd.rl.Opo;
import zerograd.rl.PassAtK;
import zerograd.rl.PolicyGradient;
import zerograd.rl.Ppo;
import zerograd.rl.ReMax;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.rl.Responses;
import zerograd.rl.Rloo;
import zerograd.rl.Sapo;
import zerograd.rl.Surrogate;
import zerograd.rl.ValueLoss;
import zerograd.rl.Whitening;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.train.UpdateStatistics;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// One file: rows of tokens, and what libraries made of them.
final class RlFixture {
  /// Which advantages the losses of `verl.ppo_loss.KEY` were given.
  private static final Map<String, String> LOSS_ADVANTAGES = Map.of("grpo", "grpo", "dapo", "grpo", "drgrpo",
      "grpo_no_std", "rloo", "rloo", "rpp", "reinforce_pp", "rpp_base", "reinforce_pp_baseline", "gae", "gae",
      "gae_gamma", "gae_discounted");

  private final String name;
  private final Safetensors file;
  private final JsonNode outputs;
  private final List<String> wrong;
  private final Set<String> compared = new TreeSet<>();
  private final long[] lengths;
  private final int T;
  private final RolloutBatch batch;

  RlFixture(String name, Safetensors file, JsonNode outputs, List<String> wrong) {
    this.name = name;
    this.file = file;
    this.outputs = outputs;
    this.wrong = wrong;
    lengths = file.readLongs("in.lengths");
    T = file.shape("in.response_mask").dim(1);
    float[] mask = packed("in.response_mask");
    boolean[] learned = new boolean[mask.length];
    for (int t = 0; t < mask.length; t++)
      learned[t] = mask[t] == 1;
    int[] starts = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++)
      starts[i + 1] = starts[i] + (int) lengths[i];
    int[] groups = Arrays.stream(file.readLongs("in.group")).mapToInt(Math::toIntExact).toArray();
    batch = new RolloutBatch(starts, groups, learned, packed("in.token_rewards"), packed("in.old_log_probs"),
        packed("in.ref_log_probs"), packed("in.values"), halves(read("in.rewards")));
  }

  /// The greedy responses of the fixtures earn half of what the sampled ones do.
  private static float[] halves(float[] rewards) {
    float[] halves = rewards.clone();
    for (int i = 0; i < halves.length; i++)
      halves[i] /= 2;
    return halves;
  }

  /// Returns how many outputs were compared.
  int compareAll() {
    for (String output : outputs.propertyNames()) {
      JsonNode about = outputs.get(output);
      if (!about.has("of"))
        compare(output, about);
    }
    for (String output : outputs.propertyNames())
      if (!compared.contains(output))
        wrong.add(name + ": " + output + " was not compared");
    return compared.size();
  }

  private void compare(String output, JsonNode about) {
    if (output.startsWith("verl.ppo_loss."))
      verlLoss(output, about);
    else if (output.equals("verl.value_loss"))
      valueLoss(output, number(about, "cliprange", 0));
    else if (output.startsWith("openrlhf.value_loss."))
      valueLoss(output, number(about, "clip_eps", Double.POSITIVE_INFINITY));
    else if (output.matches("verl\\.[a-z]+_loss\\.grpo"))
      verlSurrogate(output, about);
    else if (output.startsWith("verl.grpo_objective."))
      verlObjective(output, about);
    else if (output.startsWith("verl.kl."))
      kl(output, Kl.named(about.get("kl_penalty").asString()));
    else if (output.startsWith("openrlhf.kl."))
      kl(output, Kl.named(output.substring("openrlhf.kl.".length())));
    else if (output.startsWith("openrlhf.policy_loss."))
      openRlhfLoss(output, about);
    else if (output.equals("trl.rloo_loss") || about.has("importance_sampling_level"))
      trlSequenceLoss(output, about);
    else if (output.startsWith("trl.") && about.has("loss_type"))
      trlLoss(output, about);
    else if (output.equals("verl.entropy_loss"))
      entropyLoss(output);
    else if (output.equals("verl.kl_reward.token_rewards"))
      rewards(output, about);
    else if (output.startsWith("dapo."))
      dapo(output, about);
    else if (output.startsWith("openrlhf."))
      openRlhfAdvantages(output, about);
    else if (output.startsWith("trl.rloo.advantages"))
      trlRloo(output, about);
    else if (output.startsWith("trl.grpo.advantages."))
      advantages(output, about);
    else if (output.endsWith(".advantages") || output.endsWith(".returns"))
      advantages(output, about);
    else if (output.equals("trl.loss_advantages"))
      compared.add(output); // an input of the losses
  }

  // advantages

  private void advantages(String output, JsonNode about) {
    String key = output.replaceFirst("\\.(advantages|returns)$", "");
    double coefficient = number(outputs.get("verl.kl_reward.token_rewards"), "coef", 0);
    JsonNode settings = outputs.get(key + ".advantages");
    AdvantageEstimator estimator = switch (key) {
      case "verl.grpo" -> Grpo.verl().estimator();
      case "verl.grpo_no_std" -> Grpo.drGrpo(T).estimator();
      case "verl.reinforce_pp", "verl.reinforce_pp_gamma", "verl.kl_reward.reinforce_pp" ->
        new ReinforcePlusPlus(number(settings, "gamma", 1), GroupBaseline.NONE, Whitening.SAMPLE, true);
      case "verl.reinforce_pp_baseline" -> ReinforcePlusPlus.verlBaseline().estimator();
      case "verl.gae", "verl.gae_discounted", "verl.kl_reward.gae" ->
        new Ppo(settings.get("gamma").asDouble(), settings.get("lam").asDouble(), Whitening.SAMPLE, true);
      case "verl.rloo" -> Rloo.verl().estimator();
      case "verl.remax" -> new ReMax();
      case "verl.opo" -> new Opo();
      case "verl.gpg" -> new Gpg();
      case "verl.passk" -> new PassAtK(true);
      default -> new Grpo(Grpo.Scale.valueOf(about.get("scale_rewards").asString().toUpperCase(Locale.ROOT)),
          about.get("eps").asDouble());
    };
    Algorithm algorithm = Grpo.trl().with(estimator);
    if (key.startsWith("verl.kl_reward."))
      algorithm = algorithm.with(new KlPenalty.InReward(Kl.K1, coefficient));
    Advantages ours = algorithm.advantages(batch);
    // verl calls the whitened numbers of this one returns, too
    boolean returns = output.endsWith(".returns") && !key.equals("verl.reinforce_pp_baseline");
    check(output, returns ? ours.returns() : ours.advantages());
  }

  /// `kl` is charged per token, after the baseline.
  private void openRlhfAdvantages(String output, JsonNode about) {
    double gamma = about.get("gamma").asDouble(), coefficient = about.get("kl_coef").asDouble();
    AdvantageEstimator estimator = switch (about.get("estimator").asString()) {
      case "gae" -> new Ppo(gamma, about.get("lam").asDouble(), Whitening.POPULATION, false);
      case "reinforce" -> new ReinforcePlusPlus(gamma, GroupBaseline.NONE, Whitening.POPULATION, false);
      case "reinforce_baseline" -> ReinforcePlusPlus.withBaseline(GroupBaseline.MEAN, Whitening.POPULATION);
      case "rloo" -> ReinforcePlusPlus.withBaseline(GroupBaseline.LEAVE_ONE_OUT, Whitening.NONE);
      case "dr_grpo" -> ReinforcePlusPlus.withBaseline(GroupBaseline.MEAN, Whitening.NONE);
      default -> ReinforcePlusPlus.withBaseline(GroupBaseline.STANDARDISED, Whitening.NONE);
    };
    Algorithm algorithm = Grpo.trl().with(estimator);
    if (coefficient != 0)
      algorithm = algorithm.with(new KlPenalty.InReward(Kl.K1, coefficient));
    Advantages ours = algorithm.advantages(batch);
    check(output, output.endsWith(".returns") ? ours.returns() : ours.advantages());
  }

  /// One number a response; the divergence is summed over it first.
  private void trlRloo(String output, JsonNode about) {
    Algorithm algorithm = Grpo.trl().with(new Rloo(output.endsWith(".normalized")));
    if (about.has("beta"))
      algorithm = algorithm.with(new KlPenalty.InReward(Kl.K1, about.get("beta").asDouble()));
    check(output, algorithm.advantages(batch).advantages());
  }

  private void dapo(String output, JsonNode about) {
    float[] ours = new float[batch.responses()];
    if (output.equals("dapo.overlong_penalty")) {
      var penalty = new Dapo.OverlongPenalty(about.get("max_len").asInt(), about.get("buffer").asInt(),
          about.get("factor").asDouble());
      for (int i = 0; i < ours.length; i++)
        ours[i] = (float) penalty.of(batch.length(i));
    } else {
      float[] scores = read("in.rewards");
      for (int i = 0; i < ours.length; i++) {
        List<Double> group = new ArrayList<>();
        for (int j = 0; j < ours.length; j++)
          if (batch.groups()[j] == batch.groups()[i])
            group.add((double) scores[j]);
        ours[i] = Dapo.teaches(group) ? 1 : 0;
      }
    }
    check(output, repeated(ours));
  }

  private void rewards(String output, JsonNode about) {
    double[] rewards = new KlPenalty.InReward(Kl.K1, about.get("coef").asDouble()).rewards(batch);
    float[] rounded = new float[rewards.length];
    for (int t = 0; t < rounded.length; t++)
      rounded[t] = (float) rewards[t];
    check(output, rounded);
  }

  // divergence

  private void kl(String output, Kl kl) {
    Param logProbs = new Param(Tensor.of(packed("in.log_probs")));
    Variable reference = Variable.constant(Tensor.of(batch.referenceLogProbs()));
    Tape.backward(() -> kl.of(logProbs, reference).times(learned()).sum());
    check(output, kl.of(logProbs, reference).value().toArray());
    if (outputs.has(output + ".grad"))
      check(output + ".grad", logProbs.gradient().toArray());
  }

  private Variable learned() {
    float[] mask = new float[batch.tokens()];
    for (int t = 0; t < mask.length; t++)
      mask[t] = batch.learned()[t] ? 1 : 0;
    return Variable.constant(Tensor.of(mask));
  }

  // losses

  private void verlLoss(String output, JsonNode about) {
    String key = output.split("\\.")[2];
    Averaging averaging = switch (about.get("loss_agg_mode").asString()) {
      case "token-mean" -> new Averaging.TokenMean();
      case "seq-mean-token-mean" -> new Averaging.SequenceMeanTokenMean();
      case "seq-mean-token-sum" -> new Averaging.SequenceMeanTokenSum(1);
      default -> new Averaging.TokenSum(T);
    };
    Clip clip = new Clip(number(about, "clip_low", 0), number(about, "clip_high", 0),
        number(about, "dual_clip", 0));
    Algorithm algorithm = Grpo.verl().with(clip).with(averaging).with(new KlPenalty.None());
    ImportanceCorrection correction = output.endsWith(".truncated_is")
        ? new ImportanceCorrection.Truncated(ImportanceCorrection.Level.TOKEN, 2)
        : new ImportanceCorrection.None();
    UpdateStatistics met = loss(output, algorithm,
        packed("out.verl." + LOSS_ADVANTAGES.get(key) + ".advantages"),
        correction);
    checkNumber(output + ".pg_clipfrac", met.clippedShare());
    checkNumber(output + ".pg_clipfrac_lower", met.clippedDualShare());
    checkNumber(output + ".ppo_kl", met.policyKl());
  }

  private void verlObjective(String output, JsonNode about) {
    Averaging averaging = output.endsWith(".token-mean")
        ? new Averaging.TokenMean()
        : new Averaging.SequenceMeanTokenMean();
    loss(output,
        Grpo.paper().with(averaging)
            .with(Clip.symmetric(about.get("clip").asDouble()).withDual(about.get("dual_clip").asDouble()))
            .with(new KlPenalty.InLoss(Kl.K3, about.get("beta").asDouble())),
        packed("out.verl.grpo.advantages"));
  }

  private void verlSurrogate(String output, JsonNode about) {
    double low = about.get("clip_low").asDouble(), high = about.get("clip_high").asDouble();
    boolean byTokens = about.get("loss_agg_mode").asString().equals("token-mean");
    String kind = output.substring("verl.".length(), output.indexOf("_loss"));
    Surrogate surrogate = switch (kind) {
      case "gspo" -> new Gspo(low, high, Gspo.Level.MEAN);
      case "cispo" -> new Cispo(low, high);
      case "gmpo" -> new Gmpo(low, high);
      case "sapo" -> new Sapo(1, 1.05);
      default -> new PolicyGradient();
    };
    // the mean of verl's GMPO is of responses, whatever its arguments say
    Algorithm algorithm = Grpo.trl().with(surrogate).with(
        byTokens && !kind.equals("gmpo") ? new Averaging.TokenMean() : new Averaging.SequenceMeanTokenMean());
    UpdateStatistics met = loss(output, algorithm, packed("out.verl.grpo.advantages"));
    if (kind.equals("gpg"))
      return;
    if (surrogate instanceof Gmpo(double below, double above)) {
      checkNumber(output + ".pg_clipfrac", shareOutside(below, above, 1));
      checkNumber(output + ".pg_clipfrac_lower", shareOutside(below, above, -1));
    } else {
      checkNumber(output + ".pg_clipfrac", met.clippedShare());
      checkNumber(output + ".pg_clipfrac_lower", 0);
    }
    checkNumber(output + ".ppo_kl", met.policyKl());
  }

  /// verl's GMPO counts tokens outside the band on either side, good ones and bad ones apart, held or not.
  private double shareOutside(double below, double above, int sign) {
    float[] now = packed("in.log_probs"), advantages = packed("out.verl.grpo.advantages");
    double outside = 0, tokens = 0;
    for (int t = 0; t < now.length; t++) {
      if (!batch.learned()[t])
        continue;
      tokens++;
      double k = (double) now[t] - batch.logProbs()[t];
      if ((k < -below || k > above) && advantages[t] * sign > 0)
        outside++;
    }
    return outside / tokens;
  }

  /// One ratio a response; TRL counts responses where it says how many were clipped.
  private void trlSequenceLoss(String output, JsonNode about) {
    double epsilon = number(about, "epsilon", 0);
    Gspo.Level level = output.equals("trl.rloo_loss") ? Gspo.Level.SUM : Gspo.Level.MEAN;
    Gspo surrogate = new Gspo(number(about, "epsilon_low", epsilon), number(about, "epsilon_high", epsilon),
        level);
    Algorithm algorithm = Grpo.trl().with(surrogate).with(new Averaging.SequenceMeanTokenMean());
    float[] advantages = repeated(read("out.trl.loss_advantages")), now = packed("in.log_probs");
    loss(output, algorithm, advantages);
    double low = 0, high = 0;
    for (int i = 0; i < batch.responses(); i++) {
      Surrogate.Effect effect = surrogate.effects(now, batch.logProbs(), advantages, batch.learnedAt(i))[0];
      if (effect.low())
        low++;
      if (effect.high())
        high++;
    }
    checkNumber(output + ".clip_ratio_low_mean", low / batch.responses());
    checkNumber(output + ".clip_ratio_high_mean", high / batch.responses());
    checkNumber(output + ".clip_ratio_region_mean", (low + high) / batch.responses());
  }

  private void valueLoss(String output, double clip) {
    Param values = new Param(Tensor.of(packed("in.vpreds")));
    float[] old = packed("in.values"), returns = packed("out.verl.gae.returns"),
        weights = new Averaging.TokenMean().weights(batch);
    ValueLoss loss = new ValueLoss(clip);
    checkNumber(output,
        Tape.backward(() -> loss.of(values, constant(old), constant(returns), constant(weights))));
    check(output + ".grad", values.gradient().toArray());
    if (outputs.has(output + ".clipfrac")) {
      double clipped = 0, tokens = 0;
      for (int t = 0; t < old.length; t++) {
        if (!batch.learned()[t])
          continue;
        tokens++;
        if (loss.clips(values.value().data().get(t), old[t], returns[t]))
          clipped++;
      }
      checkNumber(output + ".clipfrac", clipped / tokens);
    }
  }

  private static Variable constant(float[] numbers) { return Variable.constant(Tensor.of(numbers)); }

  private void trlLoss(String output, JsonNode about) {
    Averaging averaging = switch (about.get("loss_type").asString()) {
      case "grpo", "sapo" -> new Averaging.SequenceMeanTokenMean();
      case "dr_grpo" -> new Averaging.SequenceMeanTokenSum(about.get("max_completion_length").asInt());
      default -> new Averaging.TokenMean();
    };
    double epsilon = number(about, "epsilon", 0), beta = number(about, "beta", 0);
    Surrogate surrogate = switch (about.get("loss_type").asString()) {
      case "cispo" -> new Cispo(1, about.get("epsilon_high").asDouble() - 1); // TRL gives the edge itself
      case "sapo" ->
        new Sapo(about.get("temperature_pos").asDouble(), about.get("temperature_neg").asDouble());
      default -> new Clip(number(about, "epsilon_low", epsilon), number(about, "epsilon_high", epsilon),
          number(about, "delta", Double.POSITIVE_INFINITY));
    };
    Algorithm algorithm = Grpo.trl().with(surrogate).with(averaging)
        .with(beta == 0 ? new KlPenalty.None() : new KlPenalty.InLoss(Kl.K3, beta));
    float[] advantages = repeated(read("out.trl.loss_advantages"));
    UpdateStatistics met = loss(output, algorithm, advantages);
    if (surrogate instanceof Clip) {
      checkNumber(output + ".clip_ratio_low_mean", met.clippedLowShare());
      checkNumber(output + ".clip_ratio_high_mean", met.clippedHighShare());
      checkNumber(output + ".clip_ratio_region_mean", met.clippedShare());
    }
    if (surrogate instanceof Cispo cispo)
      checkNumber(output + ".cispo_clip_ratio", heldGoodShare(cispo, advantages));
    if (beta != 0) { // a mean of tokens, whatever the loss averages
      UpdateStatistics byTokens = new UpdateStatistics(algorithm);
      byTokens.add(batch, advantages, new Averaging.TokenMean().weights(batch), packed("in.log_probs"),
          new float[batch.tokens()]);
      checkNumber(output + ".kl", byTokens.klLoss());
    }
  }

  /// TRL counts only the good tokens that CISPO holds.
  private double heldGoodShare(Cispo cispo, float[] advantages) {
    double held = 0, tokens = 0;
    float[] now = packed("in.log_probs");
    for (int t = 0; t < now.length; t++) {
      if (!batch.learned()[t])
        continue;
      tokens++;
      if (advantages[t] > 0 && cispo.effects(new double[]{now[t]}, new double[]{batch.logProbs()[t]},
          new double[]{advantages[t]})[0].high())
        held++;
    }
    return held / tokens;
  }

  private void openRlhfLoss(String output, JsonNode about) {
    boolean gspo = about.has("policy_loss_type");
    boolean bySequence = gspo || about.has("token_level_loss") && !about.get("token_level_loss").asBoolean();
    double low = number(about, "clip_eps_low", 0), high = number(about, "clip_eps_high", 0);
    Algorithm algorithm = Grpo.trl()
        .with(gspo
            ? new Gspo(low, high, Gspo.Level.MEAN)
            : new Clip(low, high, number(about, "dual_clip", Double.POSITIVE_INFINITY)))
        .with(bySequence ? new Averaging.SequenceMeanTokenMean() : new Averaging.TokenMean());
    UpdateStatistics met = loss(output, algorithm, packed("out." + about.get("advantages").asString()));
    checkNumber(output + ".clip_ratio", met.clippedShare());
    checkNumber(output + ".ppo_kl", met.policyKl());
  }

  /// Compares a loss and its gradient by the log-probs, and that of two micro-batches and of the report's formula.
  private UpdateStatistics loss(String output, Algorithm algorithm, float[] advantages) {
    return loss(output, algorithm, advantages, new ImportanceCorrection.None());
  }

  private UpdateStatistics loss(String output, Algorithm algorithm, float[] advantages,
      ImportanceCorrection correction) {
    float[] weights = algorithm.averaging().weights(batch), logProbs = packed("in.log_probs");
    double[] factors = correction.factors(batch, packed("in.rollout_log_probs"));
    for (int t = 0; t < weights.length; t++)
      weights[t] = (float) (weights[t] * factors[t]);
    int half = batch.responses() / 2, cut = batch.starts()[half];
    UpdateStatistics met = new UpdateStatistics(algorithm);
    float[] gradient = new float[batch.tokens()];
    double loss = 0;
    for (int[] part : new int[][]{{0, half, 0, cut}, {half, batch.responses(), cut, batch.tokens()}}) {
      RolloutBatch micro = batch.slice(part[0], part[1]);
      float[] A = Arrays.copyOfRange(advantages, part[2], part[3]);
      float[] w = Arrays.copyOfRange(weights, part[2], part[3]);
      Param lp = new Param(Tensor.of(Arrays.copyOfRange(logProbs, part[2], part[3])));
      Variable entropies = Variable.constant(Tensor.zeros(lp.shape()));
      loss += Tape.backward(() -> algorithm.loss(lp, entropies, Responses.of(micro, A, w)));
      System.arraycopy(lp.gradient().toArray(), 0, gradient, part[2], part[3] - part[2]);
      met.add(micro, A, w, lp.value().toArray(), entropies.value().toArray());
    }
    checkNumber(output, loss);
    checkNumber(output, met.loss());
    check(output + ".grad", gradient);
    return met;
  }

  /// Logits are the head's input times the identity: the operation under test is the one that trains.
  private void entropyLoss(String output) {
    int V = file.shape("in.logits").dim(2), N = batch.tokens();
    float[] logits = packedRows("in.logits", V), identity = new float[V * V];
    for (int v = 0; v < V; v++)
      identity[v * V + v] = 1;
    Param x = new Param(Tensor.of(new Shape(N, V), logits));
    Variable w = Variable.constant(Tensor.of(new Shape(V, V), identity));
    Ints targets = Device.scope().ints(N);
    targets.copyFrom(new int[N]);
    Variable weights = Variable.constant(Tensor.of(new Averaging.TokenMean().weights(batch)));
    Supplier<Variable> loss = () -> TokenLogProbsOp.of(x, w, targets, 1).slice(1, 2).reshape(new Shape(N))
        .times(weights).sum();
    checkNumber(output, Tape.backward(loss));
    compared.add(output + ".grad");
    checkPacked(output + ".grad", packedRows("out." + output + ".grad", V), x.gradient().toArray(), V);
  }

  // comparing

  private void check(String output, float[] actual) {
    compared.add(output);
    Shape shape = file.shape("out." + output);
    checkPacked(output, shape.rank() == 1 ? repeated(read("out." + output)) : packed("out." + output), actual,
        1);
  }

  /// Within a millionth of each number, or of a tenth of the largest where terms nearly cancel; OpenRLHF's estimates are
  /// made of single-precision terms of size 1.
  private void checkPacked(String output, float[] expected, float[] actual, int columns) {
    double largest = 0;
    for (float e : expected)
      largest = Math.max(largest, Math.abs(e));
    for (int i = 0; i < expected.length; i++) {
      if (!batch.learned()[i / columns])
        continue;
      double bound = 1e-6 * Math.max(Math.abs(expected[i]),
          output.startsWith("openrlhf.") ? Math.max(largest, 0.1) : largest / 10);
      if (!(Math.abs(actual[i] - expected[i]) <= bound)) {
        wrong.add(
            "%s: %s[%d] is %s, expected %s, off by %.1e, bound %.1e".formatted(name, output, i, actual[i],
                expected[i], Math.abs(actual[i] - expected[i]), bound));
        return;
      }
    }
  }

  /// Within a millionth of the number, or of a tenth: a loss is a sum of terms of size 1 that may cancel.
  private void checkNumber(String output, double actual) {
    compared.add(output);
    double expected = read("out." + output)[0], bound = 1e-6 * Math.max(Math.abs(expected), 0.1);
    if (!(Math.abs(actual - expected) <= bound)) {
      wrong.add("%s: %s is %s, expected %s, off by %.1e, bound %.1e".formatted(name, output, actual, expected,
          Math.abs(actual - expected), bound));
    }
  }

  // reading

  private static double number(JsonNode about, String key, double otherwise) {
    return about.hasNonNull(key) ? about.get(key).asDouble() : otherwise;
  }

  private float[] read(String tensor) {
    Tensor read = Tensor.empty(file.shape(tensor));
    file.read(tensor, read.data());
    return read.toArray();
  }

  /// The tokens of all rows, without the padding.
  private float[] packed(String tensor) { return packedRows(tensor, 1); }

  private float[] packedRows(String tensor, int columns) {
    float[] padded = read(tensor), packed = new float[(int) Arrays.stream(lengths).sum() * columns];
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      int length = (int) lengths[i] * columns;
      System.arraycopy(padded, i * T * columns, packed, at, length);
      at += length;
    }
    return packed;
  }

  /// One number a response, at each of its tokens.
  private float[] repeated(float[] byResponse) {
    float[] repeated = new float[batch.tokens()];
    for (int i = 0; i < byResponse.length; i++)
      Arrays.fill(repeated, batch.starts()[i], batch.starts()[i + 1], byResponse[i]);
    return repeated;
  }
}
