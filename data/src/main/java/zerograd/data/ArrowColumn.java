package zerograd.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/// A column of type `T` without nulls: how Arrow calls it, and how a value gets in and out.
sealed interface ArrowColumn<T> {

  ArrowType INT32 = new ArrowType.Int(32, true);
  ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

  ArrowType type();

  void set(FieldVector vector, int row, T value);

  T get(FieldVector vector, int row);

  /// The fields inside, which only lists have.
  default List<Field> children() { return List.of(); }

  default Field field(String name) { return new Field(name, FieldType.notNullable(type()), children()); }

  record Int32() implements ArrowColumn<Integer> {
    @Override public ArrowType type() { return INT32; }

    @Override public void set(FieldVector vector, int row, Integer value) {
      ((IntVector) vector).setSafe(row, value);
    }

    @Override public Integer get(FieldVector vector, int row) { return ((IntVector) vector).get(row); }
  }

  record Float64() implements ArrowColumn<Double> {
    @Override public ArrowType type() { return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE); }

    @Override public void set(FieldVector vector, int row, Double value) {
      ((Float8Vector) vector).setSafe(row, value);
    }

    @Override public Double get(FieldVector vector, int row) { return ((Float8Vector) vector).get(row); }
  }

  record Utf8() implements ArrowColumn<String> {
    @Override public ArrowType type() { return ArrowType.Utf8.INSTANCE; }

    @Override public void set(FieldVector vector, int row, String value) {
      ((VarCharVector) vector).setSafe(row, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override public String get(FieldVector vector, int row) {
      return new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
    }
  }

  record Int32List() implements ArrowColumn<int[]> {
    @Override public ArrowType type() { return ArrowType.List.INSTANCE; }

    @Override public List<Field> children() { return item(INT32); }

    @Override public void set(FieldVector vector, int row, int[] value) {
      ListVector list = (ListVector) vector;
      IntVector items = (IntVector) list.getDataVector();
      int from = list.startNewValue(row);
      reserve(items, from + value.length);
      for (int i = 0; i < value.length; i++) items.set(from + i, value[i]);
      list.endValue(row, value.length);
    }

    @Override public int[] get(FieldVector vector, int row) {
      ListVector list = (ListVector) vector;
      IntVector items = (IntVector) list.getDataVector();
      int from = list.getElementStartIndex(row);
      int[] value = new int[list.getElementEndIndex(row) - from];
      for (int i = 0; i < value.length; i++) value[i] = items.get(from + i);
      return value;
    }
  }

  record Float32List() implements ArrowColumn<float[]> {
    @Override public ArrowType type() { return ArrowType.List.INSTANCE; }

    @Override public List<Field> children() { return item(FLOAT32); }

    @Override public void set(FieldVector vector, int row, float[] value) {
      ListVector list = (ListVector) vector;
      Float4Vector items = (Float4Vector) list.getDataVector();
      int from = list.startNewValue(row);
      reserve(items, from + value.length);
      for (int i = 0; i < value.length; i++) items.set(from + i, value[i]);
      list.endValue(row, value.length);
    }

    @Override public float[] get(FieldVector vector, int row) {
      ListVector list = (ListVector) vector;
      Float4Vector items = (Float4Vector) list.getDataVector();
      int from = list.getElementStartIndex(row);
      float[] value = new float[list.getElementEndIndex(row) - from];
      for (int i = 0; i < value.length; i++) value[i] = items.get(from + i);
      return value;
    }
  }

  private static List<Field> item(ArrowType type) {
    return List.of(new Field("item", FieldType.notNullable(type), List.of()));
  }

  private static void reserve(BaseFixedWidthVector items, int count) {
    while (items.getValueCapacity() < count)
      items.reAlloc();
  }
}
