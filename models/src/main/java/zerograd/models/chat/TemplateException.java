package zerograd.models.chat;

import zerograd.models.checkpoint.OneLine;

/// A chat template that cannot be read, asks for something that is not supported, or refuses its input: which
/// line, and why.
public final class TemplateException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final int line;
  private final String reason;

  TemplateException(int line, String reason) {
    super("chat template, line %d: %s".formatted(line, OneLine.of(reason)));
    this.line = line;
    this.reason = reason;
  }

  /// The line of the template, from 1.
  public int line() { return line; }

  /// The message without the place; for `raise_exception`, what the template says.
  public String reason() { return reason; }
}
