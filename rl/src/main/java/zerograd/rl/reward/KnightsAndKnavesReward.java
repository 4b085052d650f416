package zerograd.rl.reward;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a response has the asked form and names everybody's role, by rules alone.
///
///     reward = ±form + { right: all roles are · wrong: some are not · unreadable, or the form is bad }
///
/// The form is good when each of `<think>`, `</think>`, `<answer>`, `</answer>` occurs exactly once after the
/// start of the assistant's turn, in this order; the `<think>` that ends the prompt counts. An answer is
/// readable when it has as many roles as there are people and says "NAME is a knight" or "NAME is a knave" of
/// each. With the paper's numbers the totals are 3, −0.5, −1 and −3.
///
/// Every rule answers a trick that a policy was seen to learn: leaving out the thinking, thinking inside the
/// answer, guessing several times, going back to thinking after the answer. The turn starts after the first
/// `Assistant:`, or else `<|im_start|>assistant`; text with neither has no answer.
///
/// Differs from the paper: nothing in the numbers; the published code is followed where text and code
/// disagree, such as the substring count that lets "So two knights." spoil a right answer.
///
/// Xie et al. 2025, *Logic-RL: Unleashing LLM Reasoning with Rule-Based Reinforcement Learning*,
/// arXiv:2502.14768, §2.2.
public record KnightsAndKnavesReward(double form, double right, double wrong,
    double unreadable) implements Reward {

  private static final List<String> TURN_STARTS = List.of("Assistant:", "<|im_start|>assistant");
  private static final List<String> TAGS = List.of("<think>", "</think>", "<answer>", "</answer>");

  /*
   * The patterns spell out what `\b` and `\s` mean in the published (Python) code: letters, digits and
   * underscore of all scripts; white space including the four separators U+001C to U+001F.
   */
  private static final String LETTER = "[\\p{L}\\p{N}_]", START = "(?<!" + LETTER + ")",
      END = "(?!" + LETTER + ")";
  private static final String SPACES = "[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]++";
  private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final Pattern ROLES = Pattern.compile("inhabited only by ([a-z]+)s and ([a-z]+)s\\.");

  public KnightsAndKnavesReward {
    if (!(form >= 0 && right >= wrong && wrong >= unreadable)) {
      throw new IllegalArgumentException(
          "knights and knaves reward: needs form >= 0 and right >= wrong >= unreadable, got "
              + "form = " + form + ", right = " + right + ", wrong = " + wrong + ", unreadable = "
              + unreadable);
    }
  }

  /// 1 for the form; 2, −1.5 and −2 for the answer.
  public static KnightsAndKnavesReward paper() { return new KnightsAndKnavesReward(1, 2, -1.5, -2); }

  /// The reward of a right answer in good form.
  public double best() { return form + right; }

  /// The reward of a bad form.
  public double worst() { return unreadable - form; }

  @Override public double score(Sample sample) {
    Optional<String> turn = Turn.after(TURN_STARTS, sample.text());
    if (!Turn.hasOnceInOrder(TAGS, turn.orElse(sample.text()))) return worst();
    RoleWords words = RoleWords.in(sample.prompt());
    return form + turn.flatMap(Turn::lastAnswer)
        .map(answer -> answerScore(answer, words, words.of(sample.groundTruth("solution_text_format"))))
        .orElse(unreadable);
  }

  private double answerScore(String answer, RoleWords words, Map<String, String> expected) {
    String lower = answer.toLowerCase(Locale.ROOT);
    if (count(lower, words.one) + count(lower, words.other) != expected.size()) return unreadable;
    boolean allRight = true;
    for (var person : expected.entrySet()) {
      Matcher said = words.says(person.getKey()).matcher(answer);
      if (!said.find()) return unreadable;
      allRight &= (said.group(1) != null ? words.one : words.other).equals(person.getValue());
    }
    return allRight ? right : wrong;
  }

  /// What the two roles are called: knight and knave, unless the puzzle says otherwise.
  private record RoleWords(String one, String other) {

    static RoleWords in(String prompt) {
      Matcher named = ROLES.matcher(prompt);
      return named.find() ? new RoleWords(named.group(1), named.group(2)) : new RoleWords("knight", "knave");
    }

    /// "NAME is a ROLE", as whole words; the first group is there if it is the one role.
    Pattern says(String name) {
      return Pattern.compile(START + name + END + SPACES + "is" + SPACES + "(?:" + article(one) + "("
          + word(one) + ")|" + article(other) + word(other) + ")", ANY_CASE);
    }

    /// Each person's role, from lines such as `(1) Zoey is a knight`.
    Map<String, String> of(String solution) {
      Pattern nameAndRole = Pattern.compile(
          START + "([A-Za-z]+)" + END + ".*?" + START + "(" + one + "|" + other + ")" + END, ANY_CASE);
      Map<String, String> roles = new LinkedHashMap<>();
      for (String line : solution.split("\n")) {
        Matcher found = nameAndRole.matcher(line);
        if (found.find()) roles.put(found.group(1), found.group(2).toLowerCase(Locale.ROOT));
      }
      return roles;
    }

    private static String word(String role) { return START + role + END; }

    private static String article(String role) {
      return ("aeiou".indexOf(role.charAt(0)) >= 0 ? "an" : "a") + SPACES;
    }
  }

  private static int count(String text, String word) {
    int count = 0;
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) count++;
    return count;
  }
}
