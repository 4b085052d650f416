package zerograd.cli.command;

import java.util.ArrayList;
import java.util.List;

/// Numbers for JSON, in the shortest digits that read back as the same float.
final class JsonNumbers {

  private JsonNumbers() {}

  static List<Float> of(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) list.add(value);
    return list;
  }
}
