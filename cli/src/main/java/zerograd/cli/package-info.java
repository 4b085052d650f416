/// One program, `./zerograd`: quickstart, train, generate, score, data, fingerprint, doctor.
///
/// Start with [Main]. Each command is a class in `zerograd.cli.command` that reads its options and calls the library; what
/// a recipe means is in `zerograd.cli.recipe`.
package zerograd.cli;
