package zerograd.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import zerograd.cli.recipe.RecipeException;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.rl.reward.RewardException;

/// Tells the user what went wrong in one sentence.
final class Failures {

  private Failures() {}

  /// Prints the sentence, with a stack trace only where the program itself is at fault; returns the exit status.
  static int report(Throwable failure, PrintWriter err) {
    while (failure instanceof UncheckedIOException wrapped)
      failure = wrapped.getCause();
    String sentence = sentence(failure);
    if (sentence != null) {
      err.println("zerograd: " + sentence);
      return failure instanceof RecipeException ? Main.MISUSED : Main.FAILED;
    }
    err.println(
        "zerograd: an unexpected error, which is a mistake in Zerograd; please report it with these lines");
    failure.printStackTrace(err);
    return Main.FAILED;
  }

  private static String sentence(Throwable failure) {
    return switch (failure) {
      case MalformedFileException broken ->
        "%s at byte %,d: %s".formatted(broken.file(), broken.byteOffset(), broken.reason());
      case FileSystemException explained when explained.getReason() != null ->
        explained.getFile() + ": " + explained.getReason();
      case NoSuchFileException absent -> absent.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + " may not be read or written by this user";
      case NotDirectoryException file -> file.getFile() + " is not a folder";
      case FileAlreadyExistsException taken ->
        taken.getFile() + " is in the way; remove it or choose another place";
      case IOException io -> io.getMessage();
      case OutOfMemoryError full ->
        full.getMessage() + "; use smaller micro-batches, recomputation, or fewer samples";
      case IllegalArgumentException refused -> refused.getMessage();
      case ArithmeticException diverged -> diverged.getMessage();
      case RewardException wrong -> wrong.getMessage();
      case IllegalStateException refused when refused.getCause() == null -> refused.getMessage();
      case RecipeException refused -> refused.getMessage();
      default -> null;
    };
  }
}
