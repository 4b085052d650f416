package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.rl.rollout.RolloutRow;

class ArrowRolloutFolderTest {

  private static RolloutRow row(int step, double reward) {
    return new RolloutRow(step, 0, 1, "2,4:9,1", "6E", new int[]{6, 14}, new int[]{10, 1},
        new float[]{-0.5f, -1},
        reward, 0.25, "6", "stop_token", "finished");
  }

  @Test void aStepIsKeptUntilItIsMadeAgain(@TempDir Path folder) throws IOException {
    ArrowRolloutFolder sink = new ArrowRolloutFolder(folder.resolve("rollouts"));
    assertEquals(List.of(), sink.read(1));
    sink.write(1, List.of(row(1, 0.5), row(1, 1)));
    sink.write(12, List.of(row(12, 0)));
    sink.write(1, List.of(row(1, 2)));
    assertEquals(List.of(2.0), sink.read(1).stream().map(RolloutRow::reward).toList());
    assertEquals(12, sink.read(12).getFirst().step());
  }
}
