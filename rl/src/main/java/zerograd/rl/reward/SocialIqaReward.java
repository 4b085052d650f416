package zerograd.rl.reward;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.models.checkpoint.OneLine;

/// Whether a response to a three-way choice has the asked form and names the right letter, by rules alone.
///
///     reward = ±form + { right · wrong · invalid: no letter from A to C }
///
/// The form is good when the text after the start of the assistant's turn has each of `<think>`, `</think>`, `<answer>`,
/// `</answer>` exactly once and in this order, nothing but white space between thinking and answer, and nothing after the
/// answer but one end token. The answer is the letter of `<answer> (X) …`. The `<think>` that ends the prompt counts.
///
/// The published numbers give the totals 3, 1, −1, −3 for a letter, −2 for another letter in good form and −4 for none.
///
/// Differs from the published text, which gives the form ±2: the code it came with gives ±1. A response that itself contains
/// `Assistant:` loses what stands before it, as in that code.
///
/// As DeepEnlighten scores Social IQa; Sap et al. 2019, *Social IQa: Commonsense Reasoning about Social Interactions*,
/// arXiv:1904.09728.
public record SocialIqaReward(double form, double right, double wrong, double invalid) implements Reward {

  private static final List<String> TURN_STARTS = List.of("Assistant:", "<|im_start|>assistant",
      "<|start_header_id|>assistant<|end_header_id|>");
  private static final List<String> TAGS = List.of("<think>", "</think>", "<answer>", "</answer>");
  private static final Set<String> ENDS = Set.of("", "<|eom_id|>", "<|eot_id|>", "<|end_of_text|>",
      "<|im_end|>",
      "<|endoftext|>");
  private static final Pattern LETTER = Pattern.compile("<answer>\\s*\\(([A-Z])\\)\\s*(.*?)</answer>",
      Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  public SocialIqaReward {
    if (!(form >= 0 && right >= wrong && wrong >= invalid)) {
      throw new IllegalArgumentException(
          "social iqa reward: needs form >= 0 and right >= wrong >= invalid, got form = " + form
              + ", right = " + right
              + ", wrong = " + wrong + ", invalid = " + invalid);
    }
  }

  /// 1 for the form; 2, −2 and −3 for the letter.
  public static SocialIqaReward published() { return new SocialIqaReward(1, 2, -2, -3); }

  /// The reward of the right letter in good form.
  public double best() { return form + right; }

  @Override public double score(Sample sample) {
    Optional<String> turn = Turn.after(TURN_STARTS, sample.text()).map(String::strip);
    double answer = turn.flatMap(SocialIqaReward::letter)
        .map(letter -> letter.equals(expected(sample)) ? right : wrong).orElse(invalid);
    return answer + (turn.filter(SocialIqaReward::hasForm).isPresent() ? form : -form);
  }

  private static String expected(Sample sample) {
    String label = sample.groundTruth("label");
    return switch (label.strip()) {
      case "1" -> "A";
      case "2" -> "B";
      case "3" -> "C";
      default -> throw new IllegalArgumentException(
          "social iqa reward: the label needs to be 1, 2 or 3, got \"" + OneLine.of(label) + "\"");
    };
  }

  private static Optional<String> letter(String turn) {
    if (!TAGS.stream().allMatch(turn::contains) || turn.indexOf("</think>") > turn.indexOf("<answer>"))
      return Optional.empty();
    Matcher found = LETTER.matcher(turn);
    return found.find() && "ABC".contains(found.group(1)) ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static boolean hasForm(String turn) {
    if (!Turn.hasOnceInOrder(TAGS, turn)) return false;
    String between = turn.substring(turn.indexOf("</think>") + "</think>".length(), turn.indexOf("<answer>"));
    String rest = turn.substring(turn.indexOf("</answer>") + "</answer>".length());
    return between.isBlank() && ENDS.contains(rest.strip());
  }
}
