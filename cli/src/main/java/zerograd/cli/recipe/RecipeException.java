package zerograd.cli.recipe;

import zerograd.models.checkpoint.OneLine;

/// A recipe that cannot be used as it stands; the message is one sentence that names the key.
public final class RecipeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public RecipeException(String message) { super(OneLine.of(message)); }
}
