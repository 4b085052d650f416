package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.models.gguf.GgufExport;
import zerograd.models.gguf.GgufType;

/// `export`: writes a model for another program.
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a model as one GGUF file, which llama.cpp runs.")
public final class ExportCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Folder of a model in Hugging Face layout.")
  private Path model;
  @Option(names = "--gguf", paramLabel = "OUT", required = true, description = "File to write; it must not exist.")
  private Path gguf;
  @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "f32", description = "How matrices are stored: f32, bf16, or q8_0, eight bits a number and a scale for 32 (default: ${DEFAULT-VALUE}).")
  private GgufType type;

  @Override public Integer call() throws IOException {
    GgufExport export = GgufExport.of(model, type);
    export.write(gguf);
    PrintWriter err = spec.commandLine().getErr();
    err.println("wrote %s, %,d bytes".formatted(gguf, Files.size(gguf)));
    if (export.isCutToWindow()) {
      err.println(
          "its context length is %,d, the model's sliding window: llama.cpp has no such window, and up to there both agree"
              .formatted(export.contextLength()));
    }
    return 0;
  }
}
