package zerograd.rl.math;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds which of a few words a text chooses, as `B` in "The answer is B.": the last one that an answer phrase announces, else
/// the last that stands alone anywhere.
///
/// As Math-Verify 0.8 extracts strings.
public final class ChoiceFinder {

  private final List<String> words;
  private final List<Pattern> ranks;

  /// @param words what may be chosen, in any case; at least one
  public ChoiceFinder(List<String> words) {
    if (words.isEmpty()) throw new IllegalArgumentException("choices: need at least one word");
    this.words = List.copyOf(words);
    String any = words.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?i)\\(?\\b(", ")\\b"));
    ranks = List.of(Pattern.compile("(?i)final answer.{0,100}?\\s(?:is:?\\s{0,9})\\**" + any),
        Pattern.compile("(?i)answer:.{0,50}?" + any), Pattern.compile("(?i)answer.{0,50}?" + any),
        Pattern.compile(any));
  }

  /// The word that `text` chooses, as it was given to this finder.
  public Optional<String> find(String text) {
    for (Pattern rank : ranks) {
      Optional<String> last = rank.matcher(text).results().reduce((_, next) -> next)
          .map((MatchResult found) -> found.group(1));
      if (last.isPresent()) return last.map(this::asGiven);
    }
    return Optional.empty();
  }

  private String asGiven(String found) {
    return words.stream().filter(word -> word.toLowerCase(Locale.ROOT).equals(found.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElse(found);
  }
}
