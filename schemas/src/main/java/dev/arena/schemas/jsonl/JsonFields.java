package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.CreatedAt;
import dev.arena.schemas.turns.TurnList;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields that data sets name differently. */
public final class JsonFields {
  private JsonFields() {}

  /** The first value among the fields, as text; null if none has a value. */
  public static @Nullable String first(ObjectNode fields, List<String> names) {
    for (String name : names) {
      JsonNode value = fields.path(name);
      if (value.isValueNode() && !isNothing(value) && !value.asText().isBlank()) {
        return TurnList.whole(value.asText());
      }
    }
    return null;
  }

  /** The first valid time among the fields; null if there is none. */
  public static @Nullable Instant createdAt(ObjectNode fields) {
    for (String field : CreatedAt.FIELDS) {
      JsonNode value = fields.path(field);
      Instant time =
          value.isNumber()
              ? CreatedAt.ofNumber(value.doubleValue())
              : value.isTextual() ? CreatedAt.ofText(value.textValue()) : null;
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  /** Python writes NaN for a missing value. */
  static boolean isNothing(JsonNode value) {
    return value.isNull()
        || value.asText().isEmpty()
        || (value.isNumber() && Double.isNaN(value.doubleValue()));
  }
}
