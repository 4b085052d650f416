package zerograd.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.core.Workspace;
import zerograd.models.checkpoint.Checkpoint;
import zerograd.models.checkpoint.OneLine;
import zerograd.models.checkpoint.StorageType;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;

/// Makes a model of a checkpoint: a join on names, with every fault named before the first weight is read.
///
/// Weights are read a few rows at a time and on all threads, straight into the memory where they stay, so that loading needs no
/// more than the model itself.
///
/// @param frozen the format of a model that is only asked; empty for one that is trained
record WeightReader(TransformerConfig config, Checkpoint checkpoint, Optional<FrozenFormat> frozen) {

  private static final String HEAD = "lm_head.weight";

  private static final long MB = 1_000_000;

  /// Numbers that a thread reads at a time.
  private static final int GRAIN = 1 << 20;

  /// The format that keeps every number of the files as it is, in the fewest bits.
  static FrozenFormat own(Checkpoint checkpoint) {
    boolean short16 = checkpoint.names().stream().map(checkpoint::tensor)
        .allMatch(tensor -> tensor.shape().rank() != 2 || tensor.type() == StorageType.BF16);
    return short16 ? FrozenFormat.BF16 : FrozenFormat.F32;
  }

  /// The model, in the innermost scope.
  ///
  /// @throws IllegalArgumentException if a weight is missing, left over or of the wrong shape, a number does not fit the
  ///   format, or there is not enough memory
  CausalLm read() {
    reserve();
    CausalLm model = frozen.isPresent() ? CausalLm.emptyFrozen(config, frozen.get()) : CausalLm.empty(config);
    Map<String, Param> paths = model.paths(), params = model.parameters();
    check(paths, params);
    params.forEach(this::read);
    paths.forEach((name, param) -> {
      if (!params.containsKey(name) && checkpoint.contains(name)) requireTied(paths, name, param);
    });
    return model;
  }

  /// Takes the memory of all weights at once, or says what is missing.
  private void reserve() {
    long[] bytes = checkpoint.names().stream().filter(this::isWeight).map(checkpoint::shape)
        .mapToLong(this::bytes).toArray();
    long needed = 0;
    for (long each : bytes) needed += each;
    Workspace workspace = Device.current().workspace();
    if (!workspace.fits(needed)) {
      long free = workspace.limitBytes() - workspace.reservedBytes();
      throw new IllegalArgumentException(
          "model %s needs %,d MB for its weights%s, and %,d MB are left%s".formatted(
              checkpoint.folder().getFileName(), needed / MB,
              frozen.map(format -> " as " + format).orElse(""), free / MB,
              frozen.map(WeightReader::smaller).orElse("")));
    }
    Device.scope().reserve(bytes);
  }

  /// What formats would need less.
  private static String smaller(FrozenFormat format) {
    return switch (format) {
      case F32 -> "; bf16 takes 2 bytes a weight, int8 1.06";
      case BF16 -> "; int8 takes 1.06 bytes a weight";
      case INT8 -> "";
    };
  }

  private long bytes(Shape shape) {
    return shape.rank() == 2 && frozen.isPresent()
        ? FrozenMatrix.bytes(shape, frozen.get())
        : Float.BYTES * shape.size();
  }

  private boolean isWeight(String name) {
    return !isBuffer(name) && !(config.tieWordEmbeddings() && name.equals(HEAD));
  }

  /// Llama checkpoints of 2023 also store the inverse frequencies of each layer, which the configuration gives.
  private static boolean isBuffer(String name) { return name.endsWith(".rotary_emb.inv_freq"); }

  private void check(Map<String, Param> paths, Map<String, Param> params) {
    List<String> missing = new ArrayList<>(), misshapen = new ArrayList<>();
    params.forEach((name, param) -> {
      if (!checkpoint.contains(name)) missing.add(name);
    });
    for (String name : checkpoint.names()) {
      Param param = paths.get(name);
      if (param != null && !param.shape().equals(checkpoint.shape(name))) {
        misshapen.add(
            "%s has shape %s and should have %s".formatted(name, checkpoint.shape(name), param.shape()));
      }
    }
    TreeSet<String> surplus = new TreeSet<>(checkpoint.names());
    surplus.removeAll(paths.keySet());
    surplus.removeIf(WeightReader::isBuffer);
    refuse("lacks ", missing,
        missing.contains(HEAD) ? "; " + TransformerConfig.FILE + " has tie_word_embeddings = false" : "");
    refuse("has tensors that the model does not: ", List.copyOf(surplus), "");
    refuse("does not fit " + TransformerConfig.FILE + ": ", misshapen, "");
  }

  private void refuse(String what, List<String> names, String because) {
    if (names.isEmpty()) return;
    String shown = names.stream().limit(8).map(OneLine::of).collect(Collectors.joining(", "));
    String more = names.size() > 8 ? " and %d more".formatted(names.size() - 8) : "";
    throw new IllegalArgumentException(
        "checkpoint " + checkpoint.folder().getFileName() + " " + what + shown + more + because);
  }

  private void read(String name, Param param) {
    if (param.matrix().isPresent()) {
      FrozenMatrix matrix = param.matrix().get();
      if (matrix.format() == FrozenFormat.BF16 && checkpoint.tensor(name).type() == StorageType.BF16) {
        matrix.fillBfloat16((from, numbers) -> checkpoint.readBfloat16(name, from, numbers));
      } else {
        matrix.fill((from, numbers) -> checkpoint.read(name, from, numbers));
      }
      return;
    }
    Floats numbers = param.value().data();
    eachPart(numbers.length(), (from, length) -> checkpoint.read(name, from, numbers.slice(from, length)));
    param.touch();
  }

  private interface Part {
    void run(long from, long length);
  }

  private static void eachPart(long length, Part body) {
    int parts = (int) ((length + GRAIN - 1) / GRAIN);
    Device.current().workers().pieces(parts, (part, _) -> {
      long from = (long) part * GRAIN;
      body.run(from, Math.min(GRAIN, length - from));
    });
  }

  /// A checkpoint may store a tied weight under both names, if the numbers are the same.
  private void requireTied(Map<String, Param> paths, String name, Param param) {
    String first = paths.keySet().stream().filter(path -> paths.get(path) == param).findFirst().orElseThrow();
    Device.current().run("tied weight", () -> {
      int size = (int) Math.min(GRAIN, param.shape().size());
      Floats one = Device.scope().floats(size), other = Device.scope().floats(size);
      for (long from = 0; from < param.shape().size(); from += size) {
        long length = Math.min(size, param.shape().size() - from);
        checkpoint.read(first, from, one.slice(0, length));
        checkpoint.read(name, from, other.slice(0, length));
        if (!sameBits(one, other, length)) {
          throw new IllegalArgumentException(
              "checkpoint %s: %s differs from the weight it is tied to by tie_word_embeddings = true"
                  .formatted(checkpoint.folder().getFileName(), name));
        }
      }
    });
  }

  private static boolean sameBits(Floats one, Floats other, long length) {
    for (long i = 0; i < length; i++) {
      if (Float.floatToRawIntBits(one.get(i)) != Float.floatToRawIntBits(other.get(i))) return false;
    }
    return true;
  }
}
