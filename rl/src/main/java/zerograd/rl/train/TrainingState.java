package zerograd.rl.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.optim.AdamW;
import zerograd.models.lora.Adapter;
import zerograd.models.lora.TrainedWeights;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;

/// What a run changes from step to step, and a checkpoint keeps: the weights, their moments, the reference policy, the critic,
/// and two numbers.
final class TrainingState {

  final Pretrained policy;
  final Map<String, Param> parameters;
  final AdamW optimizer;

  private Optional<CausalLm> reference = Optional.empty();
  private boolean referenceIsBase;
  private Optional<Critic> critic = Optional.empty();

  /// How many prompts were drawn.
  long promptsVisited;

  /// The weight of the divergence penalty in the next step.
  double klWeight;

  TrainingState(Pretrained policy, AdamW.Settings adamW) {
    this.policy = policy;
    parameters = new TrainedWeights(policy).parameters();
    optimizer = new AdamW(List.copyOf(parameters.values()), adamW);
  }

  Optional<CausalLm> reference() { return reference; }

  /// Whether the reference is the weights that the run begins with, which a resumed run has without a file.
  boolean referenceIsBase() { return referenceIsBase; }

  /// Makes the policy, as it is, the reference.
  ///
  /// @param step how many steps were made
  void takeReference(int step) {
    Optional<Adapter> adapter = Adapter.of(policy.model());
    if (adapter.isPresent()) {   // only this is copied
      reference = Optional.of(adapter.get().frozenCopy().on(Adapter.baseOf(policy.model())));
    } else {
      if (reference.isEmpty()) reference = Optional.of(CausalLm.emptyFrozen(policy.config()));
      reference.get().copyFrom(policy.model());
    }
    referenceIsBase = step == 0;
  }

  /// What the reference has of its own, by name.
  Map<String, Param> referenceParameters() {
    CausalLm model = reference.orElseThrow();
    return Adapter.of(model).map(Adapter::parameters).orElseGet(model::parameters);
  }

  /// The same of a reference whose numbers are yet to be read from a file.
  Map<String, Param> emptyReference() {
    if (reference.isEmpty()) takeReference(0);
    referenceIsBase = false;
    return referenceParameters();
  }

  Optional<Critic> critic() { return critic; }

  /// The critic, made from the policy as it is if there is none yet.
  Critic critic(Critic.Settings settings, RlSettings rl) {
    if (critic.isEmpty()) critic = Optional.of(new Critic(policy, settings, rl));
    critic.get().use(settings, rl.updates());
    return critic.get();
  }
}
