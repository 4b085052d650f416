import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.MachineLimits;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Measures Zerograd and what people would otherwise run, in turn, and writes docs/benchmarks.md.
///
/// A peer that is not installed is skipped; nothing is installed here. Started by `benchmarks/compare`. With `--device gpu` all
/// compute on a GPU, and the page is docs/benchmarks-gpu.md, or docs/benchmarks-gpu-tf32.md if `TF32` is set.
public final class Compare {

  /// A program to compare with, and how to find out whether and in which version it is there.
  private enum Peer {
    ZEROGRAD("Zerograd"), TORCH("PyTorch"), TRANSFORMERS("Transformers"), LLAMA("llama.cpp"), TRL("TRL"), BY_HAND(
        "by hand in PyTorch"), COMPILED("torch.compile"), GENERATE("Transformers' generate");

    final String label;

    Peer(String label) { this.label = label; }

    /// Null if it is not installed.
    String version() {
      return switch (this) {
        case ZEROGRAD -> "this";
        case TORCH, BY_HAND -> module("torch");
        case TRANSFORMERS, COMPILED, GENERATE -> module("transformers");
        case TRL -> module("trl");
        case LLAMA -> System.getenv("LLAMA_CPP") == null ? null : llama();
      };
    }

    private static String module(String name) {
      return output(List.of(PYTHON, "-c", "import %s; print(%s.__version__)".formatted(name, name))).orElse(null);
    }

    /// The number that the library's file has in its name, if it has one.
    private static String llama() {
      String[] files = new File(System.getenv("LLAMA_CPP")).list((_, name) -> name.matches("libllama\\..*so.*"));
      if (files == null || files.length == 0) return null;
      return files[0].replace("libllama.", "").replaceAll("\\.?so\\.?", "");
    }
  }

  /// What is compared: a command for each side, run in turn.
  ///
  /// @param metric which number of a row is shown
  private record Comparison(String id, String title, String metric, Map<Peer, List<String>> commands) {

    /// Whether whole processes are timed, from their start to their end.
    boolean wholeProcess() { return id.equals("start"); }

    /// Whether the sides need so much memory together that they run one after the other; their ratio is then that of their
    /// shares of the peak.
    boolean apart() { return id.equals("train-qwen2.5-0.5b") && !GPU; }

    /// The peers that are there, each of which takes turns with Zerograd alone; Zerograd itself where one runs alone.
    List<Peer> pairs() {
      List<Peer> there = commands.keySet().stream().filter(peer -> peer != Peer.ZEROGRAD && peer.version() != null)
          .collect(Collectors.toCollection(ArrayList::new));
      if (there.isEmpty() || apart()) there.addFirst(Peer.ZEROGRAD);
      return there;
    }

    /// Who takes turns when Zerograd is compared with `against`.
    List<Peer> sides(Peer against) {
      return against == Peer.ZEROGRAD || apart() ? List.of(against) : List.of(Peer.ZEROGRAD, against);
    }

    Path file(Peer against) { return RESULTS.resolve(id + "." + against.name().toLowerCase() + ".jsonl"); }
  }

  /// Whether all compute on a GPU.
  private static final boolean GPU = "gpu".equals(System.getProperty("zerograd.device"));
  private static final boolean TF32 = System.getenv("TF32") != null;
  private static final String KIND = !GPU ? "" : TF32 ? "-gpu-tf32" : "-gpu";
  private static final Path TOP = Path.of("").toAbsolutePath(), MODELS = TOP.resolve("benchmarks/target/models"),
      RESULTS = TOP.resolve("benchmarks/target/compare" + KIND), PAGE = TOP.resolve("docs/benchmarks%s.md".formatted(KIND));
  private static final String PYTHON = Optional.ofNullable(System.getenv("PYTHON")).orElse("python3");
  private static final JsonMapper JSON = new JsonMapper();
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  public static void main(String[] words) throws Exception {
    List<String> args = new ArrayList<>(List.of(words));
    int device = Collections.indexOfSubList(args, List.of("--device", "gpu"));
    if (device >= 0) args.subList(device, device + 2).clear();    // the script has said so already
    int only = args.indexOf("--only");
    List<String> ids = only < 0 ? List.of() : List.of(args.get(only + 1).split(","));
    List<Comparison> all = GPU ? comparisonsOnAGpu() : comparisons();
    if (args.equals(List.of("--list"))) {
      all.forEach(Compare::show);
    } else if (args.equals(List.of("--page"))) {
      Files.writeString(PAGE, new Page(all).text());
    } else if (args.size() == (only < 0 ? 0 : 2)) {
      Files.createDirectories(RESULTS);
      for (Comparison comparison : all) {
        for (Peer against : comparison.pairs()) {
          String pair = comparison.id() + ":" + against.name().toLowerCase();
          if (ids.isEmpty() || ids.contains(comparison.id()) || ids.contains(pair)) measure(comparison, against);
        }
      }
      Files.writeString(PAGE, new Page(all).text());
    } else {
      System.err.println("benchmarks/compare [--device gpu] [--only ID[:PEER],... | --list | --page]");
      System.exit(2);
    }
  }

  private static void show(Comparison comparison) {
    System.out.println(comparison.id() + ": " + comparison.title());
    comparison.commands().values().forEach(command -> System.out.println("  " + String.join(" ", command)));
  }

  // What is compared.

  private static List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    for (String shape : List.of("512x896x896", "512x4864x896", "2048x896x4864")) {
      for (String product : List.of("gemm", "gemm_dx", "gemm_dw")) all.add(product(product, shape));
    }
    for (String shape : List.of("64x4864x896", "8x4864x896", "8x896x4864", "1x4864x896")) all.add(product("gemm", shape));
    for (String dtype : List.of("f32", "bf16", "int8")) all.add(decode(dtype, 1, 60));
    for (String dtype : List.of("f32", "bf16", "int8")) all.add(decode(dtype, 32, 20));
    String micro = "--config micro --batch 32 --seq 128 --new-tokens 120 --repeats 10";
    all.add(new Comparison("decode-micro", "decode, 9.3 M, 32 texts of 128 tokens and more", "tokens_per_s",
        sides("decode " + micro, Peer.TRANSFORMERS, python("hf_decode.py decode " + micro))));
    String prompt = "--config qwen2.5-0.5b --batch 1 --seq 128 --repeats 7";
    all.add(new Comparison("prefill", "prefill, Qwen2.5-0.5B, 128 tokens", "tokens_per_s",
        sides("prefill " + prompt, Peer.TRANSFORMERS, python("hf_decode.py prefill " + prompt), Peer.LLAMA,
            llama("prefill", "f32", prompt))));
    all.add(training("qwen2.5-0.5b", "Qwen2.5-0.5B", 4, 2));
    all.add(training("small", "100 M", 8, 3));
    all.add(training("micro", "9.3 M", 8, 11));
    all.add(training("nano", "0.9 M", 8, 15));
    all.add(grpo("micro", "9.3 M", 3));
    all.add(grpo("nano", "0.9 M", 7));
    String model = TOP.relativize(MODELS.resolve("micro")).toString();
    all.add(new Comparison("start", "from the start of the process to the first token, 9.3 M", "median_s",
        new LinkedHashMap<>(Map.of(Peer.ZEROGRAD,
            List.of("./zerograd", "generate", "--model", model, "--ids", "1,2,3", "--max-new-tokens", "1"),
            Peer.TRANSFORMERS, python("hf_generate.py " + model)))));
    return all;
  }

  /// What the speed on a GPU is judged by.
  private static List<Comparison> comparisonsOnAGpu() {
    List<Comparison> all = new ArrayList<>();
    for (String shape : List.of("2048x2048x2048", "4096x4096x4096", "2048x896x4864", "512x4864x896")) {
      for (String product : List.of("gemm", "gemm_dx", "gemm_dw")) {
        String which = "--shape %s --product %s".formatted(shape, product);
        all.add(new Comparison(product + "-" + shape, product + " " + shape.replace("x", " x "), "gflops",
            sides("gemm " + which, Peer.TORCH, python("torch_gemm.py " + which))));
      }
    }
    for (String config : List.of("small", "qwen2.5-0.5b")) {
      String size = "--config %s --batch 8 --seq 512 --repeats 10".formatted(config);
      String ours = config.equals("small") ? size : size + " --micro-batch 4";   // all 8 at once take 19 GB
      all.add(new Comparison("train-" + config, "training step, %s, 8 x 512 tokens".formatted(config), "tokens_per_s",
          sides("train " + ours, Peer.TRANSFORMERS, python("hf_train.py " + size), Peer.COMPILED,
              python("hf_train.py --compile " + size))));
    }
    for (int batch : new int[]{1, 64}) {
      String size = "--config qwen2.5-0.5b --batch %d --seq 128 --new-tokens 128 --repeats 8".formatted(batch);
      all.add(new Comparison("decode-" + batch, "decode, qwen2.5-0.5b, %d texts".formatted(batch), "tokens_per_s",
          sides("decode " + size, Peer.TRANSFORMERS, python("hf_decode.py decode " + size), Peer.GENERATE,
              python("hf_decode.py generate " + size), Peer.COMPILED,
              python("hf_decode.py generate --compile " + size))));
    }
    String llama = "--config llama3.2-1b --batch 1 --seq 16 --new-tokens 128 --repeats 8";
    all.add(new Comparison("decode-llama3.2-1b", "decode, llama3.2-1b, one text", "tokens_per_s",
        sides("decode " + llama, Peer.TRANSFORMERS, python("hf_decode.py decode " + llama), Peer.GENERATE,
            python("hf_decode.py generate " + llama))));
    String prompts = "--config qwen2.5-0.5b --batch 64 --seq 128 --repeats 7";
    all.add(new Comparison("prefill-64", "prefill, qwen2.5-0.5b, 64 x 128 tokens", "tokens_per_s",
        sides("prefill " + prompts, Peer.TRANSFORMERS, python("hf_decode.py prefill " + prompts))));
    for (String config : List.of("micro", "small")) {
      String size = "--config %s --repeats 5".formatted(config);
      all.add(new Comparison("grpo-" + config, "GRPO, %s, 8 prompts x 8 answers x 64 tokens".formatted(config),
          "median_s", sides("grpo " + size)));
    }
    return all;
  }

  private static Comparison product(String product, String shape) {
    String which = "--shape %s --product %s".formatted(shape, product);
    return new Comparison(product + "-" + shape, product + " " + shape.replace("x", " x "), "gflops",
        sides("gemm " + which, Peer.TORCH, python("torch_gemm.py " + which)));
  }

  private static Comparison decode(String dtype, int batch, int newTokens) {
    String size = "--config qwen2.5-0.5b --batch %d --seq %d --new-tokens %d --repeats 10".formatted(batch, 16,
        newTokens);
    Map<Peer, List<String>> sides = sides("decode --dtype " + dtype + " " + size, Peer.LLAMA,
        llama("decode", dtype.equals("int8") ? "q8_0" : dtype, size));
    if (dtype.equals("f32")) sides.put(Peer.TRANSFORMERS, python("hf_decode.py decode " + size));
    return new Comparison("decode-%d-%s".formatted(batch, dtype), "decode, Qwen2.5-0.5B, %s, %s".formatted(dtype,
        batch == 1 ? "one text" : batch + " texts"), "tokens_per_s", sides);
  }

  private static Comparison training(String config, String title, int batch, int repeats) {
    String size = "--config %s --batch %d --seq 128 --repeats %d".formatted(config, batch, repeats);
    return new Comparison("train-" + config, "training step, %s, %d x 128 tokens".formatted(title, batch),
        "tokens_per_s", sides("train " + size, Peer.TRANSFORMERS, python("hf_train.py " + size)));
  }

  private static Comparison grpo(String config, String title, int repeats) {
    String size = "--config %s --repeats %d".formatted(config, repeats);
    return new Comparison("grpo-" + config, "GRPO, %s, 8 prompts x 8 answers x 64 tokens".formatted(title),
        "median_s", sides("grpo " + size, Peer.TRL, python("trl_grpo.py " + size), Peer.BY_HAND,
            python("grpo_torch.py " + size)));
  }

  private static Map<Peer, List<String>> sides(String ours, Object... peers) {
    Map<Peer, List<String>> sides = new LinkedHashMap<>();
    String gpu = GPU ? " --device gpu" + Optional.ofNullable(System.getenv("ZEROGRAD_GPU")).map(" "::concat).orElse("") : "";
    sides.put(Peer.ZEROGRAD, List.of(("./zerograd bench " + ours + gpu + " --json").split(" ")));
    for (int i = 0; i < peers.length; i += 2) {
      @SuppressWarnings("unchecked")
      List<String> command = (List<String>) peers[i + 1];
      sides.put((Peer) peers[i], command);
    }
    return sides;
  }

  private static List<String> python(String words) {
    String cuda = !GPU ? "" : " --device cuda" + (TF32 ? " --tf32" : "");
    return List.of((PYTHON + " benchmarks/peers/" + words + cuda).split(" "));
  }

  private static List<String> llama(String what, String dtype, String size) {
    return python("llama_cpp.py %s --model %s --dtype %s %s".formatted(what,
        TOP.relativize(MODELS.resolve("qwen2.5-0.5b-" + dtype + ".gguf")), dtype, size));
  }

  // Measuring.

  /// A program under way that takes a sample whenever it is asked to.
  private static final class Side {

    final Peer peer;
    final List<Double> samples = new ArrayList<>(), peaks = new ArrayList<>(), reads = new ArrayList<>();
    final List<Map<String, Object>> rows = new ArrayList<>();
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter requests;

    /// Starts the program and waits until it is warm.
    Side(Peer peer, List<String> command) throws IOException {
      this.peer = peer;
      List<String> paced = new ArrayList<>(command);
      paced.addAll(List.of("--paced", "--threads", "" + THREADS));
      process = new ProcessBuilder(paced)
          .redirectError(ProcessBuilder.Redirect.appendTo(RESULTS.resolve("errors.log").toFile())).start();
      answers = process.inputReader();
      requests = new PrintWriter(process.outputWriter(), true);
      await("ready");
    }

    /// The next line that begins with `word`, or null if the program has ended; rows are kept.
    private String await(String word) throws IOException {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(word)) return line;
        if (line.startsWith("{\"")) rows.add(read(line));   // and not what a peer says besides
      }
      return null;
    }

    /// Takes a sample beside the machine's limits.
    void sample(MachineLimits machine) throws IOException {
      peaks.add(best(machine::gflops));
      reads.add(best(machine::readGigabytes));
      requests.println("next");
      String answer = await("sample");
      if (answer != null) samples.add(Double.parseDouble(answer.substring("sample ".length())));
    }

    /// Lets the program end, and keeps what it found.
    List<Map<String, Object>> end() throws IOException, InterruptedException {
      requests.close();
      await("end of output");
      process.waitFor();
      for (Map<String, Object> row : rows) {
        row.put("peer", peer.name());
        row.put("samples", samples);
        row.put("peaks", peaks);
        row.put("reads", reads);
      }
      return rows;
    }
  }

  /// Starts both sides, one after the other, and lets them take turns, the limits of the machine in between.
  private static void measure(Comparison comparison, Peer against) throws IOException, InterruptedException {
    List<Peer> peers = comparison.sides(against);
    for (Peer peer : peers) makeModels(comparison.commands().get(peer));
    System.err.printf("%s %s, %s, load average %.1f%n", LocalDateTime.now().format(MINUTE), comparison.id(),
        against.label, load());
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Workers workers = new Workers(THREADS);
        Workspace workspace = new Workspace(Long.MAX_VALUE);
        Scope scope = new Scope("limits", workspace)) {
      MachineLimits machine = new MachineLimits(workers, scope.floats(MachineLimits.length()));
      if (comparison.wholeProcess()) {
        rows.addAll(timeProcesses(comparison, peers, machine));
      } else {
        List<Side> sides = new ArrayList<>();
        for (Peer peer : peers) sides.add(new Side(peer, comparison.commands().get(peer)));
        takeTurns(sides, repeats(comparison), machine);
        for (Side side : sides) rows.addAll(side.end());
      }
    }
    if (rows.isEmpty()) System.err.println("  nothing came out; see " + RESULTS.resolve("errors.log"));
    StringBuilder lines = new StringBuilder();
    for (Map<String, Object> row : rows) {
      row.put("against", against.name());
      row.put("time", LocalDateTime.now().format(MINUTE));
      lines.append(JSON.writeValueAsString(row)).append('\n');
    }
    Files.writeString(comparison.file(against), lines);
  }

  /// Makes the models with random weights that commands name, if they are not there.
  private static void makeModels(List<String> command) throws IOException, InterruptedException {
    Files.createDirectories(MODELS);
    for (String word : command) {
      Path file = TOP.resolve(word);
      if (!file.startsWith(MODELS) || Files.exists(file)) continue;
      String name = file.getFileName().toString();
      String config = name.replaceAll("-(f32|bf16|q8_0)\\.gguf", "");
      Path folder = MODELS.resolve(config);
      if (!Files.exists(folder)) run("./zerograd bench model --config " + config + " --out " + folder);
      if (!name.endsWith(".gguf")) continue;
      String dtype = name.substring(config.length() + 1, name.length() - ".gguf".length());
      run("./zerograd export --gguf " + file + " --dtype " + dtype + " " + folder);
    }
  }

  private static void run(String command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(command + " failed");
    }
  }

  private static final int STARTS = 7;

  private static List<Map<String, Object>> timeProcesses(Comparison comparison, List<Peer> peers,
      MachineLimits machine) {
    Map<Peer, List<Double>> samples = new LinkedHashMap<>();
    for (int i = 0; i < STARTS; i++) {
      for (Peer peer : peers) {
        List<String> threaded = new ArrayList<>(comparison.commands().get(peer));
        threaded.addAll(List.of("--threads", "" + THREADS));
        best(machine::gflops);
        long began = System.nanoTime();
        if (output(threaded).isEmpty()) throw new IllegalStateException(String.join(" ", threaded) + " failed");
        samples.computeIfAbsent(peer, _ -> new ArrayList<>()).add((System.nanoTime() - began) * 1e-9);
      }
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    samples.forEach((peer, seconds) -> rows.add(new LinkedHashMap<>(Map.of("bench", "start", "peer", peer.name(),
        "samples", seconds, "median_s", Page.median(seconds.stream().mapToDouble(Double::doubleValue).toArray())))));
    return rows;
  }

  private static void takeTurns(List<Side> sides, int repeats, MachineLimits machine)
      throws IOException, InterruptedException {
    for (int i = 0; i < repeats; i++) {
      for (Side side : sides) {
        Thread.sleep(PAUSE);
        side.sample(machine);
      }
    }
  }

  /// How often a limit is measured before a sample.
  private static final int PROBES = 4;

  /// The best of a few: the first may find cores that were asleep.
  private static double best(DoubleSupplier limit) {
    return DoubleStream.generate(limit).limit(PROBES).max().getAsDouble();
  }

  /// Milliseconds in which the threads of the side before go to sleep.
  private static final int PAUSE = 250;

  private static int repeats(Comparison comparison) {
    List<String> ours = comparison.commands().get(Peer.ZEROGRAD);
    int option = ours.indexOf("--repeats");
    return option < 0 ? 15 : Integer.parseInt(ours.get(option + 1));
  }

  /// How many programs wanted a core in the last minute.
  private static double load() { return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(); }

  private static Map<String, Object> read(String row) { return JSON.readValue(row, new TypeReference<>() {}); }

  /// What a command prints; empty if it fails.
  private static Optional<String> output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String printed = new String(process.getInputStream().readAllBytes());
      return process.waitFor() == 0 ? Optional.of(printed.strip()) : Optional.empty();
    } catch (IOException | InterruptedException absent) {
      return Optional.empty();
    }
  }

  // The page.

  private record Page(List<Comparison> comparisons) {

    private static final List<Peer> OTHERS = Arrays.stream(Peer.values()).filter(peer -> peer != Peer.ZEROGRAD).toList();

    /// The columns of models.
    private static final List<Peer> MODEL_PEERS = GPU
        ? List.of(Peer.TRANSFORMERS, Peer.COMPILED, Peer.GENERATE)
        : List.of(Peer.TRANSFORMERS, Peer.LLAMA, Peer.TRL, Peer.BY_HAND);

    String text() throws IOException {
      StringBuilder page = new StringBuilder();
      Set<String> times = new TreeSet<>();
      StringBuilder products = new StringBuilder(), models = new StringBuilder(), commands = new StringBuilder();
      for (Comparison comparison : comparisons) {
        List<Map<String, Object>> rows = rows(comparison);
        rows.forEach(row -> times.add((String) row.get("time")));
        if (rows.isEmpty()) continue;
        (comparison.metric().equals("gflops") ? products : models).append(lines(comparison, rows));
        commands.append("# ").append(comparison.id()).append('\n');
        for (var side : comparison.commands().entrySet()) {
          if (rows.stream().noneMatch(row -> row.get("peer").equals(side.getKey().name()))) continue;
          commands.append(String.join(" ", side.getValue()).replace(PYTHON, "python3")).append('\n');
        }
      }
      if (times.isEmpty()) return "# Benchmarks\n\nNothing has been measured yet; run `benchmarks/compare`.\n";
      page.append(HEAD.formatted(((TreeSet<String>) times).first(), ((TreeSet<String>) times).last(), machine(),
          versions()));
      page.append("\n## Matrix products\n\nGFLOP/s, f32; rows x outputs x inputs.\n\n")
          .append("| | Zerograd | % of peak | % of bandwidth | PyTorch | ratio |\n|---|---|---|---|---|---|\n")
          .append(products);
      page.append("\n## Models\n\nTokens a second, or seconds; in brackets the most memory of the process in MB.\n\n")
          .append("| | Zerograd | % of peak | % of bandwidth | "
              + MODEL_PEERS.stream().map(peer -> peer.label).collect(Collectors.joining(" | "))
              + " | ratio to the best |\n" + "|---".repeat(MODEL_PEERS.size() + 5) + "|\n")
          .append(models);
      page.append("\n## Commands\n\n```sh\n").append(commands).append("```\n");
      return page.toString();
    }

    private static List<Map<String, Object>> rows(Comparison comparison) throws IOException {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Peer peer : Peer.values()) {
        Path file = comparison.file(peer);
        if (Files.exists(file)) Files.readAllLines(file).stream().map(Compare::read).forEach(rows::add);
      }
      return rows;
    }

    /// A line for each different thing that Zerograd measured.
    private static String lines(Comparison comparison, List<Map<String, Object>> rows) {
      Map<String, List<Map<String, Object>>> things = new LinkedHashMap<>();
      rows.forEach(row -> things.computeIfAbsent(thing(row), _ -> new ArrayList<>()).add(row));
      StringBuilder lines = new StringBuilder();
      things.forEach((_, same) -> lines.append(line(comparison, same)));
      return lines.toString();
    }

    private static String thing(Map<String, Object> row) {
      return (String) row.get("bench");
    }

    private static String line(Comparison comparison, List<Map<String, Object>> rows) {
      boolean product = comparison.metric().equals("gflops");
      String bench = (String) rows.getFirst().get("bench");
      boolean part = !product && bench.contains("_");
      String title = part ? "... " + bench.substring(bench.indexOf('_') + 1) : comparison.title();
      Map<String, Object> ours = row(rows, Peer.ZEROGRAD);
      List<String> cells = new ArrayList<>(List.of(title, cell(ours, comparison.metric()), percentOfPeak(ours, part),
          percentOfBandwidth(ours, part)));
      Double least = null;
      for (Peer peer : product ? List.of(Peer.TORCH) : MODEL_PEERS) {
        Map<String, Object> theirs = row(rows, peer);
        cells.add(cell(theirs, comparison.metric()));
        Map<String, Object> pair = rows.stream().filter(row -> row.get("peer").equals(Peer.ZEROGRAD.name())
            && row.get("against").equals(peer.name())).findFirst().orElse(ours);
        Double ratio = ratio(pair, theirs, part, comparison.apart());
        if (ratio != null && (least == null || ratio < least)) least = ratio;
      }
      cells.add(least == null ? "" : "%.2f".formatted(least));
      return "| " + String.join(" | ", cells) + " |\n";
    }

    private static Map<String, Object> row(List<Map<String, Object>> rows, Peer peer) {
      return rows.stream().filter(row -> row.get("peer").equals(peer.name())).findFirst().orElse(null);
    }

    private static String cell(Map<String, Object> row, String metric) {
      if (row == null) return "";
      String unit = metric.equals("median_s") ? " s" : "";
      String memory = row.get("peak_rss_mb") == null || metric.equals("gflops") ? "" : " (%,.0f)".formatted(value(row, "peak_rss_mb"));
      return number(value(row, metric)) + unit + memory;
    }

    private static Double value(Map<String, Object> row, String key) {
      return row.get(key) instanceof Number number ? number.doubleValue() : null;
    }

    /// The median over turns of the share of the peak that was measured just before.
    private static String percentOfPeak(Map<String, Object> row, boolean part) {
      if (GPU || row == null || row.get("gflops") == null) return "";
      if (part) return number(value(row, "percent_of_peak"));
      double work = value(row, "gflops") * value(row, "median_s");
      return number(100 * median(work, numbers(row, "samples"), numbers(row, "peaks")));
    }

    private static String percentOfBandwidth(Map<String, Object> row, boolean part) {
      if (row == null || part || row.get("percent_of_bandwidth") == null) return "";
      return number(100 * median(value(row, "bytes") / 1e9, numbers(row, "samples"), numbers(row, "reads")));
    }

    /// How many times as fast ours is: the median over turns, in each of which the two ran within seconds.
    private static Double ratio(Map<String, Object> ours, Map<String, Object> theirs, boolean part, boolean apart) {
      if (ours == null || theirs == null) return null;
      if (apart) {
        return median(1, numbers(ours, "samples"), numbers(ours, "peaks"))
            / median(1, numbers(theirs, "samples"), numbers(theirs, "peaks"));
      }
      if (part) return value(theirs, "median_s") / value(ours, "median_s");
      List<Double> a = numbers(ours, "samples"), b = numbers(theirs, "samples");
      double[] ratios = new double[Math.min(a.size(), b.size())];
      for (int i = 0; i < ratios.length; i++) ratios[i] = b.get(i) / a.get(i);
      return median(ratios);
    }

    private static double median(double work, List<Double> seconds, List<Double> limits) {
      double[] shares = new double[seconds.size()];
      for (int i = 0; i < shares.length; i++) shares[i] = work / seconds.get(i) / limits.get(i);
      return median(shares);
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @SuppressWarnings("unchecked")
    private static List<Double> numbers(Map<String, Object> row, String key) { return (List<Double>) row.get(key); }

    private static String number(Double value) {
      if (value == null) return "";
      return value < 10 ? "%.2f".formatted(value) : value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
    }

    private static String machine() throws IOException {
      Path cpu = Path.of("/proc/cpuinfo");
      String name = !Files.exists(cpu) ? System.getProperty("os.arch")
          : Files.readAllLines(cpu).stream().filter(line -> line.startsWith("model name")).findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
      String gpu = !GPU ? "" : output(List.of("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"))
          .map(found -> found.lines().findFirst().orElse("") + ", beside ").orElse("");
      return gpu + "%s, %d cores, %s, JDK %s".formatted(name, Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.name"), Runtime.version().toString());
    }

    /// Peers that are another way to use one that is named.
    private static final Set<Peer> SAME_PROGRAM = Set.of(Peer.BY_HAND, Peer.COMPILED, Peer.GENERATE);

    private static String versions() {
      List<String> found = new ArrayList<>();
      for (Peer peer : OTHERS) {
        if (!SAME_PROGRAM.contains(peer) && peer.version() != null) found.add(peer.label + " " + peer.version());
      }
      return found.isEmpty() ? "no peers" : String.join(", ", found);
    }

    private static final String HEAD = """
        # Benchmarks

        Zerograd and what people would otherwise run, on the same machine in the same hour, in turn. Written by
        `benchmarks/compare`, which skips a peer that is not installed and installs none; see
        [measuring](measuring.md) for what each row is and how to measure your own machine.

        Measured %s to %s on %s. Peers: %s. All use the same number of threads, random weights of the same
        sizes, and f32 unless the row says otherwise. The programs take turns, sample by sample, with the peak of multiply-adds
        and the read bandwidth of the machine measured before each; a percentage or a ratio is the median over the turns. A ratio
        above 1 means that Zerograd is faster than the fastest peer of the row. The limits are the processor's; where a GPU
        computes, there are no shares of them.
        """;
  }
}
