package zerograd.models.generate;

import java.util.List;
import zerograd.models.text.StreamingDecoder;
import zerograd.models.text.Tokenizer;

/// Ends a completion when its text contains one of some strings, wherever the borders of its tokens lie.
///
/// @param strings none of them empty; an empty list never stops
public record StopText(Tokenizer tokenizer, List<String> strings) {

  /// @throws IllegalArgumentException if a string is empty
  public StopText {
    strings = List.copyOf(strings);
    if (strings.contains("")) throw new IllegalArgumentException("a stop string is empty");
  }

  /// Follows one completion.
  final class Follower {

    private final StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
    private final StringBuilder text = new StringBuilder();

    /// Whether the text contains a stop string with `id` added.
    boolean stopsAfter(int id) {
      String more = decoder.next(id);
      int longest = strings.stream().mapToInt(String::length).max().orElse(0);
      int from = Math.max(0, text.length() - longest + 1);
      text.append(more);
      return strings.stream().anyMatch(string -> text.indexOf(string, from) >= 0);
    }
  }
}
