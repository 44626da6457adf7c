package dev.arena.dist.documents;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * The fields of an Avro record as a table: name, type in words, default, and description; or the
 * symbols of an enum in a sentence.
 */
final class SchemaTable {
  private SchemaTable() {}

  static String of(Schema record) {
    if (record.getType() == Schema.Type.ENUM) {
      return "\n`%s`: %s Symbols: `%s`.\n"
          .formatted(
              record.getName(), record.getDoc(), String.join("`, `", record.getEnumSymbols()));
    }
    StringBuilder table =
        new StringBuilder("\n`%s`: %s\n\n".formatted(record.getName(), record.getDoc()));
    table.append("| field | type | default | meaning |\n|---|---|---|---|\n");
    for (Schema.Field field : record.getFields()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  field.name(),
                  type(field.schema()),
                  field.hasDefaultValue() ? defaultOf(field) : "",
                  Optional.ofNullable(field.doc()).orElse("")));
    }
    return table.toString();
  }

  private static String defaultOf(Schema.Field field) {
    return switch (field.schema().getType()) {
      case UNION -> "null";
      case MAP, ARRAY -> "empty";
      case STRING -> "".equals(field.defaultVal()) ? "empty" : "`" + field.defaultVal() + "`";
      case BOOLEAN, INT, LONG, DOUBLE -> String.valueOf(field.defaultVal());
      default -> throw new IllegalArgumentException(field + ": describe its default here");
    };
  }

  private static String type(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
              .sorted((one, other) -> Boolean.compare(isNull(one), isNull(other)))
              .map(SchemaTable::type)
              .collect(Collectors.joining(" or "));
      case ARRAY -> "array of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType()) + "s";
      case RECORD, ENUM -> "`" + schema.getName() + "`";
      default -> schema.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static boolean isNull(Schema schema) {
    return schema.getType() == Schema.Type.NULL;
  }
}
