package zerograd.models.text;

/// The space that some tokenizers put before a text, so that its first word is written as inside a sentence.
///
/// @param space how a space is written: itself, or `▁`, as which all others are written too
record SpacePrefix(String space, Scheme scheme) {

  enum Scheme {
    /// Before every stretch of text between added tokens.
    ALWAYS,
    /// Before a stretch at the beginning.
    FIRST,
    /// Nowhere.
    NEVER
  }

  static final SpacePrefix NONE = new SpacePrefix(" ", Scheme.NEVER);

  /// @param first whether `text` is at the beginning
  String apply(String text, boolean first) {
    String written = space.equals(" ") ? text : text.replace(" ", space);
    boolean wanted = scheme == Scheme.ALWAYS || scheme == Scheme.FIRST && first;
    return wanted && !written.isEmpty() && !written.startsWith(space) ? space + written : written;
  }
}
