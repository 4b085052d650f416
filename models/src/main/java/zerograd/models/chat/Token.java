package zerograd.models.chat;

/// A piece of a template.
///
/// @param text as written; for a string, what it stands for; for text between tags, that text
record Token(Kind kind, String text, int line) {

  enum Kind {
    TEXT, OUTPUT_BEGIN, OUTPUT_END, TAG_BEGIN, TAG_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END
  }

  boolean is(String operatorOrName) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
  }

  /// For error messages.
  @Override public String toString() {
    return switch (kind) {
      case TEXT -> "text";
      case OUTPUT_BEGIN -> "{{";
      case OUTPUT_END -> "}}";
      case TAG_BEGIN -> "{%";
      case TAG_END -> "%}";
      case STRING -> "a string";
      case END -> "the end of the template";
      default -> "\"" + text + "\"";
    };
  }
}
