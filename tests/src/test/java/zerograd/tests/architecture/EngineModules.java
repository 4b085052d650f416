package zerograd.tests.architecture;

import java.util.List;

/// The folders of the engine's modules, bottom up.
public final class EngineModules {

  public static final List<String> NAMES = List.of("core", "tensor", "autograd", "models", "rl");

  private EngineModules() {}
}
