package zerograd.rl.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.json.JsonFiles;

/// Where a run lives.
///
///     config.json                 every setting of the run, defaults included
///     metrics.jsonl               one JSON object a step
///     rollouts/                   every response with its reward
///     checkpoints/step-N/         a model that transformers loads, and what training needs to go on
///
/// One process at a time uses it. It survives that process's death at any moment.
public final class RunDirectory implements AutoCloseable {

  /// The name of the settings' file.
  public static final String CONFIG = "config.json";

  private static final String LOCK = "run.lock";

  private final Path folder;
  private final Map<String, Object> config;
  private final FileChannel lock;

  private RunDirectory(Path folder, Map<String, ?> config, FileChannel lock) {
    this.folder = folder;
    this.config = new LinkedHashMap<>(config);
    this.lock = lock;
  }

  /// A new run with the given settings.
  ///
  /// @throws FileAlreadyExistsException if the folder holds a run
  /// @throws IOException if the folder cannot be written, in a sentence; if it was not there, it is not there then
  public static RunDirectory create(Path folder, Map<String, ?> config) throws IOException {
    boolean isNew = !Files.exists(folder);
    FileChannel lock = lock(folder);
    try {
      if (Files.exists(folder.resolve(CONFIG))) {
        throw new FileAlreadyExistsException(folder.toString(), null,
            "the folder holds a run; resume it, or choose another folder");
      }
      RunDirectory run = new RunDirectory(folder, config, lock);
      AtomicFiles.write(folder.resolve(CONFIG), JsonFiles.bytes(config));
      return run;
    } catch (IOException | RuntimeException failed) {
      lock.close();
      if (isNew) {
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
      }
      throw failed;
    }
  }

  /// The run in a folder, to go on with. Its settings must be `config`, but for the keys in `mayDiffer`, whose values are
  /// taken over.
  ///
  /// @throws NoSuchFileException if the folder holds no run
  /// @throws IllegalArgumentException if a setting differs
  /// @throws IOException if the folder cannot be read or written, in a sentence
  public static RunDirectory resume(Path folder, Map<String, ?> config, Set<String> mayDiffer)
      throws IOException {
    if (!Files.exists(folder.resolve(CONFIG)))
      throw new NoSuchFileException(folder.toString(), null, "the folder holds no run to resume");
    FileChannel lock = lock(folder);
    try {
      refuseOtherSettings(folder, JsonFiles.read(folder.resolve(CONFIG)), asRead(folder, config), mayDiffer);
      AtomicFiles.write(folder.resolve(CONFIG), JsonFiles.bytes(config));
      RunDirectory run = new RunDirectory(folder, config, lock);
      run.checkpoints().tidy();
      return run;
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  /// What reading the settings from their file would give: numbers may come back as another type.
  private static Map<String, Object> asRead(Path folder, Map<String, ?> config) {
    return JsonFiles.parse(folder.resolve(CONFIG), JsonFiles.bytes(config));
  }

  private static void refuseOtherSettings(Path folder, Map<String, Object> before, Map<String, Object> now,
      Set<String> mayDiffer) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    keys.removeAll(mayDiffer);
    for (String key : keys) {
      if (!Objects.equals(before.get(key), now.get(key))) {
        throw new IllegalArgumentException(
            "resume: the run in %s has %s = %s, not %s; a run goes on with its settings"
                .formatted(folder, key, before.get(key), now.get(key)));
      }
    }
  }

  /// A process that dies lets go of its lock, so a lock means that someone is at work.
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel = openLock(folder);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException ours) {
      // said below, in the same words
    }
    if (held != null) return channel;
    channel.close();
    throw new IOException("the run in " + folder + " is in use; two processes cannot write one run");
  }

  private static FileChannel openLock(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (FileSystemException failed) {
      String reason = switch (failed) {
        case AccessDeniedException _ -> "permission denied";
        case FileAlreadyExistsException _ -> "there is a file of that name";
        default -> failed.getReason() == null ? failed.getMessage() : failed.getReason();
      };
      throw new IOException("cannot write the run directory " + folder + ": " + reason, failed);
    }
  }

  public Path folder() { return folder; }

  /// The settings of the run.
  public Map<String, Object> config() { return Map.copyOf(config); }

  /// One row a step.
  public MetricsFile metrics() { return new MetricsFile(folder.resolve("metrics.jsonl")); }

  public Checkpoints checkpoints() { return new Checkpoints(folder.resolve("checkpoints")); }

  /// Where a [zerograd.rl.rollout.RolloutSink] keeps the responses.
  public Path rollouts() { return folder.resolve("rollouts"); }

  @Override public void close() throws IOException { lock.close(); }
}
