package zerograd.cli.recipe;

import java.nio.file.Path;
import java.util.List;
import zerograd.cli.eval.ExamRoom;
import zerograd.rl.eval.MathGrader;

/// Benchmarks that a model is examined in while it is trained, beside what its task holds out; see [ExamRoom]. They change no bit
/// of the training.
///
/// @param benchmarks their names, or files relative to the recipe
/// @param data folder of the files that names stand for, relative to the recipe
/// @param every steps between exams, beside those before the first step and after the last; 0 for only these
/// @param template how questions are put; absent for the model's chat template or the benchmark's own
/// @param boxed whether the answer is asked for in a box in templates that do not say so themselves
/// @param judge who compares mathematical answers
/// @param samples responses to each question
/// @param temperature 0 for greedy
/// @param topP draw from the likeliest tokens that have this probability together; 1 for all
/// @param maxNewTokens the longest response
/// @param limit questions of each benchmark, the first ones; 0 for all
public record EvaluationPart(List<String> benchmarks, String data, int every, String template, boolean boxed,
    MathGrader.Judge judge, int samples, double temperature, double topP, int maxNewTokens, int limit) {

  private static final int AT_ONCE = 64;

  public static EvaluationPart defaults() {
    return new EvaluationPart(List.of(), null, 0, null, false, MathGrader.Judge.QWEN, 1, 0, 1, 1024, 0);
  }

  /// @throws IllegalArgumentException if a number makes no sense
  public EvaluationPart {
    benchmarks = List.copyOf(benchmarks);
    Recipe.require(every >= 0 && limit >= 0, "every and limit must not be negative, got %s and %s", every,
        limit);
    Recipe.require(samples >= 1 && maxNewTokens >= 1,
        "samples and max_new_tokens must be at least 1, got %s and %s", samples, maxNewTokens);
    Recipe.require(temperature > 0 || temperature == 0 && samples == 1 && topP == 1,
        "samples and top_p need a temperature above 0, got %s", temperature);
    Recipe.require(topP > 0 && topP <= 1, "top_p must be in (0, 1], got %s", topP);
  }

  /// How questions are asked.
  ///
  /// @param home where the recipe stands
  /// @param seed of the draws
  public ExamRoom.Asking asking(Path home, long seed) {
    return new ExamRoom.Asking(data == null ? null : home.resolve(data), judge, template, boxed, null, null,
        samples,
        (float) temperature, topP, maxNewTokens, List.of(), limit == 0 ? null : limit, seed, AT_ONCE);
  }

  /// The benchmarks, files from where the recipe stands.
  public List<String> benchmarks(Path home) {
    return benchmarks.stream().map(name -> name.contains(".") ? home.resolve(name).toString() : name)
        .toList();
  }
}
