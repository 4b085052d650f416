package zerograd.rl.analysis;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a reasoner does besides going straight on, told by the phrases that it uses for it.
///
/// The papers ask a large model whether a response shows a behaviour; a rule sees only whether it is announced. It misses what is
/// done without a word, and takes an announcement for the deed. Counts of the same model over a training are comparable; counts of
/// different models are so only as far as they talk alike.
///
/// Gandhi et al. 2025, *Cognitive Behaviors that Enable Self-Improving Reasoners*, arXiv:2503.01307; with enumeration in place of
/// backward chaining, as Zeng et al. 2025, *SimpleRL-Zoo*, arXiv:2503.18892, §2.4, whose phrases come first in each list.
public enum Behaviour {

  /// Checks a result.
  VERIFICATION("let(?:'|’)s (?:verify|check|double[- ]?check|confirm|test)", "\\bto (?:verify|confirm|double[- ]?check)\\b",
      "\\b(?:we|i) (?:can|should|will|need to|must) (?:now )?(?:verify|check|confirm|double[- ]?check)\\b",
      "\\b(?:verif(?:y|ying|ication)|double[- ]?check(?:ing)?|re-?check(?:ing)?)\\b",
      "\\bcheck(?:ing)? (?:if|whether|that|our|the|this|my|each|again)\\b", "\\bplug(?:ging)? (?:it |this |these |them )?back\\b",
      "\\bsubstitut(?:e|ing) (?:it |this |these |them )?back\\b", "验证", "检验", "检查"),

  /// Gives up a way that failed, and goes back.
  BACKTRACKING("\\b(?:this|that) (?:approach |way |method )?(?:won't|doesn't|does not|will not|cannot|can't) work\\b",
      "\\bcontradict(?:s|ion|ory|ing)?\\b", "\\blet(?:'|’)s (?:try (?:again|another|a different)|go back|start over|backtrack)\\b",
      "\\b(?:go|going) back\\b", "\\bstart(?:ing)? over\\b", "\\b(?:reconsider|rethink|re-?evaluate)(?:ing|d)?\\b",
      "\\b(?:i|we) (?:made|have made) (?:a|an) (?:mistake|error)\\b", "\\bthat(?:'|’)s (?:wrong|incorrect|not right)\\b",
      "\\b(?:try|trying) (?:again|another|a different)\\b", "\\bscratch that\\b", "矛盾", "重新考虑"),

  /// Splits the problem.
  SUBGOALS("\\bto solve (?:this|the)\\b.{0,40}\\b(?:first|need to|we)\\b", "\\bfirst(?:ly)?,? (?:we|i|let(?:'|’)s|let us)\\b",
      "\\b(?:our|the) (?:first|next) (?:step|goal|task) (?:is|will be)\\b", "\\bstep (?:\\d+|one|two|three)\\s*[:.)]",
      "\\bbreak (?:this|it|the problem) (?:down|up|into)\\b", "\\bnext,? (?:we|i|let(?:'|’)s|let us)\\b",
      "\\b(?:then|finally),? we (?:need|have|can|will)\\b", "首先", "第一步"),

  /// Goes through cases, one after the other.
  ENUMERATION("\\bcase (?:\\d+|one|two|[a-d]|i{1,3})\\s*[:.)]", "\\b(?:let(?:'|’)s |we (?:can |will )?)?(?:list|enumerate) (?:all|the|each|every)\\b",
      "\\b(?:consider|try|check|test)(?:ing)? (?:all|each|every|both) (?:the |of )?(?:possible |possibilit|case|option|combination|value)",
      "\\bthere are (?:\\w+ )?(?:possible )?(?:cases|possibilities|scenarios)\\b",
      "\\b(try|suppose|assume)\\b(?! again| another| a different).{1,300}?\\b\\1\\b(?! again| another| a different)",
      "\\btry(?:ing)? (?:n|x|k|a|b|m) ?= ?-?\\d+", "逐一", "分情况");

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private final List<Pattern> phrases;

  Behaviour(String... phrases) {
    this.phrases = Stream.of(phrases).map(phrase -> Pattern.compile(phrase, FLAGS)).toList();
  }

  /// Whether `text` announces the behaviour.
  public boolean isIn(String text) { return example(text).isPresent(); }

  /// The phrase that announces it, as it stands in the text; of several, that of the first rule.
  public Optional<String> example(String text) {
    for (Pattern phrase : phrases) {
      Matcher found = phrase.matcher(text);
      if (found.find()) return Optional.of(found.group());
    }
    return Optional.empty();
  }
}
