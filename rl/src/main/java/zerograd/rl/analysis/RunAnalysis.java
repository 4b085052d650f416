package zerograd.rl.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// All that is measured of the responses of a run, as tables.
///
///     var analysis = new RunAnalysis();
///     for (Reply reply : replies) analysis.add(reply);
///     analysis.lengths(10);             // accuracy and reward by length
///
/// Texts are looked at once and not kept, so a run may be larger than memory.
public final class RunAnalysis {

  private final List<ReplyAnalysis> all = new ArrayList<>();

  /// Of no response yet.
  public RunAnalysis() {}

  /// Looks at a response.
  public void add(Reply reply) { all.add(ReplyAnalysis.of(reply)); }

  /// What was found of each response, in order.
  public List<ReplyAnalysis> all() { return List.copyOf(all); }

  /// All tables.
  public List<Table> tables() {
    return List.of(steps(), lengths(10), words(), languages(), scripts(), behaviours(), hacks(), responses());
  }

  /// One row a training step: rewards, lengths and shares of responses.
  public Table steps() {
    Map<Integer, List<ReplyAnalysis>> bySteps = new TreeMap<>();
    for (ReplyAnalysis reply : all)
      bySteps.computeIfAbsent(reply.reply().step(), _ -> new ArrayList<>()).add(reply);
    Map<String, Function<List<ReplyAnalysis>, Object>> columns = new LinkedHashMap<>();
    columns.put("step", replies -> replies.getFirst().reply().step());
    columns.put("responses", List::size);
    columns.put("reward", replies -> mean(replies, reply -> reply.reply().reward()));
    columns.put("accuracy", replies -> share(replies, reply -> reply.reply().isRight()));
    columns.put("tokens", replies -> mean(replies, reply -> (double) reply.reply().tokens()));
    columns.put("right_tokens", replies -> tokens(replies, reply -> reply.reply().isRight()));
    columns.put("wrong_tokens", replies -> tokens(replies, reply -> !reply.reply().isRight()));
    columns.put("stop_tokens", replies -> tokens(replies, reply -> !reply.reply().isClipped()));
    columns.put("clip_ratio", replies -> share(replies, reply -> reply.reply().isClipped()));
    columns.put("box_ratio", replies -> share(replies, ReplyAnalysis::isBoxed));
    columns.put("valid_ratio", replies -> share(replies, ReplyAnalysis::isValid));
    columns.put("repeat_ratio", replies -> share(replies, ReplyAnalysis::isRepeat));
    columns.put("repetition", replies -> mean(replies, ReplyAnalysis::repetition));
    columns.put("keywords", replies -> mean(replies, reply -> (double) reply.keywords()));
    columns.put("aha_ratio", replies -> share(replies, reply -> !reply.ahaWords().isEmpty()));
    columns.put("mixed_ratio", replies -> share(replies, reply -> reply.thinking() == Language.MIXED));
    columns.put("script_mixing", replies -> mean(replies, reply -> reply.scripts().mixing()));
    for (Behaviour behaviour : Behaviour.values())
      columns.put(name(behaviour),
          replies -> share(replies, reply -> reply.behaviours().contains(behaviour)));
    columns.put("hack_ratio", replies -> share(replies, reply -> !reply.hacks().isEmpty()));
    List<List<Object>> rows = bySteps.values().stream()
        .map(replies -> columns.values().stream().map(column -> column.apply(replies)).toList()).toList();
    return new Table("steps", "Steps", List.copyOf(columns.keySet()), rows);
  }

  /// Accuracy and reward of responses of like length.
  public Table lengths(int bins) {
    List<Bins.Bin> right = Bins.of(tokens(), rights(), bins), rewards = Bins.of(tokens(), rewards(), bins);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < right.size(); i++) {
      Bins.Bin bin = right.get(i);
      rows.add(List.of(bin.from(), bin.to(), bin.n(), bin.mean(), rewards.get(i).mean()));
    }
    return new Table("lengths", "Length and accuracy",
        List.of("longer_than", "up_to", "responses", "accuracy", "reward"), rows);
  }

  /// The line of accuracy (0 or 1) by length in tokens.
  public Regression accuracyByLength() { return Regression.of(tokens(), rights()); }

  /// The line of reward by length in tokens.
  public Regression rewardByLength() { return Regression.of(tokens(), rewards()); }

  /// The "aha" words: in how many responses, since which step (-1 for never), and what responses with and without one earn.
  public Table words() {
    List<List<Object>> rows = new ArrayList<>();
    for (String word : WordList.aha().words())
      rows.add(withAndWithout(word, reply -> reply.ahaWords().contains(word)));
    return new Table("words", "Words of reflection in the thinking", withAndWithout("word"), rows);
  }

  /// The language of the thinking and of the answer.
  public Table languages() {
    List<List<Object>> rows = new ArrayList<>();
    for (Language language : Language.values()) {
      rows.add(List.of("thinking", name(language), count(all, reply -> reply.thinking() == language),
          share(all, reply -> reply.thinking() == language)));
    }
    for (Language language : Language.values()) {
      rows.add(List.of("answer", name(language), count(all, reply -> reply.answer() == language),
          share(all, reply -> reply.answer() == language)));
    }
    return new Table("languages", "Languages", List.of("part", "language", "responses", "share"), rows);
  }

  /// Letters of each script, the most frequent first.
  public Table scripts() {
    Map<String, Integer> letters = new TreeMap<>(), responses = new TreeMap<>();
    for (ReplyAnalysis reply : all) {
      reply.scripts().letters().forEach((script, n) -> {
        letters.merge(script, n, Integer::sum);
        responses.merge(script, 1, Integer::sum);
      });
    }
    double total = letters.values().stream().mapToLong(Integer::longValue).sum();
    List<List<Object>> rows = letters.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(entry -> List.<Object>of(entry.getKey(), entry.getValue(), entry.getValue() / total,
            responses.get(entry.getKey()), responses.get(entry.getKey()) / (double) all.size()))
        .toList();
    return new Table("scripts", "Scripts",
        List.of("script", "letters", "share_of_letters", "responses", "share"), rows);
  }

  /// How many responses announce a behaviour, and what they earn.
  public Table behaviours() {
    List<List<Object>> rows = Stream.of(Behaviour.values())
        .map(behaviour -> withAndWithout(name(behaviour), reply -> reply.behaviours().contains(behaviour)))
        .toList();
    return new Table("behaviours", "Behaviours", withAndWithout("behaviour"), rows);
  }

  /// How many responses play a trick, and what they earn.
  public Table hacks() {
    List<List<Object>> rows = Stream.of(RewardHack.values())
        .map(hack -> withAndWithout(name(hack), reply -> reply.hacks().contains(hack))).toList();
    return new Table("hacks", "Tricks", withAndWithout("trick"), rows);
  }

  /// One row a response.
  public Table responses() {
    List<List<Object>> rows = all.stream()
        .map(reply -> List.<Object>of(reply.reply().step(), reply.reply().group(),
            reply.reply().sample(), reply.reply().tokens(), reply.reply().reward(), reply.reply().isRight(),
            reply.reply().isClipped(), reply.isValid(), reply.isBoxed(), reply.isRepeat(), reply.repetition(),
            reply.keywords(), String.join(",", reply.ahaWords()), name(reply.thinking()),
            name(reply.answer()),
            reply.scripts().main(), reply.scripts().mixing(), names(reply.behaviours()),
            names(reply.hacks())))
        .toList();
    return new Table("responses", "Responses",
        List.of("step", "group", "sample", "tokens", "reward", "right", "clipped", "valid", "boxed", "repeat",
            "repetition", "keywords", "aha_words", "thinking", "answer", "script", "script_mixing",
            "behaviours", "hacks"),
        rows);
  }

  private static List<String> withAndWithout(String what) {
    return List.of(what, "responses", "share", "first_step", "accuracy_with", "accuracy_without",
        "reward_with",
        "reward_without");
  }

  private List<Object> withAndWithout(String name, Predicate<ReplyAnalysis> has) {
    List<ReplyAnalysis> with = all.stream().filter(has).toList(),
        without = all.stream().filter(has.negate()).toList();
    int first = with.stream().mapToInt(reply -> reply.reply().step()).min().orElse(-1);
    return List.of(name, with.size(), with.size() / (double) all.size(), first,
        share(with, reply -> reply.reply().isRight()), share(without, reply -> reply.reply().isRight()),
        mean(with, reply -> reply.reply().reward()), mean(without, reply -> reply.reply().reward()));
  }

  private double[] tokens() { return all.stream().mapToDouble(reply -> reply.reply().tokens()).toArray(); }

  private double[] rights() {
    return all.stream().mapToDouble(reply -> reply.reply().isRight() ? 1 : 0).toArray();
  }

  private double[] rewards() { return all.stream().mapToDouble(reply -> reply.reply().reward()).toArray(); }

  private static double mean(List<ReplyAnalysis> replies, Function<ReplyAnalysis, Double> of) {
    double sum = 0;
    for (ReplyAnalysis reply : replies) sum += of.apply(reply);
    return sum / replies.size();
  }

  private static int count(List<ReplyAnalysis> replies, Predicate<ReplyAnalysis> which) {
    return (int) replies.stream().filter(which).count();
  }

  private static double share(List<ReplyAnalysis> replies, Predicate<ReplyAnalysis> which) {
    return count(replies, which) / (double) replies.size();
  }

  private static double tokens(List<ReplyAnalysis> replies, Predicate<ReplyAnalysis> which) {
    return mean(replies.stream().filter(which).toList(), reply -> (double) reply.reply().tokens());
  }

  private static String name(Enum<?> constant) { return constant.name().toLowerCase(Locale.ROOT); }

  private static String names(Collection<? extends Enum<?>> constants) {
    return String.join(",", constants.stream().map(RunAnalysis::name).toList());
  }
}
