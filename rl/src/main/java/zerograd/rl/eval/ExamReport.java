package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// How an exam went.
///
/// | metric | is |
/// | --- | --- |
/// | `avg` | avg@k: the share of right answers over all samples; pass@1 |
/// | `pass` | pass@k for k = 1, 2, 4, … and all samples, see [PassRate] |
/// | `majority` | maj@k: the share of questions that the most frequent answer is right to, see [Majority] |
///
/// Each is a mean over questions with its [interval][Bootstrap].
///
/// @param name of the exam
/// @param questions how many were answered
/// @param samples answers to each
/// @param answeredShare the share of responses in which an answer was found
/// @param tokens mean length of a response
/// @param clipped the share of responses that ended at the limit of their length
/// @param byType avg of the questions of each `level`, `type`, `subject`, `subfield` or `grade`, if they have one
public record ExamReport(String name, int questions, int samples, Bootstrap avg, Map<Integer, Bootstrap> pass,
    Bootstrap majority, double answeredShare, double tokens, double clipped, Map<String, Double> byType) {

  private static final List<String> TYPES = List.of("level", "type", "subject", "subfield", "grade");

  /// Counts.
  ///
  /// @param seed of the draws of intervals
  /// @throws IllegalArgumentException if there is no answer
  public static ExamReport of(String name, List<Answered> answers, Grader grader, long seed) {
    int samples = answers.isEmpty() ? 0 : answers.getFirst().answers().size();
    Bootstrap avg = bootstrap(answers, seed, answered -> answered.right() / (double) samples);
    Map<Integer, Bootstrap> pass = new TreeMap<>();
    for (int k = 1; k <= samples; k = k == samples ? k + 1 : Math.min(2 * k, samples)) {
      int most = k;
      pass.put(k, bootstrap(answers, seed, answered -> PassRate.of(samples, answered.right(), most)));
    }
    Bootstrap majority = bootstrap(answers, seed, answered -> isRightByMajority(answered, grader) ? 1 : 0);
    List<Answered.Answer> all = answers.stream().flatMap(answered -> answered.answers().stream()).toList();
    return new ExamReport(name, answers.size(), samples, avg, pass, majority,
        mean(all, answer -> answer.found().isEmpty() ? 0 : 1), mean(all, Answered.Answer::tokens),
        mean(all, answer -> answer.isClipped() ? 1 : 0), byType(answers));
  }

  private static boolean isRightByMajority(Answered answered, Grader grader) {
    List<String> found = answered.answers().stream().map(Answered.Answer::found).toList();
    Optional<Integer> chosen = Majority.of(found, grader::same);
    return chosen.isPresent() && answered.answers().get(chosen.get()).isRight();
  }

  private static Bootstrap bootstrap(List<Answered> answers, long seed, ToDoubleFunction<Answered> number) {
    return Bootstrap.of(answers.stream().mapToDouble(number).toArray(), seed);
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> number) {
    return all.stream().mapToDouble(number).sum() / all.size();
  }

  private static Map<String, Double> byType(List<Answered> answers) {
    Map<String, List<Answered>> groups = new TreeMap<>();
    for (Answered answered : answers) {
      for (String type : TYPES) {
        Object value = answered.fields().get(type);
        if (value != null) groups.computeIfAbsent(type + " " + value, _ -> new ArrayList<>()).add(answered);
      }
    }
    Map<String, Double> byType = new LinkedHashMap<>();
    groups.forEach((type, group) -> byType.put(type,
        mean(group, answered -> answered.right() / (double) answered.answers().size())));
    return byType;
  }

  /// As a JSON object; shares are numbers from 0 to 1.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", name);
    json.put("questions", questions);
    json.put("samples", samples);
    put(json, "avg@" + samples, avg);
    pass.forEach((k, rate) -> put(json, "pass@" + k, rate));
    put(json, "maj@" + samples, majority);
    json.put("answered", answeredShare);
    json.put("tokens", tokens);
    json.put("clip_ratio", clipped);
    if (!byType.isEmpty()) json.put("by_type", byType);
    return json;
  }

  /// For the row of a training step: `eval/NAME/avg@k`, and with more than one sample `pass@…` and `maj@k` likewise.
  public Map<String, Double> metrics() {
    String prefix = "eval/" + name + "/";
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(prefix + "avg@" + samples, avg.mean());
    if (samples == 1) return metrics;
    pass.forEach((k, rate) -> metrics.put(prefix + "pass@" + k, rate.mean()));
    metrics.put(prefix + "maj@" + samples, majority.mean());
    return metrics;
  }

  private static void put(Map<String, Object> json, String name, Bootstrap number) {
    json.put(name, number.mean());
    json.put(name + "_interval", List.of(number.low(), number.high()));
  }
}
