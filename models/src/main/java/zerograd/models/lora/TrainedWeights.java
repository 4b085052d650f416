package zerograd.models.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.transformer.ModelCard;
import zerograd.models.transformer.Pretrained;

/// What training changes in a model, as files: all of it, or its adapter if it has one.
///
/// @param model with or without an adapter
public record TrainedWeights(Pretrained model) {

  /// The weights that change, by name.
  public Map<String, Param> parameters() {
    Map<String, Param> trained = new LinkedHashMap<>(model.model().parameters());
    if (adapter().isPresent()) trained.values().removeIf(param -> !param.isTrainable());
    return trained;
  }

  /// The adapter of the model, if it has one.
  public Optional<Adapter> adapter() { return Adapter.of(model.model()); }

  /// Writes the folder of the model with its card, or that of its adapter with the tokenizer that it was trained with, whole or
  /// not at all.
  ///
  /// @throws IOException if that failed; then `folder` is what it was before
  /// @throws IllegalArgumentException if `folder` holds something else
  public void save(Path folder, StorageType type, ModelCard card) throws IOException {
    if (adapter().isEmpty()) model.save(folder, type, card);
    else
      AdapterFolder.save(folder, adapter().get(), type, base().or(card::base), model::writeTextFiles);
  }

  /// Writes the files of [#save] in float32 into an empty folder, for one that is made whole by the caller.
  ///
  /// @throws IOException if that failed
  public void writeInto(Path folder) throws IOException {
    if (adapter().isEmpty()) model.writeInto(folder, StorageType.F32);
    else
      AdapterFolder.writeInto(folder, adapter().get(), StorageType.F32, base());
  }

  /// Gives the model the numbers that [#writeInto] wrote: the same bits.
  ///
  /// @throws IOException if a file is missing or cannot be read
  /// @throws IllegalArgumentException if they are those of another model
  public void readFrom(Path folder) throws IOException {
    if (adapter().isEmpty()) model.model().copyFrom(Pretrained.load(folder).model());
    else
      AdapterFolder.readInto(folder, adapter().get());
  }

  private Optional<String> base() {
    return Optional.ofNullable(model.config().json().get("_name_or_path")).map(String::valueOf);
  }
}
