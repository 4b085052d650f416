package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.lora.Adapter;
import zerograd.models.lora.AdapterFolder;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;

/// `merge`: makes one model of a model and a LoRA adapter, or takes the adapter out again.
@Command(name = "merge", mixinStandardHelpOptions = true, description = "Adds a LoRA adapter to the weights of its model, for programs that know no adapters.")
public final class MergeCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;

  @Parameters(paramLabel = "MODEL", description = "Folder of a model in Hugging Face layout.")
  private Path model;
  @Option(names = "--adapter", paramLabel = "DIR", required = true, description = "Folder of the adapter in PEFT layout.")
  private Path adapter;
  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write.")
  private Path out;
  @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "F32", description = "How weights are stored: f32, bf16 or f16 (default: f32, as bf16 loses most of a small change).")
  private StorageType type;
  @Option(names = "--subtract", description = "Take the adapter out of a model that it was merged into.")
  private boolean subtract;

  @Override public Integer call() throws IOException {
    try (Device opened = device.open()) {
      opened.run("merge", this::merge);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    return 0;
  }

  private void merge() {
    try {
      Pretrained base = Pretrained.loadFrozen(model);
      Adapter loaded = AdapterFolder.loadFrozen(adapter), added = subtract ? loaded.negated() : loaded;
      base.with(added.on(base.model())).save(out, type);
      PrintWriter err = spec.commandLine().getErr();
      err.println("%s %s: %d matrices, %,d numbers of rank %d; wrote %s".formatted(
          subtract ? "took out" : "merged", adapter, loaded.modules().size(), loaded.parameterCount(),
          loaded.config().rank(), out));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
