package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import zerograd.cli.Main;

/// Somebody who types a wrong word reads one sentence that names the right one.
class MisuseTest {

  private static String misuse(String... words) { return Zerograd.refusal(Main.MISUSED, words); }

  @Test void anUnknownCommandNamesTheNearestOne() {
    assertEquals("unknown command generat; did you mean generate?", misuse("generat"));
    assertEquals("unknown command fingreprint; did you mean fingerprint?", misuse("fingreprint"));
    assertEquals("unknown command knights; did you mean knights-and-knaves?",
        misuse("data", "make", "knights"));
    assertTrue(misuse("xyzzy-plugh").contains("; known are quickstart, train, sft, chat, generate, score"));
  }

  @Test void anUnknownOptionNamesTheNearestOne() {
    assertEquals("unknown option --step; did you mean --steps?", misuse("quickstart", "--step", "3"));
    assertEquals("unknown option --thread; did you mean --threads?", misuse("fingerprint", "--thread=2"));
    assertEquals("unknown option --max-tokens; did you mean --max-new-tokens?",
        misuse("generate", "--model", "m", "--ids", "1", "--max-tokens", "3"));
    assertEquals("unknown option --vresion; did you mean --version?", misuse("--vresion"));
  }

  @Test void aValueOfTheWrongKindIsNamed() {
    assertTrue(misuse("fingerprint", "--threads", "two").contains("'--threads': 'two' is not an int"));
    assertTrue(misuse("fingerprint", "--recompute", "maybe").contains("--recompute"));
    assertTrue(misuse("data", "make", "knights-and-knaves", "--people", "2").contains("--count"));
    assertTrue(misuse("generate", "--ids", "1").contains("--model"));
    assertTrue(misuse("train").contains("RECIPE.yaml"));
    assertTrue(misuse("score", "--model", "m", "stray").contains("\"stray\""));
  }

  @Test void aNumberOutOfItsRangeIsNamed() {
    for (String[] words : new String[][]{{"fingerprint", "--threads", "0"},
        {"fingerprint", "--micro-batch", "0"},
        {"data", "make", "knights-and-knaves", "--people", "2", "--count", "0"},
        {"data", "make", "knights-and-knaves", "--people", "1", "--count", "5"},
        {"data", "make", "knights-and-knaves", "--people", "40", "--count", "5"}}) {
      String option = words[words.length - 2], number = words[words.length - 1];
      String sentence = Zerograd.refusal(Main.FAILED, words);
      String named = words[0].equals("data") && option.equals("--count") && !number.equals("0")
          ? words[4]
          : number;
      assertTrue(sentence.contains(named), sentence);
    }
    String sentence = Zerograd.refusal(Main.FAILED, "fingerprint", "--kernels", "vektor");
    assertTrue(sentence.contains("vector") && sentence.contains("reference"), sentence);
  }

  @Test void everyCommandHelps() {
    List<List<String>> commands = new ArrayList<>();
    commands.add(List.of());
    collect(new CommandLine(new Main()), List.of(), commands);
    assertTrue(commands.size() > 7, "found only " + commands);
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      String help = Zerograd.printed(words.toArray(String[]::new));
      assertTrue(help.startsWith("Usage: " + String.join(" ", command(command))), help);
      assertTrue(help.contains("-h, --help"), help);
    }
    assertEquals(Zerograd.printed("--help"), Zerograd.printed(), "without a command: the help");
    assertEquals(Zerograd.printed("data", "--help"), Zerograd.printed("data"));
  }

  private static List<String> command(List<String> words) {
    List<String> all = new ArrayList<>(List.of("zerograd"));
    all.addAll(words);
    return all;
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> found) {
    for (Map.Entry<String, CommandLine> inner : line.getSubcommands().entrySet()) {
      List<String> words = new ArrayList<>(path);
      words.add(inner.getKey());
      found.add(words);
      collect(inner.getValue(), words, found);
    }
  }

  @Test void everyOptionAndCommandIsDescribed() { described(new CommandLine(new Main())); }

  private static void described(CommandLine line) {
    var spec = line.getCommandSpec();
    assertTrue(spec.usageMessage().description().length > 0, spec.qualifiedName());
    spec.args().forEach(argument -> assertTrue(argument.description().length > 0,
        spec.qualifiedName() + " " + argument.paramLabel()));
    line.getSubcommands().values().forEach(MisuseTest::described);
  }

  @Test void aModelIsAskedForExactlyOnePrompt() {
    String model = GoldenModel.QWEN.folder().toString();
    for (String command : List.of("generate", "score")) {
      String text = command.equals("generate") ? "--prompt" : "--text";
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", model).startsWith("give either " + text));
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", model, "--ids", "3", text, "x")
          .startsWith("give either " + text));
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", model, text, "x")
          .contains("has no tokenizer.json"));
      assertTrue(
          Zerograd.refusal(Main.FAILED, command, "--model", model, "--ids", "3,x").contains("\"3,x\""));
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", model, "--ids", "3,512").contains("512"));
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", model, "--ids", "3", "--weights", "q4")
          .contains("known are auto, f32, bf16, int8"));
      String absent = Path.of("no", "such", "model").toString();
      assertTrue(Zerograd.refusal(Main.FAILED, command, "--model", absent, "--ids", "3").contains(absent));
    }
    assertTrue(Zerograd.refusal(Main.FAILED, "generate", "--model", model, "--ids", "3", "--top-k", "5")
        .contains("--temperature"));
    assertTrue(
        Zerograd.refusal(Main.FAILED, "generate", "--model", model, "--ids", "3", "--temperature", "-1")
            .contains("-1"));
    assertTrue(
        Zerograd.refusal(Main.FAILED, "generate", "--model", model, "--ids", "3", "--max-new-tokens", "0")
            .contains("0"));
  }
}
