package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// The tokens of a model, by id and by spelling. Ids may have holes.
final class Vocabulary {

  /// In the place of an id: there is no such token.
  static final int NONE = ByteStrings.NONE;

  private final ByteStrings spellings;
  private final int[] ids;                        // by the number of the spelling
  private final int[] numbers;                    // by the id

  private Vocabulary(ByteStrings spellings, int[] ids, int[] numbers) {
    this.spellings = spellings;
    this.ids = ids;
    this.numbers = numbers;
  }

  /// @throws IllegalArgumentException if two tokens have one id
  static Vocabulary of(Map<String, Integer> ids) {
    Builder builder = new Builder();
    ids.forEach(builder::add);
    return builder.build();
  }

  /// Takes tokens in any order.
  static final class Builder {

    private final ByteStrings spellings = new ByteStrings();
    private final Ids ids = new Ids(1 << 10);
    private int largestId = NONE;

    /// Adds a token and returns true, or false if it is there already.
    ///
    /// @throws IllegalArgumentException if it has half a surrogate pair, which is no character
    boolean add(String token, int id) {
      if (Utf8.hasHalfAPair(token))
        throw new IllegalArgumentException("the token with the id " + id + " has half a surrogate pair");
      if (spellings.add(token.getBytes(StandardCharsets.UTF_8)) == NONE) return false;
      ids.add(id);
      largestId = Math.max(largestId, id);
      return true;
    }

    int size() { return spellings.size(); }

    /// The id of a token that was added, or `NONE`.
    int id(String token) {
      int number = find(spellings, token);
      return number == NONE ? NONE : ids.get(number);
    }

    /// −1 if there is no token.
    int largestId() { return largestId; }

    /// @throws IllegalArgumentException if two tokens have one id
    Vocabulary build() {
      spellings.trim();
      int[] idOf = ids.toArray(), numberOf = new int[largestId + 1];
      Arrays.fill(numberOf, NONE);
      for (int number = 0; number < idOf.length; number++) {
        int other = numberOf[idOf[number]];
        if (other != NONE)
          throw new IllegalArgumentException("\"%s\" and \"%s\" have the same id %d"
              .formatted(spellings.text(other), spellings.text(number), idOf[number]));
        numberOf[idOf[number]] = number;
      }
      return new Vocabulary(spellings, idOf, numberOf);
    }
  }

  /// One more than the largest id.
  int size() { return numbers.length; }

  boolean has(int id) { return id >= 0 && id < numbers.length && numbers[id] != NONE; }

  /// The token with an id; null if there is none.
  String token(int id) { return has(id) ? spellings.text(numbers[id]) : null; }

  /// The id of a token, or `NONE`.
  int id(String token) {
    int number = find(spellings, token);
    return number == NONE ? NONE : ids[number];
  }

  private static int find(ByteStrings spellings, String token) {
    return Utf8.hasHalfAPair(token) ? NONE : spellings.find(token.getBytes(StandardCharsets.UTF_8));
  }

  /// The id of a token.
  ///
  /// @throws IllegalArgumentException if there is none
  int require(String token) {
    int id = id(token);
    if (id == NONE) throw lacks(token);
    return id;
  }

  /// The id of the token that is spelled as two others one after the other.
  ///
  /// @throws IllegalArgumentException if there is none
  int joined(int left, int right) {
    int first = spellings.length(numbers[left]), second = spellings.length(numbers[right]);
    byte[] both = new byte[first + second];
    spellings.copy(numbers[left], both, 0);
    spellings.copy(numbers[right], both, first);
    int number = spellings.find(both);
    if (number == NONE) throw lacks(token(left) + token(right));
    return ids[number];
  }

  private static IllegalArgumentException lacks(String token) {
    return new IllegalArgumentException("the vocabulary lacks the token \"" + token + "\"");
  }
}
