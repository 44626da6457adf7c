package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time of a pair, from the fields in which results of {@code replay} and the public sets have
 * it: a number that counts seconds, milliseconds, microseconds or nanoseconds since 1970, or a text
 * in ISO 8601, in UTC where it has no offset.
 *
 * <p>The unit is the one that leads into the years 2000 to 2099, and at most one does. What leads
 * nowhere is no time, and no fault either: nobody scores by it. The bounds are fixed, since a row
 * must be read as the same pair whenever it is read.
 */
final class CreatedAt {
  private static final List<String> FIELDS = List.of("created_at", "timestamp", "tstamp");
  private static final List<Double> PER_MILLISECOND = List.of(1e-3, 1.0, 1e3, 1e6);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private CreatedAt() {}

  /** The time in the first of the fields that holds one, in whole milliseconds; null for none. */
  static @Nullable Instant of(ObjectNode fields) {
    for (String field : FIELDS) {
      Instant time = time(fields.path(field));
      if (time != null && !time.isBefore(EARLIEST) && time.isBefore(END)) {
        return time;
      }
    }
    return null;
  }

  private static @Nullable Instant time(JsonNode value) {
    if (value.isNumber()) {
      return ofNumber(value.doubleValue());
    }
    return value.isTextual() ? ofText(value.textValue()) : null;
  }

  private static @Nullable Instant ofNumber(double number) {
    for (double perMillisecond : PER_MILLISECOND) {
      double milliseconds = number / perMillisecond;
      if (milliseconds >= EARLIEST.toEpochMilli() && milliseconds < END.toEpochMilli()) {
        return Instant.ofEpochMilli(Math.round(milliseconds));
      }
    }
    return null;
  }

  private static @Nullable Instant ofText(String text) {
    try {
      TemporalAccessor read = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      Instant time =
          read instanceof OffsetDateTime there
              ? there.toInstant()
              : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
      return time.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException noTime) {
      return null;
    }
  }
}
