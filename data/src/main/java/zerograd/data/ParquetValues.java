package zerograd.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// What each Parquet type becomes in Java.
///
/// | Parquet | Java |
/// | --- | --- |
/// | BOOLEAN, INT32, INT64, FLOAT, DOUBLE | `Boolean`, `Integer`, `Long`, `Float`, `Double` |
/// | BYTE_ARRAY as string, enum or JSON | `String` |
/// | anything as decimal | `BigDecimal` |
/// | other BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 | `byte[]` |
/// | list (three levels, or the older two), repeated field | `List` |
/// | map | `Map` from the key's text |
/// | other groups | `Map` from field names |
///
/// A text that is not UTF-8 is refused. Dates, times and unsigned numbers stay what they are stored as.
final class ParquetValues {

  private ParquetValues() {}

  /// A group's fields by name; fields without a value are left out.
  static Map<String, Object> struct(Group group) {
    Map<String, Object> struct = new LinkedHashMap<>();
    GroupType type = group.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      Type fieldType = type.getType(field);
      if (fieldType.isRepetition(Type.Repetition.REPEATED))
        struct.put(fieldType.getName(), repeated(group, field));
      else if (group.getFieldRepetitionCount(field) > 0)
        struct.put(fieldType.getName(), value(group, field, 0));
    }
    return struct;
  }

  private static Object value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) return primitive(group, field, index, type.asPrimitiveType());
    Group inner = group.getGroup(field, index);
    return switch (type.getLogicalTypeAnnotation()) {
      case ListLogicalTypeAnnotation _ -> list(inner);
      case MapLogicalTypeAnnotation _ -> map(inner);
      case null, default -> struct(inner);
    };
  }

  private static List<Object> repeated(Group group, int field) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) values.add(value(group, field, i));
    return Collections.unmodifiableList(values);
  }

  /// A list: a group with one repeated field, which is the element or, usually, a group around it.
  private static List<Object> list(Group list) {
    Type repeated = list.getType().getType(0);
    if (isElement(repeated, list.getType().getName())) return repeated(list, 0);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group wrapper = list.getGroup(0, i);
      values.add(wrapper.getFieldRepetitionCount(0) > 0 ? value(wrapper, 0, 0) : null);
    }
    return Collections.unmodifiableList(values);
  }

  /// The format's rules for lists of two levels (*Logical types*, section "Lists", backward compatibility).
  private static boolean isElement(Type repeated, String listName) {
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1) return true;
    if (repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)) return true;
    return repeated.getName().equals("array") || repeated.getName().equals(listName + "_tuple");
  }

  private static Map<String, Object> map(Group map) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      if (entry.getFieldRepetitionCount(1) > 0)
        entries.put(String.valueOf(value(entry, 0, 0)), value(entry, 1, 0));
    }
    return entries;
  }

  private static Object primitive(Group group, int field, int index, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new BigDecimal(unscaled(group, field, index, type), decimal.getScale());
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> group.getBoolean(field, index);
      case INT32 -> group.getInteger(field, index);
      case INT64 -> group.getLong(field, index);
      case FLOAT -> group.getFloat(field, index);
      case DOUBLE -> group.getDouble(field, index);
      case BINARY -> {
        Binary bytes = group.getBinary(field, index);
        yield isText(logical) ? Utf8Text.decode(bytes.toByteBuffer(), type.getName()) : bytes.getBytes();
      }
      case FIXED_LEN_BYTE_ARRAY -> group.getBinary(field, index).getBytes();
      case INT96 -> group.getInt96(field, index).getBytes();
    };
  }

  private static boolean isText(LogicalTypeAnnotation logical) {
    return logical instanceof StringLogicalTypeAnnotation || logical instanceof EnumLogicalTypeAnnotation
        || logical instanceof JsonLogicalTypeAnnotation;
  }

  private static BigInteger unscaled(Group group, int field, int index, PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigInteger.valueOf(group.getInteger(field, index));
      case INT64 -> BigInteger.valueOf(group.getLong(field, index));
      default -> new BigInteger(group.getBinary(field, index).getBytes());
    };
  }
}
