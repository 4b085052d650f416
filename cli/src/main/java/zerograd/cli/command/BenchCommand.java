package zerograd.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Nearest;
import zerograd.cli.bench.BenchModel;
import zerograd.cli.bench.BenchRow;
import zerograd.cli.bench.BenchTable;
import zerograd.cli.bench.Cell;
import zerograd.cli.bench.GemmBenchmark;
import zerograd.cli.bench.GemmShape;
import zerograd.cli.bench.ModelBenchmark;
import zerograd.cli.bench.Pace;
import zerograd.cli.bench.Workload;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// `bench`: how fast this machine computes, against its own limits.
@Command(name = "bench", mixinStandardHelpOptions = true, description = {
    "Measures matrix products, or what a model with random weights does, beside the peak of multiply-adds and the "
        + "read bandwidth of this machine's processor. Options with several values, separated by commas, are measured "
        + "in every combination.",
    "", "  gemm     products of rows x outputs x inputs, and the gradients gemm_dx and gemm_dw",
    "  prefill  prompts, to the first new token", "  decode   one more token of every sequence",
    "  train    forward, backward, clipping, AdamW", "  lora     the same of an adapter on frozen weights",
    "  rollout  sampled answers, several to a prompt",
    "  grpo     a whole step: rollout, scoring, one update, without a reference model",
    "  model    writes the model with its random weights to a folder, for other programs", ""})
public final class BenchCommand implements Callable<Integer> {

  private static final String GEMM = "gemm", MODEL = "model";
  private static final int GEMM_REPEATS = 15, MODEL_REPEATS = 5;
  private static final double GEMM_WARM_UP = 0.3, MODEL_WARM_UP = 5;

  @Spec
  private CommandSpec spec;
  @Mixin
  private RunOptions run;
  @Mixin
  private WhereOptions where;

  @Parameters(arity = "1", paramLabel = "WHAT", description = "gemm, prefill, decode, train, lora, rollout, grpo or model.")
  private String what;
  @Option(names = "--config", paramLabel = "NAME", split = ",", description = "Models: nano (0.9 M weights), micro (9 M), small (100 M), qwen2.5-0.5b, llama3.2-1b, llama3.2-3b.")
  private List<String> configs = List.of();
  @Option(names = "--dtype", paramLabel = "TYPE", split = ",", defaultValue = "f32", description = "How weights that do not change are kept: f32, bf16, int8 (default: ${DEFAULT-VALUE}).")
  private List<String> dtypes;
  @Option(names = "--threads", paramLabel = "N", split = ",", description = "Threads to compute with (default: all cores).")
  private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());
  @Option(names = "--batch", paramLabel = "N", split = ",", description = "Sequences.")
  private List<Integer> batches;
  @Option(names = "--seq", paramLabel = "N", split = ",", description = "Tokens of each sequence before the first new one; with train, all its tokens.")
  private List<Integer> lengths;
  @Option(names = "--new-tokens", paramLabel = "N", description = "Tokens to add to each sequence (decode, rollout, grpo).")
  private Integer newTokens;
  @Option(names = "--group", paramLabel = "N", defaultValue = "8", description = "Answers to each prompt (rollout, grpo; default: ${DEFAULT-VALUE}).")
  private int group;
  @Option(names = "--shape", paramLabel = "MxNxK", split = ",", description = "Rows, outputs and inputs of products (gemm).")
  private List<String> shapes = List.of();
  @Option(names = "--product", paramLabel = "NAME", description = "One of gemm, gemm_packed, gemm_dx, gemm_dw (gemm; default: all).")
  private String product;
  @Option(names = "--out", paramLabel = "DIR", description = "Folder to write (model).")
  private Path out;
  @Option(names = "--repeats", paramLabel = "N", description = "Samples that the median and the spread are of.")
  private Integer repeats;
  @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Work before the first sample, counted from when all kernels are compiled.")
  private Double warmUp;
  @Option(names = "--paced", hidden = true, description = "Take a sample for each line of standard input; for benchmarks/compare.")
  private boolean paced;
  @Option(names = "--json", description = "Print one JSON object a row.")
  private boolean json;

  @Override public Integer call() {
    check();
    Consumer<BenchRow> rows = printer();
    if (what.equals(GEMM)) gemm(rows);
    else if (what.equals(MODEL)) write();
    else
      model(Workload.named(what).orElseThrow(this::unknownWorkload), rows);
    return 0;
  }

  private ParameterException unknownWorkload() {
    List<String> known = new ArrayList<>(List.of(GEMM, MODEL));
    known.addAll(Workload.names());
    return misuse("unknown benchmark " + what + Nearest.hint(what, known));
  }

  private void check() {
    boolean trains = what.equals(Workload.TRAIN.label()) || what.equals(Workload.GRPO.label());
    for (FrozenFormat dtype : formats()) {
      if (trains && dtype != FrozenFormat.F32)
        throw misuse("--dtype " + dtype + " is for weights that do not change; " + what + " needs f32");
    }
    if (product != null && !GemmBenchmark.PRODUCTS.contains(product)) {
      throw misuse("unknown product " + product + Nearest.hint(product, GemmBenchmark.PRODUCTS));
    }
    atLeastOne("--threads", threads);
    atLeastOne("--batch", batches);
    atLeastOne("--seq", lengths);
    atLeastOne("--group", List.of(group));
    if (newTokens != null) atLeastOne("--new-tokens", List.of(newTokens));
    if (repeats != null) atLeastOne("--repeats", List.of(repeats));
    if (warmUp != null && !(warmUp >= 0))
      throw new IllegalArgumentException("--warm-up needs seconds, got " + warmUp);
  }

  private List<FrozenFormat> formats() {
    List<FrozenFormat> known = List.of(FrozenFormat.values());
    List<String> names = known.stream().map(FrozenFormat::toString).toList();
    return dtypes.stream()
        .map(name -> known.stream().filter(format -> format.toString().equals(name)).findFirst()
            .orElseThrow(() -> misuse("unknown dtype " + name + Nearest.hint(name, names))))
        .toList();
  }

  private static void atLeastOne(String option, List<Integer> values) {
    if (values == null) return;
    for (int value : values) {
      if (value < 1)
        throw new IllegalArgumentException(option + " needs numbers of at least 1, got " + value);
    }
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private List<BenchModel> models(BenchModel otherwise) {
    if (configs.isEmpty()) return List.of(otherwise);
    return configs.stream().map(name -> BenchModel.named(name).orElseThrow(
        () -> misuse("unknown config " + name + Nearest.hint(name, BenchModel.names())))).toList();
  }

  private void gemm(Consumer<BenchRow> rows) {
    if (!shapes.isEmpty() && !configs.isEmpty()) throw misuse("give --shape or --config, not both");
    int samples = repeats == null ? GEMM_REPEATS : repeats;
    double before = warmUp == null ? GEMM_WARM_UP : warmUp;
    List<GemmShape> asked = shapes.stream().map(GemmShape::parse).toList();
    for (FrozenFormat dtype : formats()) {
      for (int n : threads) {
        if (configs.isEmpty())
          gemm(null, asked.isEmpty() ? GemmShape.USUAL : asked, dtype, n, samples, before, rows);
        for (BenchModel model : configs.isEmpty() ? List.<BenchModel>of() : models(null)) {
          for (int batch : batches == null ? numbers(Workload.TRAIN.batch()) : batches) {
            for (int seq : lengths == null ? numbers(Workload.TRAIN.seq()) : lengths) {
              gemm(model.label(), GemmShape.of(model, Math.multiplyExact(batch, seq)), dtype, n, samples,
                  before,
                  rows);
            }
          }
        }
      }
    }
  }

  private void gemm(String label, List<GemmShape> asked, FrozenFormat dtype, int n, int samples,
      double before,
      Consumer<BenchRow> rows) {
    GemmBenchmark.run(open(n), label, asked, dtype, product, samples, before, pace(), this::progress, rows);
  }

  private void write() {
    if (out == null || configs.size() != 1 || formats().size() != 1) {
      throw misuse("model needs one --config, one --dtype and --out");
    }
    if (formats().getFirst() == FrozenFormat.INT8) throw misuse("model writes f32 or bf16, not int8");
    try {
      models(null).getFirst().write(out, formats().getFirst());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void model(Workload workload, Consumer<BenchRow> rows) {
    if (!shapes.isEmpty()) throw misuse("--shape is for gemm; give --config, --batch and --seq");
    for (BenchModel model : models(workload.model())) {
      for (FrozenFormat dtype : formats()) {
        for (int n : threads) {
          for (int batch : batches == null ? numbers(workload.batch()) : batches) {
            for (int seq : lengths == null ? numbers(workload.seq()) : lengths) {
              Cell cell = cell(workload, model, dtype, n, batch, seq);
              progress("%s %s %s, %d x %d, %d threads".formatted(what, model.label(), dtype, batch, seq, n));
              ModelBenchmark.run(workload, cell, () -> open(n)).forEach(rows);
            }
          }
        }
      }
    }
  }

  private Cell cell(Workload workload, BenchModel model, FrozenFormat dtype, int n, int batch, int seq) {
    int together = Math.min(group, batch);
    if (batch % together != 0 && (workload == Workload.ROLLOUT || workload == Workload.GRPO)) {
      throw new IllegalArgumentException(
          "--batch %d is not a multiple of --group %d".formatted(batch, together));
    }
    if ((workload == Workload.TRAIN || workload == Workload.LORA) && seq < 2)
      throw new IllegalArgumentException("--seq needs at least 2 tokens to train on, got " + seq);
    return new Cell(model, dtype, n, batch, seq, newTokens == null ? workload.newTokens() : newTokens,
        together, run.microBatch(0), run.recompute(false), repeats == null ? MODEL_REPEATS : repeats,
        warmUp == null ? MODEL_WARM_UP : warmUp, pace());
  }

  private Device open(int n) {
    Device device = where.open(n, null, spec.commandLine().getErr()::println);
    if (device.isAccelerated()) progress("on " + device);
    return device;
  }

  private Pace pace() {
    return paced
        ? Pace.onRequest(new BufferedReader(new InputStreamReader(System.in)), spec.commandLine().getOut())
        : Pace.FREE;
  }

  private static List<Integer> numbers(String list) {
    return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
  }

  private void progress(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("measuring " + sentence + " ...");
    err.flush();
  }

  private Consumer<BenchRow> printer() {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) return new BenchTable(out)::print;
    JsonMapper mapper = new JsonMapper();
    return row -> {
      Map<String, Object> object = row.json();
      if (paced) object.put("bytes", row.bytes());
      out.println(mapper.writeValueAsString(object));
      out.flush();
    };
  }
}
