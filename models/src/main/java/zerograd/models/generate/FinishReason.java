package zerograd.models.generate;

/// Why a completion ended.
public enum FinishReason {
  /// Its last token is one of the stop ids.
  STOP_TOKEN,
  /// Its text contains a stop string.
  STOP_TEXT,
  /// It has as many tokens as were allowed.
  LENGTH,
  /// Its listener wanted no more.
  STOPPED
}
