package dev.arena.console.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time as pages show it.
 *
 * @param iso for programs, such as {@code 2026-11-29T12:41:07Z}
 * @param text for people, in UTC with seconds
 */
public record UtcTime(String iso, String text) {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  public static UtcTime of(Instant time) {
    return new UtcTime(time.truncatedTo(ChronoUnit.SECONDS).toString(), TEXT.format(time));
  }

  public static @Nullable UtcTime ofNullable(@Nullable Instant time) {
    return time == null ? null : of(time);
  }
}
