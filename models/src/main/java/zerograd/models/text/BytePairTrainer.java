package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Makes a byte-level byte-pair vocabulary: joins the most frequent pair of neighbouring tokens, again and
/// again.
///
///     vocabulary ← special tokens, 256 bytes
///     repeat:  (a, b) ← the pair that occurs most often inside the pieces of the texts
///              vocabulary ← vocabulary, ab
///              a b → ab everywhere
///
/// until there are `vocabSize` tokens, or no pair occurs `minFrequency` times. Of pairs that occur equally
/// often, the one with the lower left id is joined, then the one with the lower right id; so the result
/// depends on the texts alone, and not even on their order. The special tokens have the first ids, the bytes
/// follow in the order of their characters in the file.
///
/// Sennrich et al. 2016, *Neural Machine Translation of Rare Words with Subword Units*, arXiv:1508.07909,
/// algorithm 1. The ids are those of the `BpeTrainer` of Hugging Face `tokenizers`; unlike there, special
/// tokens written in the texts are cut out first.
public record BytePairTrainer(int vocabSize, List<String> specialTokens, PreTokenizer preTokenizer,
    boolean nfc,
    long minFrequency) {

  /*
   * The texts are reduced to their different pieces and how often each occurs. Every pair knows its count and
   * in which pieces it was seen; a merge touches only those. The queue holds pairs under the count they had
   * when they came in: counts of old pairs only fall, so an entry that comes out with too high a count goes
   * back in with the right one.
   */

  /// @throws IllegalArgumentException if `vocabSize` has no room for the bytes and the special tokens,
  ///   or one of these is shorter than two characters or named twice
  public BytePairTrainer {
    specialTokens = List.copyOf(specialTokens);
    Set<String> different = new HashSet<>(specialTokens);
    if (different.size() < specialTokens.size()
        || specialTokens.stream().anyMatch(token -> token.length() < 2)) {
      throw new IllegalArgumentException(
          "special tokens must differ and have two characters or more, got " + specialTokens);
    }
    if (vocabSize < 256 + specialTokens.size()) {
      throw new IllegalArgumentException("a vocabulary of %d has no room for 256 bytes and %d special tokens"
          .formatted(vocabSize, specialTokens.size()));
    }
  }

  /// As Qwen2 splits and normalises text; pairs that occur once are not joined.
  public static BytePairTrainer of(int vocabSize, String... specialTokens) {
    return new BytePairTrainer(vocabSize, List.of(specialTokens), PreTokenizer.qwen2(), true, 2);
  }

  /// A tokenizer trained on `texts`; its configuration is empty.
  public BytePairTokenizer train(Iterable<String> texts) {
    List<AddedToken> added = new ArrayList<>();
    for (String token : specialTokens) added.add(AddedToken.special(added.size(), token));
    Training training = new Training(specialTokens);
    countPieces(texts, added).forEach(training::addWord);
    training.run(vocabSize, minFrequency);
    return new BytePairTokenizer(training.model(), TokenizerParts.byteLevel(preTokenizer, nfc), added,
        TokenizerConfig.empty());
  }

  private Map<String, Long> countPieces(Iterable<String> texts, List<AddedToken> added) {
    Map<String, Long> counts = new LinkedHashMap<>();
    AddedTokenFinder finder = new AddedTokenFinder(added, token -> token);
    for (String text : texts) {
      finder.split(text, new AddedTokenFinder.Parts() {
        @Override public void text(int from, int to) {
          String part = text.substring(from, to);
          String plain = nfc ? Normalizer.normalize(part, Normalizer.Form.NFC) : part;
          preTokenizer.split(plain, (start, end) -> counts.merge(plain.substring(start, end), 1L, Long::sum));
        }

        @Override public void token(int id) {}
      });
    }
    return counts;
  }

  private static final class Training {

    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Integer> left = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();

    private final List<Word> words = new ArrayList<>();
    private final Map<Long, Pair> pairs = new HashMap<>();

    /// A piece as the tokens that it has been merged into so far.
    private static final class Word {
      private int[] symbols;
      private final long count;

      Word(int[] symbols, long count) {
        this.symbols = symbols;
        this.count = count;
      }
    }

    private static final class Pair {
      private final int left, right;
      private long count;
      private int[] words = new int[4];
      private int wordCount;

      Pair(int left, int right) {
        this.left = left;
        this.right = right;
      }

      /// Words come in ascending order within one merge, so a repetition is the last one.
      void seenIn(int word) {
        if (wordCount > 0 && words[wordCount - 1] == word) return;
        if (wordCount == words.length) words = Arrays.copyOf(words, 2 * wordCount);
        words[wordCount++] = word;
      }
    }

    private record Candidate(long count, Pair pair) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator
        .comparingLong((Candidate candidate) -> -candidate.count)
        .thenComparingInt(candidate -> candidate.pair.left)
        .thenComparingInt(candidate -> candidate.pair.right);

    Training(List<String> specialTokens) {
      tokens = new ArrayList<>(specialTokens);
      char[] alphabet = new char[256];
      for (int b = 0; b < 256; b++) alphabet[b] = ByteAlphabet.character(b);
      Arrays.sort(alphabet);
      for (char character : alphabet) tokens.add(String.valueOf(character));
      for (int id = 0; id < tokens.size(); id++) ids.put(tokens.get(id), id);
    }

    void addWord(String piece, long count) {
      int[] symbols = ByteAlphabet.spell(piece.getBytes(StandardCharsets.UTF_8)).chars()
          .map(c -> ids.get(String.valueOf((char) c))).toArray();
      words.add(new Word(symbols, count));
      for (int i = 0; i + 1 < symbols.length; i++) {
        Pair pair = pair(symbols[i], symbols[i + 1]);
        pair.count += count;
        pair.seenIn(words.size() - 1);
      }
    }

    void run(int vocabSize, long minFrequency) {
      PriorityQueue<Candidate> queue = new PriorityQueue<>(BEST_FIRST);
      for (Pair pair : pairs.values()) queue.add(new Candidate(pair.count, pair));
      while (tokens.size() < vocabSize && !queue.isEmpty()) {
        Candidate best = queue.poll();
        if (best.count != best.pair.count) {
          queue.add(new Candidate(best.pair.count, best.pair));
          continue;
        }
        if (best.count < Math.max(minFrequency, 1)) return;
        for (Pair pair : join(best.pair)) queue.add(new Candidate(pair.count, pair));
      }
    }

    /// Joins a pair everywhere; returns the pairs that its token is now part of.
    private Set<Pair> join(Pair pair) {
      String token = tokens.get(pair.left) + tokens.get(pair.right);
      int id = ids.computeIfAbsent(token, absent -> tokens.size()); // another pair may have made it before
      if (id == tokens.size()) tokens.add(token);
      left.add(pair.left);
      right.add(pair.right);
      Set<Pair> fresh = new HashSet<>();
      Arrays.stream(pair.words, 0, pair.wordCount).sorted().distinct().forEach(w -> join(pair, id, w, fresh));
      pair.words = new int[1];
      pair.wordCount = 0;
      return fresh;
    }

    /// `… p a b n …` becomes `… p ab n …`: the pairs (p, a), (a, b), (b, n) go, (p, ab) and (ab, n) come.
    private void join(Pair pair, int id, int w, Set<Pair> fresh) {
      Word word = words.get(w);
      int[] old = word.symbols;
      int size = 0;
      for (int i = 0; i < old.length; i++, size++) {
        boolean found = old[i] == pair.left && i + 1 < old.length && old[i + 1] == pair.right;
        if (!found) {
          old[size] = old[i];
          continue;
        }
        pair.count -= word.count;
        if (size > 0) replace(old[size - 1], pair.left, old[size - 1], id, w, fresh);
        if (i + 2 < old.length) replace(pair.right, old[i + 2], id, old[i + 2], w, fresh);
        old[size] = id;
        i++;
      }
      if (size < old.length) word.symbols = Arrays.copyOf(old, size);
    }

    private void replace(int oldLeft, int oldRight, int newLeft, int newRight, int w, Set<Pair> fresh) {
      pair(oldLeft, oldRight).count -= words.get(w).count;
      Pair pair = pair(newLeft, newRight);
      pair.count += words.get(w).count;
      pair.seenIn(w);
      fresh.add(pair);
    }

    private Pair pair(int leftId, int rightId) {
      return pairs.computeIfAbsent((long) leftId << 32 | rightId, key -> new Pair(leftId, rightId));
    }

    BytePairModel model() {
      return new BytePairModel(Vocabulary.of(ids),
          left.stream().mapToInt(Integer::intValue).toArray(),
          right.stream().mapToInt(Integer::intValue).toArray(), false);
    }
  }
}
