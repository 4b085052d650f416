package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import zerograd.data.ColumnType.ListOf;
import zerograd.data.ColumnType.Scalar;
import zerograd.data.ColumnType.Struct;
import zerograd.data.ColumnType.Unknown;

/// Columns as Parquet describes them.
final class ParquetSchema {

  private ParquetSchema() {}

  /// @throws IOException if there is no column, or a struct has no field, which Parquet does not know
  static MessageType of(Path file, Struct columns) throws IOException {
    return new MessageType("schema", fields(file, "", columns));
  }

  private static List<Type> fields(Path file, String path, Struct struct) throws IOException {
    if (struct.fields().isEmpty()) {
      throw new IOException("%s cannot be Parquet: %s; Parquet needs at least one".formatted(
          file.getFileName(),
          path.isEmpty() ? "its rows have no column" : "column " + path + " has no field in any row"));
    }
    List<Type> fields = new ArrayList<>();
    for (Map.Entry<String, ColumnType> field : struct.fields().entrySet()) {
      String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      fields.add(type(file, inner, field.getKey(), field.getValue()));
    }
    return fields;
  }

  private static Type type(Path file, String path, String name, ColumnType type) throws IOException {
    return switch (type) {
      case Scalar scalar -> scalar(name, scalar);
      case Unknown _ -> scalar(name, Scalar.TEXT);       // an empty list of whatever
      case Struct struct -> new GroupType(Repetition.OPTIONAL, name, fields(file, path, struct));
      case ListOf(ColumnType element) -> Types.optionalGroup().as(LogicalTypeAnnotation.listType())
          .addField(new GroupType(Repetition.REPEATED, "list", type(file, path, "element", element)))
          .named(name);
    };
  }

  private static Type scalar(String name, Scalar type) {
    return switch (type) {
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case INT32 -> Types.optional(PrimitiveTypeName.INT32).named(name);
      case INT64 -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case FLOAT32 -> Types.optional(PrimitiveTypeName.FLOAT).named(name);
      case FLOAT64 -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case TEXT ->
        Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name);
      case BYTES -> Types.optional(PrimitiveTypeName.BINARY).named(name);
    };
  }
}
