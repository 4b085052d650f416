package zerograd.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {

  @Test void mappedSegmentsAreOfTheClassThatIsMetInAdvance(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("numbers"), new byte[16]);
    try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
      assertEquals(NativeMemory.MAPPED_SEGMENT,
          channel.map(MapMode.READ_ONLY, 0, 16, arena).getClass().getName());
    }
  }
}
