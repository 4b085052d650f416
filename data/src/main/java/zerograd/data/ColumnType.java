package zerograd.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What the values of a column have in common, or those of a list or a struct inside it.
///
/// Any of them may be absent. Whole numbers of two sizes meet in the larger, a whole and a real number in a
/// double; other types do not meet.
sealed interface ColumnType {

  /// What is not a list or a struct.
  enum Scalar implements ColumnType {
    BOOLEAN("true or false"), INT32("a whole number"), INT64("a whole number"), FLOAT32("a number"), FLOAT64(
        "a number"), TEXT("a text"), BYTES("bytes");

    private final String words;

    Scalar(String words) { this.words = words; }

    @Override public String words() { return words; }
  }

  /// Nothing was seen yet: what is inside an empty list.
  record Unknown() implements ColumnType {
    @Override public String words() { return "nothing"; }
  }

  record ListOf(ColumnType element) implements ColumnType {
    @Override public String words() { return "a list"; }
  }

  record Struct(SequencedMap<String, ColumnType> fields) implements ColumnType {

    static final Struct EMPTY = new Struct(new LinkedHashMap<>());

    public Struct {
      fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    @Override public String words() { return "a struct"; }
  }

  /// As a message calls a value of this type.
  String words();

  /// As a description of columns calls it.
  default String text() {
    return switch (this) {
      case Scalar scalar -> scalar.name().toLowerCase(Locale.ROOT);
      case Unknown _ -> "null";
      case ListOf(ColumnType element) -> "list<" + element.text() + ">";
      case Struct struct -> struct.fields.entrySet().stream()
          .map(field -> field.getKey() + ": " + field.getValue().text())
          .collect(Collectors.joining(", ", "struct<", ">"));
    };
  }

  /// The type of one value.
  ///
  /// @throws Mismatch if no column can have it, or a list holds values of several types
  static ColumnType of(Object value) {
    return switch (value) {
      case null -> new Unknown();
      case Boolean _ -> Scalar.BOOLEAN;
      case Integer _,Short _,Byte _ -> Scalar.INT32;
      case Long _ -> Scalar.INT64;
      case Float _ -> Scalar.FLOAT32;
      case Double _ -> Scalar.FLOAT64;
      case String _ -> Scalar.TEXT;
      case byte[] _ -> Scalar.BYTES;
      case List<?> list -> {
        ColumnType element = new Unknown();
        for (Object each : list) element = element.meet(of(each));
        yield new ListOf(element);
      }
      case Map<?, ?> map -> {
        SequencedMap<String, ColumnType> fields = new LinkedHashMap<>();
        map.forEach((name, field) -> fields.put((String) name, inside((String) name, () -> of(field))));
        yield new Struct(fields);
      }
      default -> throw new Mismatch("is " + value + ", a " + value.getClass().getSimpleName()
          + ", which has no type in a data file");
    };
  }

  /// The type that values of this and of `other` both have.
  ///
  /// @throws Mismatch if there is none
  default ColumnType meet(ColumnType other) {
    if (equals(other) || other instanceof Unknown) return this;
    return switch (this) {
      case Unknown _ -> other;
      case Scalar scalar when other instanceof Scalar second -> number(scalar, second);
      case ListOf(ColumnType element) when other instanceof ListOf(ColumnType second) ->
        new ListOf(element.meet(second));
      case Struct struct when other instanceof Struct second -> merged(struct, second);
      default -> throw mismatch(this, other);
    };
  }

  private static ColumnType number(Scalar one, Scalar other) {
    List<Scalar> both = List.of(one, other);
    if (!List.of(Scalar.INT32, Scalar.INT64, Scalar.FLOAT32, Scalar.FLOAT64).containsAll(both)) {
      throw mismatch(one, other);
    }
    return both.contains(Scalar.FLOAT32) || both.contains(Scalar.FLOAT64) ? Scalar.FLOAT64 : Scalar.INT64;
  }

  private static ColumnType merged(Struct one, Struct other) {
    SequencedMap<String, ColumnType> fields = new LinkedHashMap<>(one.fields);
    other.fields.forEach((name, type) -> fields.put(name,
        inside(name, () -> fields.getOrDefault(name, new Unknown()).meet(type))));
    return new Struct(fields);
  }

  private static Mismatch mismatch(ColumnType one, ColumnType other) {
    return new Mismatch("is " + other.words() + " here and " + one.words() + " before");
  }

  private static ColumnType inside(String name, java.util.function.Supplier<ColumnType> type) {
    try {
      return type.get();
    } catch (Mismatch inner) {
      throw inner.in(name);
    }
  }

  /// The columns that all rows of a source fit.
  ///
  /// @throws java.io.IOException if the source cannot be read, or a value has no type that goes with those
  ///     before it, with a sentence that names file, row and column
  static Struct ofRows(RowSource rows) throws java.io.IOException {
    List<ColumnType> seen = new ArrayList<>(List.of(Struct.EMPTY));
    rows.forEach((place, row) -> {
      try {
        seen.set(0, seen.getFirst().meet(of(row)));
      } catch (Mismatch mismatch) {
        throw new java.io.IOException(place + ": column " + mismatch.path + " " + mismatch.getMessage(),
            mismatch);
      }
    });
    return (Struct) seen.getFirst();
  }

  /// Values that no column can hold together.
  final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    Mismatch(String message) { this("", message); }

    private Mismatch(String path, String message) {
      super(message);
      this.path = path;
    }

    private Mismatch in(String name) {
      return new Mismatch(path.isEmpty() ? name : name + "." + path, getMessage());
    }
  }
}
