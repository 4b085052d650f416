package zerograd.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import zerograd.core.Philox;
import zerograd.models.train.Example;

/// Examples to learn from, and how many rows were not used as they are.
///
/// @param unusable rows that were passed over because they hold no example
/// @param tooLong rows that were passed over because of their length
/// @param cut rows of which only the beginning is used
/// @param firstLeftOut why the first row that was passed over was; empty if none was
public record ExampleSet(List<Example> examples, int unusable, int tooLong, int cut, String firstLeftOut) {

  public ExampleSet {
    examples = List.copyOf(examples);
  }

  /// The tokens of all examples.
  public long tokens() { return examples.stream().mapToLong(example -> example.ids().length).sum(); }

  /// The tokens that are learned, and do not only condition.
  public long learned() {
    long learned = 0;
    for (Example example : examples)
      for (int t = 1; t < example.ids().length; t++) if (example.weights()[t] > 0) learned++;
    return learned;
  }

  /// Some examples to learn from, and others to hold out.
  public record Split(List<Example> learned, List<Example> heldOut) {}

  /// Holds out a share of the examples, at least one, chosen by the contract's numbers of stream DATA; both parts keep
  /// their order.
  ///
  /// @throws IllegalArgumentException if the share is not between 0 and 1, or nothing is left to learn
  public Split split(double share, long seed) {
    int n = examples.size(), wanted = (int) Math.max(1, Math.round(share * n));
    if (!(share > 0 && share < 1) || wanted >= n) {
      throw new IllegalArgumentException("%s of %d examples cannot be held out".formatted(share, n));
    }
    List<Example> learned = new ArrayList<>(), heldOut = new ArrayList<>();
    for (int i = 0; i < n; i++) {                            // Knuth 1969, algorithm 3.4.2 S: each choice is equally likely
      boolean chosen = Philox.below(n - i, seed, Philox.Stream.DATA, 0, i, 0, 0) < wanted - heldOut.size();
      (chosen ? heldOut : learned).add(examples.get(i));
    }
    return new Split(learned, heldOut);
  }

  /// The SHA-256 of what is learned: tokens and weights, whatever files and templates they came from.
  public static String sha256(List<Example> examples) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Example example : examples) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + 2 * example.ids().length));
        bytes.putInt(example.ids().length);
        for (int id : example.ids()) bytes.putInt(id);
        for (float weight : example.weights()) bytes.putFloat(weight);
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {          // every Java has it
      throw new IllegalStateException(impossible);
    }
  }
}
