package zerograd.data;

import java.util.List;
import java.util.function.Function;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import zerograd.rl.rollout.RolloutRow;

/// The columns of a rollout file: the components of [RolloutRow], in its order.
final class RolloutColumns {

  private record Column<T>(String name, ArrowColumn<T> type, Function<RolloutRow, T> of) {

    Field field() { return type.field(name); }

    void write(VectorSchemaRoot table, List<RolloutRow> rows) {
      FieldVector vector = table.getVector(name);
      for (int row = 0; row < rows.size(); row++) type.set(vector, row, of.apply(rows.get(row)));
    }

    T read(VectorSchemaRoot table, int row) { return type.get(table.getVector(name), row); }
  }

  private static final ArrowColumn.Int32 INT32 = new ArrowColumn.Int32();
  private static final ArrowColumn.Float64 FLOAT64 = new ArrowColumn.Float64();
  private static final ArrowColumn.Utf8 UTF8 = new ArrowColumn.Utf8();
  private static final ArrowColumn.Int32List INT32_LIST = new ArrowColumn.Int32List();

  private static final Column<Integer> STEP = new Column<>("step", INT32, RolloutRow::step);
  private static final Column<Integer> GROUP = new Column<>("group", INT32, RolloutRow::group);
  private static final Column<Integer> SAMPLE = new Column<>("sample", INT32, RolloutRow::sample);
  private static final Column<String> PROMPT = new Column<>("prompt", UTF8, RolloutRow::prompt);
  private static final Column<String> RESPONSE = new Column<>("response", UTF8, RolloutRow::response);
  private static final Column<int[]> PROMPT_IDS = new Column<>("prompt_ids", INT32_LIST,
      RolloutRow::promptIds);
  private static final Column<int[]> RESPONSE_IDS = new Column<>("response_ids", INT32_LIST,
      RolloutRow::responseIds);
  private static final Column<float[]> LOG_PROBS = new Column<>("logprobs", new ArrowColumn.Float32List(),
      RolloutRow::logProbs);
  private static final Column<Double> REWARD = new Column<>("reward", FLOAT64, RolloutRow::reward);
  private static final Column<Double> ADVANTAGE = new Column<>("advantage", FLOAT64, RolloutRow::advantage);
  private static final Column<String> GROUND_TRUTH = new Column<>("ground_truth", UTF8,
      RolloutRow::groundTruth);
  private static final Column<String> FINISH_REASON = new Column<>("finish_reason", UTF8,
      RolloutRow::finishReason);
  private static final Column<String> REWARD_ENDING = new Column<>("reward_ending", UTF8,
      RolloutRow::rewardEnding);

  private static final List<Column<?>> ALL = List.of(STEP, GROUP, SAMPLE, PROMPT, RESPONSE, PROMPT_IDS,
      RESPONSE_IDS, LOG_PROBS,
      REWARD, ADVANTAGE, GROUND_TRUTH, FINISH_REASON, REWARD_ENDING);

  private RolloutColumns() {}

  static List<Field> fields() { return ALL.stream().map(Column::field).toList(); }

  static void write(VectorSchemaRoot table, List<RolloutRow> rows) {
    for (Column<?> column : ALL) column.write(table, rows);
    table.setRowCount(rows.size());
  }

  static RolloutRow row(VectorSchemaRoot table, int row) {
    return new RolloutRow(STEP.read(table, row), GROUP.read(table, row), SAMPLE.read(table, row),
        PROMPT.read(table, row),
        RESPONSE.read(table, row), PROMPT_IDS.read(table, row), RESPONSE_IDS.read(table, row),
        LOG_PROBS.read(table, row),
        REWARD.read(table, row), ADVANTAGE.read(table, row), GROUND_TRUTH.read(table, row),
        FINISH_REASON.read(table, row),
        REWARD_ENDING.read(table, row));
  }
}
