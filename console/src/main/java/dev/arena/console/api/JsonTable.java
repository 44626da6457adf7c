package dev.arena.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an array of JSON objects as CSV: a row for each object, and a column for each field, in
 * the order in which fields first appear. The elements of an array have columns of their own, whose
 * names end in the position, such as {@code gain_interval_0}; null has no characters.
 */
final class JsonTable {
  private JsonTable() {}

  /**
   * The table; without columns if there are no objects.
   *
   * @param objects their fields are texts, numbers, booleans, null, or arrays of these
   */
  static String csv(ArrayNode objects) {
    List<Map<String, String>> rows = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode object : objects) {
      Map<String, String> row = new LinkedHashMap<>();
      object.properties().forEach(field -> add(row, field.getKey(), field.getValue()));
      columns.addAll(row.keySet());
      rows.add(row);
    }
    return Csv.of(
        csv -> {
          if (!columns.isEmpty()) {
            csv.writeRecord(columns);
          }
          for (Map<String, String> row : rows) {
            csv.writeRecord(columns.stream().map(column -> row.getOrDefault(column, "")).toList());
          }
        });
  }

  private static void add(Map<String, String> row, String name, JsonNode value) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        add(row, name + "_" + i, value.get(i));
      }
    } else {
      row.put(name, value.isNull() ? "" : value.asText());
    }
  }
}
