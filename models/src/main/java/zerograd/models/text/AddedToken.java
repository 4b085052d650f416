package zerograd.models.text;

/// A token that is found in the text as it is written, before anything is split or merged.
///
/// `singleWord`: only where no letter, digit or underscore touches it. `lstrip`, `rstrip`: it takes the white
/// space on that side with it. `normalized`: it is looked for in the normalised text. `special`: it is
/// structure, not text.
public record AddedToken(int id, String content, boolean singleWord, boolean lstrip, boolean rstrip,
    boolean normalized, boolean special) {

  /// A special token, looked for exactly as written.
  public static AddedToken special(int id, String content) {
    return new AddedToken(id, content, false, false, false, false, true);
  }
}
