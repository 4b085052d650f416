package zerograd.testkit.fuzz;

import java.util.List;

/// A parser under test, with a public constructor without arguments.
///
///     public final class ConfigTarget implements FuzzTarget {
///       @Override public boolean parse(byte[] input) {
///         try {
///           TransformerConfig.of(…);
///           return true;
///         } catch (IllegalArgumentException declared) {
///           return false;
///         }
///       }
///     }
///
/// An input is read or refused. Everything else is a finding: another exception, an error (no stack or memory is enough for
/// every input), more [#steps] or [#bytes] than allowed.
public interface FuzzTarget {

  /// Gives `input` to the parser; returns whether it was read, false if it was refused as the parser promises.
  ///
  /// @throws Exception if it did anything else
  boolean parse(byte[] input) throws Exception;

  /// Words of the format, which mutations put into inputs.
  default List<String> words() { return List.of(); }

  /// How many blocks of code an input may run through; a machine's speed does not matter.
  default long steps() { return 50_000_000; }

  /// How many bytes of the heap an input may allocate, freed or not.
  default long bytes() { return 256L << 20; }

  /// The longest input that mutations make.
  default int longest() { return 1 << 14; }
}
