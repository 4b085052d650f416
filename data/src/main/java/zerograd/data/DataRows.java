package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.task.RowsTask.Placed;

/// Reads the rows of a data set to train on; a row that cannot be used ends the reading or is left out and
/// named.
///
/// @param row makes the row; empty if it is not wanted
/// @param maxCharacters a longer prompt is too long, counting code points as Python does; 0 for no limit
/// @param skipsTooLong whether such a row is left out
/// @param skipsUnusable whether a row is left out that cannot be read, or lacks something
public record DataRows(Function<Map<String, Object>, Optional<DataRow>> row, int maxCharacters,
    boolean skipsTooLong, boolean skipsUnusable) {

  /// The rows of a file, in order; what is left out is added to `notes`, a sentence each.
  ///
  /// @throws IOException if the file cannot be read, or a row is refused, with a sentence that names file and row
  public List<Placed> read(Path file, List<String> notes) throws IOException {
    List<Placed> rows = new ArrayList<>();
    Rows.visit(file, new RowVisitor() {
      @Override public void row(RowPlace place, Map<String, Object> columns) throws IOException {
        Optional<DataRow> made;
        try {
          made = row.apply(columns);
        } catch (IllegalArgumentException refused) {
          leaveOut(skipsUnusable, place + " " + refused.getMessage(), refused);
          return;
        }
        if (made.isEmpty()) return;
        long length = made.get().prompt().stream()
            .mapToLong(message -> message.content().codePoints().count())
            .sum();
        if (maxCharacters == 0 || length <= maxCharacters) rows.add(new Placed(place.toString(), made.get()));
        else
          leaveOut(skipsTooLong, "%s has a prompt of %,d characters, more than %,d".formatted(place, length,
              maxCharacters), null);
      }

      @Override public void unreadable(RowPlace place, String reason, Exception cause) throws IOException {
        leaveOut(skipsUnusable, place + " " + reason, cause);
      }

      private void leaveOut(boolean skips, String sentence, Exception cause) throws IOException {
        if (!skips) throw new IOException(sentence, cause);
        notes.add(sentence);
      }
    });
    return rows;
  }
}
