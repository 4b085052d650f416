/// Where numbers live, and how work is spread over threads.
module zerograd.core {
  exports zerograd.core;
}
