package zerograd.rl.analysis;

/// Which of two languages a text is written in, told by its characters alone: any letter A to Z is English, any character
/// U+4E00 to U+9FFF is Chinese.
///
/// It errs where another language uses these characters (French, Japanese) and where a formula has letters; [Scripts] looks
/// closer.
///
/// As the analyses of DeepEnlighten tell languages.
public enum Language {
  ENGLISH, CHINESE, MIXED, NEITHER;

  /// The language of `text`.
  public static Language of(String text) {
    boolean english = text.chars().anyMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
    boolean chinese = hasChinese(text);
    if (english && chinese) return MIXED;
    if (english) return ENGLISH;
    return chinese ? CHINESE : NEITHER;
  }

  /// Whether any character is Chinese.
  public static boolean hasChinese(String text) {
    return text.chars().anyMatch(c -> c >= 0x4E00 && c <= 0x9FFF);
  }
}
