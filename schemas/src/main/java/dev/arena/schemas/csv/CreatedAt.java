package dev.arena.schemas.csv;

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
 * Reads the time of a pair as {@code replay} results and public data sets give it: seconds,
 * milliseconds, microseconds or nanoseconds since 1970, or an ISO 8601 string, which is in UTC if
 * it has no offset.
 *
 * <p>At most one unit gives a year from 2000 to 2099; that unit is used. Other values are ignored,
 * because scoring does not use the time. The bounds are fixed so that a row always reads as the
 * same pair.
 */
public final class CreatedAt {
  /** The columns or fields that may hold the time; the first one that does is used. */
  public static final List<String> FIELDS = List.of("created_at", "timestamp", "tstamp");

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

  /** The time in a CSV cell, a number or a string, in whole milliseconds; null if there is none. */
  public static @Nullable Instant ofCell(String cell) {
    try {
      return ofNumber(Double.parseDouble(cell));
    } catch (NumberFormatException noNumber) {
      return ofText(cell);
    }
  }

  /** The time that a number means, in whole milliseconds; null if there is none. */
  public static @Nullable Instant ofNumber(double number) {
    for (double perMillisecond : PER_MILLISECOND) {
      double milliseconds = number / perMillisecond;
      if (milliseconds >= EARLIEST.toEpochMilli() && milliseconds < END.toEpochMilli()) {
        return Instant.ofEpochMilli(Math.round(milliseconds));
      }
    }
    return null;
  }

  /** The time in a string, in whole milliseconds; null if there is none. */
  public static @Nullable Instant ofText(String text) {
    try {
      TemporalAccessor read = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      Instant time =
          read instanceof OffsetDateTime there
              ? there.toInstant()
              : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
      return time.isBefore(EARLIEST) || !time.isBefore(END)
          ? null
          : time.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException noTime) {
      return null;
    }
  }
}
