package zerograd.rl.analysis;

import java.util.Locale;
import java.util.regex.Pattern;

/// Tricks that policies learn where a reward looks at form: each was met in training, and each is told by a rule.
///
/// A trick that is frequent among rewarded responses says that the reward pays for it. Responses that are asked for no tags have no
/// tricks with tags.
///
/// Xie et al. 2025, *Logic-RL*, arXiv:2502.14768, §2.2 lists all but the last three.
public enum RewardHack {

  /// Answers without thinking: the thinking has no letter, or is not there before the answer.
  NO_THINKING {
    @Override boolean isIn(String prompt, String response, String turn) {
      if (!turn.contains(ANSWER)) return false;
      return ResponseParts.of("", turn).thinking().filter(text -> text.chars().anyMatch(Character::isLetter))
          .isEmpty();
    }
  },

  /// Thinks inside the answer, which is then several times as long as the thinking.
  THINKING_IN_ANSWER {
    @Override boolean isIn(String prompt, String response, String turn) {
      ResponseParts parts = ResponseParts.of("", turn);
      int answer = parts.answer().map(String::length).orElse(0);
      return answer > 200 && answer > 3 * parts.thinking().map(String::length).orElse(0);
    }
  },

  /// Guesses several times: more than one `<answer>`, or boxes with different contents.
  SEVERAL_ANSWERS {
    @Override boolean isIn(String prompt, String response, String turn) {
      return count(turn, ANSWER) > 1
          || BOX.matcher(response).results().map(box -> box.group(1).strip()).distinct().count() > 1;
    }
  },

  /// Goes back to thinking after the answer.
  THINKING_AFTER_ANSWER {
    @Override boolean isIn(String prompt, String response, String turn) {
      int end = turn.indexOf(END_ANSWER);
      return end >= 0 && turn.indexOf(THINK, end) >= 0;
    }
  },

  /// Goes on after the answer: more than an end token follows.
  TEXT_AFTER_ANSWER {
    @Override boolean isIn(String prompt, String response, String turn) {
      int end = turn.lastIndexOf(END_ANSWER);
      return end >= 0
          && !SPECIAL.matcher(turn.substring(end + END_ANSWER.length())).replaceAll("").isBlank();
    }
  },

  /// Writes the words that stood for the thinking in the instruction.
  PLACEHOLDER {
    @Override boolean isIn(String prompt, String response, String turn) {
      String lower = response.toLowerCase(Locale.ROOT);
      return lower.contains("reasoning process here") || lower.contains("thinking process here")
          || lower.contains("answer here");
    }
  },

  /// Repeats the question: fifty characters or more of the prompt's end, word by word.
  QUESTION_REPEATED {
    @Override boolean isIn(String prompt, String response, String turn) {
      String question = prompt.strip();
      int length = 50;
      for (int from = Math.max(0, question.length() - 2000); from + length <= question.length(); from += 10) {
        if (response.contains(question.substring(from, from + length))) return true;
      }
      return false;
    }
  },

  /// Begins a turn by itself, as if someone spoke: rule rewards that look for where the turn starts are led astray.
  TURN_OPENED {
    @Override boolean isIn(String prompt, String response, String turn) {
      return response.contains("Assistant:") || response.contains("<|im_start|>")
          || response.contains("<|start_header_id|>");
    }
  },

  /// Names every option of a choice in the answer.
  ALL_OPTIONS {
    @Override boolean isIn(String prompt, String response, String turn) {
      return ResponseParts.of("", turn).answer()
          .filter(answer -> answer.contains("(A)") && answer.contains("(B)") && answer.contains("(C)"))
          .isPresent();
    }
  },

  /// Goes round in circles until the limit: four fifths of its 4-grams were there before.
  LOOPING {
    @Override boolean isIn(String prompt, String response, String turn) {
      return Repetition.ratio(response, 4) > 0.8;
    }
  };

  private static final String THINK = "<think>", ANSWER = "<answer>", END_ANSWER = "</answer>";
  private static final Pattern BOX = Pattern.compile("\\\\boxed\\{([^{}]*+(?:\\{[^{}]*+\\}[^{}]*+)*+)\\}");
  private static final Pattern SPECIAL = Pattern.compile("<\\|[a-z_]+\\|>|</s>");

  /// @param turn the response, after the `<think>` that its prompt ends with
  abstract boolean isIn(String prompt, String response, String turn);

  /// Whether `response` to `prompt` plays the trick.
  public boolean isIn(String prompt, String response) {
    return isIn(prompt, response, prompt.stripTrailing().endsWith(THINK) ? THINK + response : response);
  }

  private static int count(String text, String tag) {
    int count = 0;
    for (int at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + 1)) count++;
    return count;
  }
}
