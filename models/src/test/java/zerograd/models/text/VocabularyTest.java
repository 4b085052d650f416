package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  /// Random tokens of one to four letters, some of several bytes, with random ids, beside a map of strings.
  @Test void isAMapInBothDirections() {
    Random random = new Random(1);
    Map<String, Integer> ids = new HashMap<>();
    Vocabulary.Builder builder = new Vocabulary.Builder();
    for (int id = 0; id < 30_000; id += 1 + random.nextInt(2)) {
      String token = token(random);
      assertEquals(!ids.containsKey(token), builder.add(token, id));
      ids.putIfAbsent(token, id);
    }
    Vocabulary vocabulary = builder.build();
    Map<Integer, String> tokens = new HashMap<>();
    ids.forEach((token, id) -> tokens.put(id, token));
    for (int id = -1; id <= vocabulary.size(); id++) {
      assertEquals(tokens.containsKey(id), vocabulary.has(id));
      assertEquals(tokens.get(id), vocabulary.token(id));
    }
    for (int i = 0; i < 30_000; i++) {
      String token = token(random);
      assertEquals(ids.getOrDefault(token, Vocabulary.NONE), vocabulary.id(token), token);
    }
  }

  private static String token(Random random) {
    StringBuilder token = new StringBuilder();
    for (int length = 1 + random.nextInt(4); length > 0; length--)
      token.appendCodePoint("abcdefghĠä▁𝄞".codePointAt(random.nextInt(12)));
    return token.toString();
  }

  @Test void joinsTwoTokens() {
    Vocabulary vocabulary = Vocabulary.of(Map.of("▁", 4, "ä", 2, "▁ä", 7));
    assertEquals(7, vocabulary.joined(4, 2));
    assertEquals("the vocabulary lacks the token \"ä▁\"",
        assertThrows(IllegalArgumentException.class, () -> vocabulary.joined(2, 4)).getMessage());
    assertEquals("the vocabulary lacks the token \"x\"",
        assertThrows(IllegalArgumentException.class, () -> vocabulary.require("x")).getMessage());
  }

  @Test void theEmptyTokenIsNoHole() {
    Vocabulary vocabulary = Vocabulary.of(Map.of("", 1));
    assertEquals("", vocabulary.token(1));
    assertEquals(1, vocabulary.id(""));
    assertNull(vocabulary.token(0));
    assertFalse(vocabulary.has(0));
    assertTrue(vocabulary.has(1));
  }

  /// Java's UTF-8 of half a pair is a question mark, which is another token.
  @Test void halfASurrogatePairIsNoToken() {
    assertEquals("the token with the id 3 has half a surrogate pair",
        assertThrows(IllegalArgumentException.class, () -> new Vocabulary.Builder().add("a\ud834", 3))
            .getMessage());
    assertEquals(Vocabulary.NONE, Vocabulary.of(Map.of("?", 0)).id("\udd1e"));
  }
}
