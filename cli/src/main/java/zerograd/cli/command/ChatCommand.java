package zerograd.cli.command;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.cli.chat.Chat;
import zerograd.cli.chat.Desk;
import zerograd.cli.chat.PipeDesk;
import zerograd.cli.chat.TerminalDesk;
import zerograd.models.chat.Conversation;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;

/// `chat`: a conversation in the form of the model's own chat template.
@Command(name = "chat", mixinStandardHelpOptions = true, description = "Talks with a model in turns, by its own chat template. It draws as the model's generation_config.json suggests, "
    + "else greedily, where no option says otherwise. Without a terminal, each line of the standard input is a message.")
public final class ChatCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Parameters(paramLabel = "MODEL", description = "Folder of a model in Hugging Face layout.")
  private Path folder;
  @Mixin
  private WeightOptions weights;
  @Mixin
  private SamplingOptions sampling;
  @Mixin
  private DeviceOptions device;
  @Option(names = "--system", paramLabel = "TEXT", description = "How to answer, as a system message before the conversation.")
  private String system;

  @Override public Integer call() {
    try (Device opened = device.open()) {
      return opened.call("chat", this::chat);
    }
  }

  private int chat() {
    Pretrained model = weights.load(folder);
    try (Conversation conversation = new Conversation(model)) {
      if (system != null) conversation.instruct(system);
      GenerationSettings settings = sampling.settings(model, model.generation(), 1024);
      try (Desk desk = desk()) {
        desk.note(weights.report(model));
        new Chat(desk, conversation, WeightOptions.tokenizer(model), settings, sampling.key()).run();
      }
    }
    return 0;
  }

  private Desk desk() {
    if (System.console() != null && System.console().isTerminal()) {
      TerminalDesk desk = TerminalDesk.open();
      desk.note("/help lists the commands");
      return desk;
    }
    PrintWriter out = spec.commandLine().getOut(), err = spec.commandLine().getErr();
    return new PipeDesk(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out,
        err);
  }
}
