package zerograd.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The device's memory as a kernel sees it: numbers at places, in two arrays.
///
/// TornadoVM's arrays are indexed by `int`, so that one of them is 8 GiB at most. A place from 0 on is in `low`, and a negative one,
/// which begins at [Integer#MIN_VALUE], in `high`; what lies together is in one of them. So the i-th number behind a place is at
/// `place + i` in both, and the first 2³² places are the `int`s: a `long` place becomes one by a cast.
///
/// A kernel cannot choose between arrays, but it can between what it read from each. Its compiler sees through this record.
record Memory(FloatArray low, FloatArray high) {

  /// A place that holds no number: the last, which no array reaches.
  static final int NOWHERE = -1;

  /// The first place of `high`.
  static final long HIGH = 1L << 31;

  /// The most numbers that an array holds.
  static final int MOST = Integer.MAX_VALUE - 64;

  /// The number at a place.
  float get(int place) { return place < 0 ? high.get(place & Integer.MAX_VALUE) : low.get(place); }

  /// Puts a number there.
  void set(int place, float number) {
    if (place < 0) high.set(place & Integer.MAX_VALUE, number);
    else
      low.set(place, number);
  }

  /// A number that a call was given, by its place, which is in `low` ([Gpu#run]).
  float number(int place) { return low.get(place); }
}
