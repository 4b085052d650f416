package zerograd.models.text;

import java.util.Arrays;

/// A growing row of ids.
final class Ids {

  private int[] ids;
  private int size;

  Ids(int capacity) { ids = new int[capacity]; }

  void add(int id) {
    if (size == ids.length) ids = Arrays.copyOf(ids, 2 * size + 1);
    ids[size++] = id;
  }

  void addAll(int[] more) {
    if (size + more.length > ids.length) ids = Arrays.copyOf(ids, 2 * ids.length + more.length);
    if (more.length == 1) ids[size] = more[0];
    else
      System.arraycopy(more, 0, ids, size, more.length);
    size += more.length;
  }

  int get(int i) { return ids[i]; }

  int[] toArray() { return Arrays.copyOf(ids, size); }
}
