package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The answer that most samples agree on (maj@k, self-consistency).
///
/// Answers are put into groups in their order, each into the first group whose first answer is the same; the largest group wins, the
/// first of equals. A sample without an answer has no vote.
///
/// Wang et al. 2022, *Self-Consistency Improves Chain of Thought Reasoning in Language Models*, arXiv:2203.11171, §2; grouped by
/// equality of meaning as the evaluation of Qwen2.5-Math does.
public final class Majority {

  private Majority() {}

  /// The index of the first answer of the largest group; empty if no sample has an answer.
  public static Optional<Integer> of(List<String> answers, BiPredicate<String, String> same) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      String answer = answers.get(i);
      if (answer.isEmpty()) continue;
      Optional<List<Integer>> known = groups.stream().filter(group -> {
        String first = answers.get(group.getFirst());
        return first.equals(answer) || same.test(answer, first);
      }).findFirst();
      List<Integer> group = known.orElseGet(ArrayList::new);
      if (known.isEmpty()) groups.add(group);
      group.add(i);
    }
    return groups.stream().reduce((best, next) -> next.size() > best.size() ? next : best)
        .map(List::getFirst);
  }
}
