package zerograd.autograd.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AdamWKernel;

/// The two running means of Adam for each of a list of parameters, and the count of steps.
final class Moments {

  interface Update {
    void apply(Param w, Tensor mean, Tensor meanSquare);
  }

  private final List<Param> params;
  private final List<Tensor> means;
  private final List<Tensor> meanSquares;
  private long steps;

  Moments(List<Param> all) {
    params = all.stream().filter(Param::isTrainable).toList();
    means = params.stream().map(Moments::zerosBeside).toList();
    meanSquares = params.stream().map(Moments::zerosBeside).toList();
  }

  /// Zeros that live as long as the parameter's value.
  static Tensor zerosBeside(Param param) { return Tensor.zerosIn(param.value().scope(), param.shape()); }

  List<Param> params() { return params; }

  long steps() { return steps; }

  void resumeAt(long count) { steps = count; }

  void restart() {
    steps = 0;
    means.forEach(Moments::clear);
    meanSquares.forEach(Moments::clear);
  }

  private static void clear(Tensor moment) { moment.data().fill(0); }

  SequencedMap<String, Tensor> state(int index) {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    state.put("exp_avg", means.get(index));
    state.put("exp_avg_sq", meanSquares.get(index));
    return state;
  }

  /// Counts one more step and returns its numbers, computed in double and rounded once.
  AdamWKernel.Step next(AdamW.Settings s, double learningRate, double clip, double decay) {
    steps++;
    double stepSize = learningRate / (1 - StrictMath.pow(s.beta1(), steps));
    double correction = Math.sqrt(1 - StrictMath.pow(s.beta2(), steps));
    return new AdamWKernel.Step((float) clip, (float) decay, (float) (1 - s.beta1()), (float) s.beta2(),
        (float) (1 - s.beta2()), (float) stepSize, (float) correction, (float) s.eps());
  }

  /// Settles, applies `update` to and clears each parameter that has a gradient.
  void each(Update update) {
    for (int i = 0; i < params.size(); i++) {
      Param param = params.get(i);
      param.settle();
      if (!param.hasGradient()) continue;
      update.apply(param, means.get(i), meanSquares.get(i));
      param.touch();
      param.zeroGradient();
    }
  }
}
