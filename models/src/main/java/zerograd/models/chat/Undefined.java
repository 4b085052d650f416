package zerograd.models.chat;

/// What a name or key stands for that is not there: empty text, no elements, false. Any other use is refused with
/// `why`.
record Undefined(String why) {

  static Undefined name(String name) { return new Undefined(PythonText.repr(name) + " is undefined"); }

  static Undefined attribute(Object of, Object name) {
    return new Undefined("%s has no attribute %s".formatted(Values.typeName(of), Values.repr(name)));
  }

  Failure failure() { return new Failure(why); }

  @Override public boolean equals(Object other) { return other instanceof Undefined; }

  @Override public int hashCode() { return 0; }
}
