/// Native memory, shapes, worker threads and keyed random numbers: what touches bytes, and nothing else.
///
/// Start with [Floats], the only kind of memory a kernel sees; [Scope] says how long it lives, [Workspace] where it
/// comes from; [Workers] spreads loops over threads without changing a bit of a result; [Philox] is the only source of
/// randomness in the project.
package zerograd.core;
