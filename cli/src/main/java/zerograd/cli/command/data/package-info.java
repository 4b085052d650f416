/// The commands under `data`.
package zerograd.cli.command.data;
