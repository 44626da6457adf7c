package dev.arena.kafka.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * A log filter that lets each warning from Kafka's clients and the HTTP server through once per
 * interval. Without it, a warning would repeat several times a second while a broker is away or a
 * page cannot be written. Created by {@code logback.xml}; safe for use by many threads.
 */
public final class RepeatFilter extends TurboFilter {
  private static final List<String> CONCERNED =
      List.of("org.apache.kafka.", "org.eclipse.jetty.", OperationsHandler.class.getName());
  private static final long INTERVAL = Duration.ofSeconds(30).toNanos();
  private static final int MOST_REMEMBERED = 1000;

  private final LongSupplier nanoClock;
  private final Map<String, Long> shownAt = new ConcurrentHashMap<>();

  /** Called by Logback. */
  public RepeatFilter() {
    this(System::nanoTime);
  }

  RepeatFilter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    boolean concerned =
        format != null
            && level == Level.WARN
            && CONCERNED.stream().anyMatch(logger.getName()::startsWith)
            && logger.getEffectiveLevel().levelInt <= Level.WARN_INT;
    if (!concerned) {
      return FilterReply.NEUTRAL;
    }
    return isDue(logger.getName() + format) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private boolean isDue(String trouble) {
    if (shownAt.size() > MOST_REMEMBERED) {
      shownAt.clear();
    }
    long now = nanoClock.getAsLong();
    boolean[] due = new boolean[1];
    shownAt.compute(
        trouble,
        (key, last) -> {
          due[0] = last == null || now - last >= INTERVAL;
          return due[0] ? Long.valueOf(now) : last;
        });
    return due[0];
  }
}
