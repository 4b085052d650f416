/// Assertions for people who test their own operations, and a fuzzer for their parsers.
module zerograd.testkit {
  requires transitive zerograd.autograd;
  requires java.management;
  requires jdk.management;

  exports zerograd.testkit;
  exports zerograd.testkit.fuzz;
}
