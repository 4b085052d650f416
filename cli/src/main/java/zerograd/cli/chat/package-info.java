/// Talking at a terminal: what is typed, what is answered, and what interrupts it.
///
/// Start with [zerograd.cli.chat.Chat].
package zerograd.cli.chat;
