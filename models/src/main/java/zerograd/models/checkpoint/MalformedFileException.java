package zerograd.models.checkpoint;

import java.nio.file.Path;

/// A file that is not what its format says it must be: which file, where in it, and why.
///
/// Unchecked, unlike [java.io.IOException]: reading worked, and trying again will not help.
public final class MalformedFileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Path file;
  private final long byteOffset;
  private final String reason;

  /// `byteOffset` counts from the start of the file; `reason` is the rest of a sentence, without its full
  /// stop, and may quote the file: see [OneLine].
  public MalformedFileException(Path file, long byteOffset, String reason) {
    super("%s at byte %,d: %s".formatted(file.getFileName(), byteOffset, OneLine.of(reason)));
    this.file = file;
    this.byteOffset = byteOffset;
    this.reason = OneLine.of(reason);
  }

  /// The whole path; the message has only the file's name.
  public Path file() { return file; }

  public long byteOffset() { return byteOffset; }

  public String reason() { return reason; }
}
