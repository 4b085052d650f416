package zerograd.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import zerograd.data.ColumnType.ListOf;
import zerograd.data.ColumnType.Scalar;
import zerograd.data.ColumnType.Struct;
import zerograd.data.ColumnType.Unknown;

/// Values in and out of Arrow's vectors, each of which may be absent.
final class ArrowValues {

  private ArrowValues() {}

  /// The fields of a struct's values, or the columns of a table.
  static List<Field> fields(Struct struct) {
    return struct.fields().entrySet().stream().map(entry -> field(entry.getKey(), entry.getValue())).toList();
  }

  private static Field field(String name, ColumnType type) {
    ArrowType arrow = switch (type) {
      case Scalar scalar -> arrow(scalar);
      case Unknown _ -> ArrowType.Utf8.INSTANCE;          // an empty list of whatever
      case Struct _ -> ArrowType.Struct.INSTANCE;
      case ListOf _ -> ArrowType.List.INSTANCE;
    };
    List<Field> children = switch (type) {
      case Struct struct -> fields(struct);
      case ListOf(ColumnType element) -> List.of(field("item", element));
      default -> List.of();
    };
    return new Field(name, FieldType.nullable(arrow), children);
  }

  private static ArrowType arrow(Scalar type) {
    return switch (type) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INT32 -> new ArrowType.Int(32, true);
      case INT64 -> new ArrowType.Int(64, true);
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case TEXT -> ArrowType.Utf8.INSTANCE;
      case BYTES -> ArrowType.Binary.INSTANCE;
    };
  }

  /// Puts a value, or its absence, into a vector of that type.
  static void set(FieldVector vector, int row, Object value) {
    if (value == null) {
      vector.setNull(row);
      return;
    }
    switch (vector) {
      case BitVector bits -> bits.setSafe(row, (Boolean) value ? 1 : 0);
      case IntVector numbers -> numbers.setSafe(row, ((Number) value).intValue());
      case BigIntVector numbers -> numbers.setSafe(row, ((Number) value).longValue());
      case Float4Vector numbers -> numbers.setSafe(row, ((Number) value).floatValue());
      case Float8Vector numbers -> numbers.setSafe(row, ((Number) value).doubleValue());
      case VarCharVector texts -> texts.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
      case VarBinaryVector bytes -> bytes.setSafe(row, (byte[]) value);
      case StructVector struct -> {
        struct.setIndexDefined(row);
        Map<?, ?> fields = (Map<?, ?>) value;
        for (FieldVector field : struct.getChildrenFromFields()) set(field, row, fields.get(field.getName()));
      }
      case ListVector list -> {
        List<?> elements = (List<?>) value;
        int from = list.startNewValue(row);
        for (int i = 0; i < elements.size(); i++) set(list.getDataVector(), from + i, elements.get(i));
        list.endValue(row, elements.size());
      }
      default -> throw new IllegalStateException("no column is made as " + vector.getField());
    }
  }

  /// The value in a vector as [Rows] says it, or null.
  ///
  /// @throws Utf8Text.NotText if a text in it is not UTF-8
  static Object get(FieldVector vector, int row) { return plain(vector.getName(), vector.getObject(row)); }

  private static Object plain(String name, Object value) {
    return switch (value) {
      case Text text -> Utf8Text.decode(ByteBuffer.wrap(text.getBytes(), 0, (int) text.getLength()), name);
      case Map<?, ?> struct -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        struct.forEach((field, inner) -> {
          if (inner != null) fields.put((String) field, plain(name + "." + field, inner));
        });
        yield fields;
      }
      case List<?> list -> {
        List<Object> elements = new ArrayList<>();
        for (Object element : list) elements.add(plain(name, element));
        yield Collections.unmodifiableList(elements);
      }
      case null, default -> value;
    };
  }
}
