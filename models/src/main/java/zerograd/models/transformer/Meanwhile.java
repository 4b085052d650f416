package zerograd.models.transformer;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Something that is read on a thread of its own while the caller reads something else.
record Meanwhile<T>(FutureTask<T> task) {

  /// Begins to read.
  static <T> Meanwhile<T> begin(Callable<T> reading) {
    FutureTask<T> task = new FutureTask<>(reading);
    Thread.ofPlatform().name("zerograd-reader").daemon().start(task);
    return new Meanwhile<>(task);
  }

  /// What was read, or what went wrong, as if the caller had done it here.
  ///
  /// @throws IOException as the reading
  /// @throws IllegalStateException if this thread is interrupted while it waits
  T result() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file was read", stopped);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException io -> throw io;
        case RuntimeException refused -> throw refused;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }
}
