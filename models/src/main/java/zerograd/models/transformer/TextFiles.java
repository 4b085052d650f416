package zerograd.models.transformer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;

/// The files of a model's tokenizer, carried along byte for byte from the folder it was loaded from to those it is saved in.
///
/// They are in memory deflated, because the folder may be gone when the model is saved, and until then nobody looks
/// at them: a published `tokenizer.json` has 7 to 33 million bytes.
public final class TextFiles {

  private static final List<String> NAMES = List.of(BytePairTokenizer.FILE, "tokenizer_config.json",
      "chat_template.jinja", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt");

  private static final TextFiles NONE = new TextFiles(Map.of());

  private final Map<String, byte[]> deflated;

  private TextFiles(Map<String, byte[]> deflated) { this.deflated = deflated; }

  /// No files, for a tokenizer that was made here.
  public static TextFiles none() { return NONE; }

  /// Those of the files that `folder` holds.
  ///
  /// @throws IOException if one cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if one is larger than any that belongs to a model
  public static TextFiles of(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) continue;
      try (InputStream content = JsonFiles.open(file)) {
        files.put(name, deflate(content));
      }
    }
    return new TextFiles(files);
  }

  private static byte[] deflate(InputStream content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(bytes, fast)) {
      content.transferTo(deflating);
    } finally {
      fast.end();
    }
    return bytes.toByteArray();
  }

  public boolean isEmpty() { return deflated.isEmpty(); }

  /// In the order in which they are written.
  public Set<String> names() { return deflated.keySet(); }

  /// The content of a file.
  ///
  /// @throws IllegalArgumentException if it is not among [#names]
  public InputStream open(String name) {
    byte[] bytes = deflated.get(name);
    if (bytes == null)
      throw new IllegalArgumentException("there is no file %s, only %s".formatted(name, names()));
    return new InflaterInputStream(new ByteArrayInputStream(bytes));
  }

  /// These files with one more, or with another content of one.
  public TextFiles with(String name, byte[] content) {
    Map<String, byte[]> files = new LinkedHashMap<>(deflated);
    try {
      files.put(name, deflate(new ByteArrayInputStream(content)));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return new TextFiles(files);
  }

  /// Writes the files into a folder.
  ///
  /// @throws IOException if that failed
  public void writeInto(Path folder) throws IOException {
    for (String name : names()) {
      try (InputStream content = open(name)) {
        Files.copy(content, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
