/// Assertions for people who test their own operations.
module zerograd.testkit {
  requires transitive zerograd.autograd;

  exports zerograd.testkit;
}
