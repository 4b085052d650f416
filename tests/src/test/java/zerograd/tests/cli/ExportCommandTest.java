package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;

/// `export`: one file for llama.cpp.
class ExportCommandTest {

  private static final String MODEL = GoldenModel.QWEN.folder().toString();

  @TempDir
  private Path folder;

  private String file(String name) { return folder.resolve(name).toString(); }

  @Test void eachTypeTakesItsShareOfTheBytes() throws IOException {
    for (String type : new String[]{"f32", "bf16", "q8_0"})
      Zerograd.printed("export", "--gguf", file(type), "--dtype", type, MODEL);
    long all = Files.size(Path.of(file("f32")));
    assertEquals(0.5, (double) Files.size(Path.of(file("bf16"))) / all, 0.02);
    assertEquals(34.0 / 128, (double) Files.size(Path.of(file("q8_0"))) / all, 0.02);
  }

  @Test void refusesInOneSentence() throws IOException {
    Zerograd.printed("export", "--gguf", file("a.gguf"), MODEL);
    String taken = Zerograd.refusal(Main.FAILED, "export", "--gguf", file("a.gguf"), MODEL);
    assertTrue(taken.contains("exists already"), taken);
    String none = Zerograd.refusal(Main.FAILED, "export", "--gguf", file("b.gguf"), file("nothing"));
    assertTrue(none.contains("nothing does not exist"), none);
    String type = Zerograd.refusal(Main.MISUSED, "export", "--gguf", file("b.gguf"), "--dtype", "q4_k",
        MODEL);
    assertTrue(type.contains("--dtype") && type.contains("Q8_0"), type);
    assertTrue(Files.notExists(Path.of(file("b.gguf"))));
  }
}
