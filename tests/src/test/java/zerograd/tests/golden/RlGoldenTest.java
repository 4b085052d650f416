package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.models.checkpoint.Safetensors;
import zerograd.rl.Algorithm;
import zerograd.rl.Averaging;
import zerograd.rl.Clip;
import zerograd.rl.Grpo;
import zerograd.rl.Kl;
import zerograd.rl.KlPenalty;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.rl.Responses;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.train.UpdateStatistics;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tests.Fixtures;

/// Advantages, KL estimates, losses, their gradients and metrics against what verl, TRL and OpenRLHF compute.
///
/// The fixtures are padded rows. Here their tokens lie end to end, and a token outside `response_mask` is one that is not
/// learned from. Arguments are read from `cases.json`, so fixtures made with other numbers are compared as well.
class RlGoldenTest {

  private static final Path CASES = Fixtures.golden("rl/cases.json");

  /// Outputs of algorithms that are not here: critics (GAE, value loss), other estimators (RLOO, ReMax, OPO, GPG,
  /// pass@k), other surrogates (GSPO, CISPO, GPG, GMPO, SAPO), truncated importance sampling, the parts of DAPO that act
  /// on rewards and on sampling, and OpenRLHF's single-precision advantages.
  private static final List<String> NOT_HERE = List.of("verl.gae", "verl.kl_reward.gae", "verl.rloo",
      "verl.opo",
      "verl.gpg", "verl.remax", "verl.passk", "verl.value_loss", "verl.ppo_loss.grpo.truncated_is",
      "verl.gspo_loss",
      "verl.cispo_loss", "verl.gmpo_loss", "verl.sapo_loss", "dapo.", "trl.rloo", "trl.gspo_loss",
      "trl.cispo_loss",
      "trl.sapo_loss", "openrlhf.gae", "openrlhf.reinforce", "openrlhf.rloo", "openrlhf.group_norm",
      "openrlhf.dr_grpo", "openrlhf.policy_loss.gspo", "openrlhf.value_loss");

  /// Which advantages the losses of `verl.ppo_loss.KEY` were given.
  private static final Map<String, String> LOSS_ADVANTAGES = Map.of("grpo", "grpo", "dapo", "grpo", "drgrpo",
      "grpo_no_std", "rloo", "rloo", "rpp", "reinforce_pp", "rpp_base", "reinforce_pp_baseline", "gae", "gae",
      "gae_gamma", "gae_discounted");

  @Test void everyPublishedNumberIsOurs() throws IOException {
    JsonNode cases = new JsonMapper().readTree(Files.readString(CASES)).get("cases");
    int tensors = 0;
    List<String> wrong = new ArrayList<>();
    for (String name : cases.propertyNames()) {
      try (Safetensors file = Safetensors.open(CASES.resolveSibling(name + ".safetensors"));
          Device device = Device.cpu(1, "reference", 1 << 30)) {
        tensors += device.call("fixture",
            () -> new Fixture(name, file, cases.get(name).get("outputs"), wrong).compareAll());
      }
    }
    System.out.println("compared " + cases.size() + " fixtures, " + tensors + " tensors");
    assertTrue(tensors > 0, "no reinforcement learning fixtures in " + CASES.toAbsolutePath());
    assertEquals(List.of(), wrong);
  }

  /// One file: rows of tokens, and what libraries made of them.
  private static final class Fixture {
    private final String name;
    private final Safetensors file;
    private final JsonNode outputs;
    private final List<String> wrong;
    private final Set<String> compared = new TreeSet<>();
    private final long[] lengths;
    private final int T;
    private final RolloutBatch batch;

    Fixture(String name, Safetensors file, JsonNode outputs, List<String> wrong) {
      this.name = name;
      this.file = file;
      this.outputs = outputs;
      this.wrong = wrong;
      lengths = file.readLongs("in.lengths");
      T = file.shape("in.response_mask").dim(1);
      float[] mask = packed("in.response_mask");
      boolean[] learned = new boolean[mask.length];
      for (int t = 0; t < mask.length; t++) learned[t] = mask[t] == 1;
      int[] starts = new int[lengths.length + 1];
      for (int i = 0; i < lengths.length; i++) starts[i + 1] = starts[i] + (int) lengths[i];
      int[] groups = Arrays.stream(file.readLongs("in.group")).mapToInt(Math::toIntExact).toArray();
      batch = new RolloutBatch(starts, groups, learned, packed("in.token_rewards"),
          packed("in.old_log_probs"),
          packed("in.ref_log_probs"));
    }

    /// Returns how many outputs were compared.
    int compareAll() {
      for (String output : outputs.propertyNames()) {
        JsonNode about = outputs.get(output);
        if (isHere(output) && !about.has("of")) compare(output, about);
      }
      for (String output : outputs.propertyNames())
        if (isHere(output) && !compared.contains(output))
          wrong.add(name + ": " + output + " was not compared");
      return compared.size();
    }

    private static boolean isHere(String output) { return NOT_HERE.stream().noneMatch(output::startsWith); }

    private void compare(String output, JsonNode about) {
      if (output.startsWith("verl.ppo_loss.")) verlLoss(output, about);
      else if (output.startsWith("verl.grpo_objective.")) verlObjective(output, about);
      else if (output.startsWith("verl.kl.")) kl(output, Kl.named(about.get("kl_penalty").asString()));
      else if (output.startsWith("openrlhf.kl."))
        kl(output, Kl.named(output.substring("openrlhf.kl.".length())));
      else if (output.startsWith("openrlhf.policy_loss.")) openRlhfLoss(output, about);
      else if (output.startsWith("trl.") && about.has("loss_type")) trlLoss(output, about);
      else if (output.equals("verl.entropy_loss")) entropyLoss(output);
      else if (output.equals("verl.kl_reward.token_rewards")) rewards(output, about);
      else if (output.startsWith("trl.grpo.advantages.")) advantages(output, about);
      else if (output.endsWith(".advantages") || output.endsWith(".returns")) advantages(output, about);
      else if (output.equals("trl.loss_advantages")) compared.add(output);   // an input of the losses
    }

    // advantages

    private void advantages(String output, JsonNode about) {
      String key = output.replaceFirst("\\.(advantages|returns)$", "");
      double coefficient = number(outputs.get("verl.kl_reward.token_rewards"), "coef", 0);
      Algorithm algorithm = switch (key) {
        case "verl.grpo" -> Grpo.verl();
        case "verl.grpo_no_std" -> Grpo.drGrpo(T);
        case "verl.reinforce_pp" -> ReinforcePlusPlus.verl();
        case "verl.reinforce_pp_gamma" -> ReinforcePlusPlus.verl()
            .withGamma(outputs.get(key + ".advantages").get("gamma").asDouble());
        case "verl.reinforce_pp_baseline" -> ReinforcePlusPlus.verl().withBaseline();
        case "verl.kl_reward.reinforce_pp" -> ReinforcePlusPlus.paper()
            .withKl(new KlPenalty.InReward(Kl.K1, coefficient));
        default -> Grpo.trl().withEpsilon(about.get("eps").asDouble())
            .withScale(Grpo.Scale.valueOf(about.get("scale_rewards").asString().toUpperCase()));
      };
      var ours = algorithm.advantages(batch);
      check(output, output.endsWith(".returns") ? ours.returns() : ours.advantages());
    }

    private void rewards(String output, JsonNode about) {
      double[] rewards = new KlPenalty.InReward(Kl.K1, about.get("coef").asDouble()).rewards(batch);
      float[] rounded = new float[rewards.length];
      for (int t = 0; t < rounded.length; t++) rounded[t] = (float) rewards[t];
      check(output, rounded);
    }

    // divergence

    private void kl(String output, Kl kl) {
      Param logProbs = new Param(Tensor.of(packed("in.log_probs")));
      Variable reference = Variable.constant(Tensor.of(batch.referenceLogProbs()));
      Tape.backward(() -> kl.of(logProbs, reference).times(learned()).sum());
      check(output, kl.of(logProbs, reference).value().toArray());
      if (outputs.has(output + ".grad")) check(output + ".grad", logProbs.gradient().toArray());
    }

    private Variable learned() {
      float[] mask = new float[batch.tokens()];
      for (int t = 0; t < mask.length; t++) mask[t] = batch.learned()[t] ? 1 : 0;
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
      Grpo algorithm = Grpo.verl().withClip(clip).withAveraging(averaging).withKl(new KlPenalty.None());
      UpdateStatistics met = loss(output, algorithm,
          packed("out.verl." + LOSS_ADVANTAGES.get(key) + ".advantages"));
      checkNumber(output + ".pg_clipfrac", met.clippedShare());
      checkNumber(output + ".pg_clipfrac_lower", met.clippedDualShare());
      checkNumber(output + ".ppo_kl", met.policyKl());
    }

    private void verlObjective(String output, JsonNode about) {
      Averaging averaging = output.endsWith(".token-mean")
          ? new Averaging.TokenMean()
          : new Averaging.SequenceMeanTokenMean();
      loss(output, Grpo.paper().withAveraging(averaging)
          .withClip(Clip.symmetric(about.get("clip").asDouble()).withDual(about.get("dual_clip").asDouble()))
          .withKl(new KlPenalty.InLoss(Kl.K3, about.get("beta").asDouble())),
          packed("out.verl.grpo.advantages"));
    }

    private void trlLoss(String output, JsonNode about) {
      Averaging averaging = switch (about.get("loss_type").asString()) {
        case "grpo" -> new Averaging.SequenceMeanTokenMean();
        case "dr_grpo" -> new Averaging.SequenceMeanTokenSum(about.get("max_completion_length").asInt());
        default -> new Averaging.TokenMean();
      };
      double epsilon = number(about, "epsilon", 0), beta = number(about, "beta", 0);
      Clip clip = new Clip(number(about, "epsilon_low", epsilon), number(about, "epsilon_high", epsilon),
          number(about, "delta", Double.POSITIVE_INFINITY));
      Grpo algorithm = Grpo.trl().withClip(clip).withAveraging(averaging)
          .withKl(beta == 0 ? new KlPenalty.None() : new KlPenalty.InLoss(Kl.K3, beta));
      float[] advantages = repeated(read("out.trl.loss_advantages"));
      UpdateStatistics met = loss(output, algorithm, advantages);
      checkNumber(output + ".clip_ratio_low_mean", met.clippedLowShare());
      checkNumber(output + ".clip_ratio_high_mean", met.clippedHighShare());
      checkNumber(output + ".clip_ratio_region_mean", met.clippedShare());
      if (beta != 0) {   // a mean of tokens, whatever the loss averages
        UpdateStatistics byTokens = new UpdateStatistics(algorithm);
        byTokens.add(batch, advantages, new Averaging.TokenMean().weights(batch), packed("in.log_probs"),
            new float[batch.tokens()]);
        checkNumber(output + ".kl", byTokens.klLoss());
      }
    }

    private void openRlhfLoss(String output, JsonNode about) {
      boolean bySequence = about.has("token_level_loss") && !about.get("token_level_loss").asBoolean();
      Clip clip = new Clip(number(about, "clip_eps_low", 0), number(about, "clip_eps_high", 0),
          number(about, "dual_clip", Double.POSITIVE_INFINITY));
      Grpo algorithm = Grpo.trl().withClip(clip)
          .withAveraging(bySequence ? new Averaging.SequenceMeanTokenMean() : new Averaging.TokenMean());
      UpdateStatistics met = loss(output, algorithm, packed("out." + about.get("advantages").asString()));
      checkNumber(output + ".clip_ratio", met.clippedShare());
      checkNumber(output + ".ppo_kl", met.policyKl());
    }

    /// Compares a loss and its gradient by the log-probs, and that of two micro-batches and of the report's formula.
    private UpdateStatistics loss(String output, Algorithm algorithm, float[] advantages) {
      float[] weights = algorithm.averaging().weights(batch), logProbs = packed("in.log_probs");
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
      for (int v = 0; v < V; v++) identity[v * V + v] = 1;
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
      checkPacked(output, shape.rank() == 1 ? repeated(read("out." + output)) : packed("out." + output),
          actual, 1);
    }

    /// Within a millionth of each number, or of a tenth of the largest where terms nearly cancel; OpenRLHF's estimates are
    /// made of single-precision terms of size 1.
    private void checkPacked(String output, float[] expected, float[] actual, int columns) {
      double largest = 0;
      for (float e : expected) largest = Math.max(largest, Math.abs(e));
      for (int i = 0; i < expected.length; i++) {
        if (!batch.learned()[i / columns]) continue;
        double bound = 1e-6
            * Math.max(Math.abs(expected[i]), output.startsWith("openrlhf.kl.") ? 0.1 : largest / 10);
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
        wrong.add(
            "%s: %s is %s, expected %s, off by %.1e, bound %.1e".formatted(name, output, actual, expected,
                Math.abs(actual - expected), bound));
      }
    }

    // reading

    private static double number(JsonNode about, String key, double otherwise) {
      return about.has(key) ? about.get(key).asDouble() : otherwise;
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
}
