package zerograd.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zerograd.cli.Nearest;
import zerograd.data.Rows;
import zerograd.rl.eval.Benchmark;
import zerograd.rl.eval.MathGrader;
import zerograd.rl.eval.MathQuestions;

/// Finds benchmarks by name.
///
/// | name | questions from |
/// | --- | --- |
/// | `kk2` … `kk8` | the generator of Knights & Knaves |
/// | `social_iqa` | `social_iqa.jsonl` or `validation.jsonl` |
/// | `gsm8k-cot-test`, `cmath-cot-test` | `gsm8k.jsonl`, `cmath.jsonl`; the last number counts |
/// | `math-cot-test` | `math.jsonl` |
/// | those of [MathQuestions#NAMES] | a file of that name |
/// | `FILE.jsonl`, `FILE.parquet`, … | the user's own rows, see [MathQuestions#of] |
///
/// Files are looked for as `NAME.jsonl`, `NAME.parquet` and `NAME/test.jsonl`.
///
/// @param folder where files of benchmarks are; null if none is known
/// @param judge who compares mathematical answers
public record Benchmarks(Path folder, MathGrader.Judge judge) {

  private static final Pattern PUZZLES = Pattern.compile("kk([2-8])");
  private static final Map<String, String> LAST_NUMBER = Map.of("gsm8k-cot-test", "gsm8k", "cmath-cot-test",
      "cmath");

  /// The benchmark of that name.
  ///
  /// @throws IllegalArgumentException if there is no benchmark of that name, or a row lacks a field
  /// @throws IOException if its file is missing or cannot be read, with a sentence
  public Benchmark named(String name) throws IOException {
    Matcher puzzles = PUZZLES.matcher(name);
    if (puzzles.matches()) return Benchmark.knightsAndKnaves(Integer.parseInt(puzzles.group(1)));
    if (name.equals("social_iqa")) {
      Path file = file(name, List.of("social_iqa", "validation", "social_iqa/validation"));
      return Benchmark.socialIqa(file.getFileName().toString(), Rows.read(file));
    }
    if (LAST_NUMBER.containsKey(name)) {
      String rowsOf = LAST_NUMBER.get(name);
      Path file = file(name, List.of(rowsOf));
      return Benchmark.lastNumber(name, rowsOf, file.getFileName().toString(), Rows.read(file));
    }
    if (name.equals("math-cot-test")) return math("math", name).by(name, name);
    if (MathQuestions.NAMES.contains(name)) return math(name, name);
    Path own = Path.of(name);
    if (Files.isRegularFile(own)) {
      String stem = own.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
      return Benchmark.math(stem, own.getFileName().toString(), Rows.read(own), judge);
    }
    throw new IllegalArgumentException(name.matches(".*\\.(jsonl|json|parquet|arrow)")
        ? name + " does not exist"
        : "there is no benchmark %s%s".formatted(name, Nearest.hint(name, names())));
  }

  private Benchmark math(String rowsOf, String name) throws IOException {
    Path file = file(name, List.of(rowsOf));
    return Benchmark.math(rowsOf, file.getFileName().toString(), Rows.read(file), judge);
  }

  /// All names.
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int people = 2; people <= 8; people++) names.add("kk" + people);
    names.addAll(List.of("social_iqa", "gsm8k-cot-test", "cmath-cot-test", "math-cot-test"));
    names.addAll(MathQuestions.NAMES);
    return names;
  }

  private Path file(String name, List<String> stems) throws IOException {
    if (folder == null) {
      throw new IllegalArgumentException(
          "benchmark %s needs its file %s.jsonl; say with --data in which folder it is".formatted(name,
              stems.getFirst()));
    }
    return stems.stream()
        .flatMap(stem -> Stream.of(stem + ".jsonl", stem + ".parquet", stem + "/test.jsonl",
            stem + "/test.parquet"))
        .map(folder::resolve).filter(Files::isRegularFile).findFirst()
        .orElseThrow(() -> new IOException("benchmark %s needs %s.jsonl, which is not in %s".formatted(name,
            stems.getFirst(), folder)));
  }
}
