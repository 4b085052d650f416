package zerograd.rl.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonFiles;

/// The checkpoints of a run: folders `step-N`, each complete or not there.
///
/// A folder is written under another name, forced to the disk and renamed, so a run may die at any moment. Its
/// `trainer_state.json` has the SHA-256 of every other file, so that damage after the fact is noticed too.
public final class Checkpoints {

  /// What a checkpoint says of itself, beside the files it lists.
  public static final String STATE = "trainer_state.json";

  private static final Pattern NAME = Pattern.compile("step-(\\d{1,9})");
  private static final String FILES = "files";

  private final Path folder;

  Checkpoints(Path folder) { this.folder = folder; }

  /// The folder of the checkpoint after `step` steps.
  public Path of(int step) { return folder.resolve("step-" + step); }

  /// The steps of the checkpoints that are there, newest first; whether they are undamaged shows [#read].
  public List<Integer> steps() throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    List<Integer> steps = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Matcher matcher = NAME.matcher(entry.getFileName().toString());
        if (matcher.matches()) steps.add(Integer.parseInt(matcher.group(1)));
      }
    }
    steps.sort(Comparator.reverseOrder());
    return steps;
  }

  /// Makes the checkpoint after `step` steps: the files that `content` puts into a folder, and `state`.
  ///
  /// @throws IOException if that failed; then there is no such checkpoint
  Path write(int step, Map<String, ?> state, AtomicFiles.Content<Path> content) throws IOException {
    AtomicFiles.writeFolder(of(step), target -> {
      content.writeTo(target);
      Map<String, Object> described = new LinkedHashMap<>(state);
      described.put(FILES, sums(target));
      JsonFiles.write(target.resolve(STATE), described);
    });
    return of(step);
  }

  /// The state of a checkpoint whose files are all as they were written.
  ///
  /// @throws IOException if one is missing or has changed, in a sentence
  Map<String, Object> read(int step) throws IOException {
    Map<String, Object> state;
    try {
      state = JsonFiles.read(of(step).resolve(STATE));
    } catch (IOException | MalformedFileException broken) {
      throw new IOException("checkpoint " + of(step) + " has no readable " + STATE, broken);
    }
    if (!sums(of(step)).equals(state.get(FILES)))
      throw new IOException(
          "checkpoint " + of(step) + " is damaged: its files are not those that were written");
    return state;
  }

  /// Deletes all but the newest `keep` and the `best`, and what a killed run left half-made.
  void keepNewest(int keep, OptionalInt best) throws IOException {
    List<Integer> steps = steps();
    for (int step : steps.subList(Math.min(keep, steps.size()), steps.size())) {
      if (best.isPresent() && best.getAsInt() == step) continue;
      Path leaving = folder.resolve("step-" + step + ".deleted");   // a half-deleted folder must not look complete
      Files.move(of(step), leaving);
    }
    tidy();
  }

  /// Deletes what is half-made or half-deleted.
  void tidy() throws IOException {
    if (!Files.isDirectory(folder)) return;
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.toList();
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (name.endsWith(".old"))
        AtomicFiles.restore(entry.resolveSibling(name.substring(0, name.length() - 4)));
      else if (name.endsWith(".tmp") || name.endsWith(".deleted")) AtomicFiles.delete(entry);
    }
  }

  /// The SHA-256 of every file but the state, by name.
  private static Map<String, String> sums(Path checkpoint) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(checkpoint)) {
      files = listed.filter(file -> !file.getFileName().toString().equals(STATE)).toList();
    }
    Map<String, String> sums = new TreeMap<>();
    for (Path file : files) sums.put(file.getFileName().toString(), sha256(file));
    return sums;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
      digest.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {   // every Java has it
      throw new IllegalStateException(impossible);
    }
  }
}
