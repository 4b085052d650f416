package zerograd.models.chat;

/// What went wrong inside a function or an operator, which does not know the line it is used on.
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  Failure(String reason, Object... values) {
    super(values.length == 0 ? reason : reason.formatted(values), null, false, false);
  }
}
