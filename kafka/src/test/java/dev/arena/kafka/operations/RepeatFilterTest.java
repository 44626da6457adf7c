package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RepeatFilterTest {
  private final AtomicLong now = new AtomicLong();
  private final RepeatFilter filter = new RepeatFilter(now::get);
  private final LoggerContext loggers = new LoggerContext();

  @Test
  void aWarningFromKafkaPassesOncePerInterval() {
    Logger kafka = loggers.getLogger("org.apache.kafka.clients.NetworkClient");

    assertThat(decide(kafka, Level.WARN, "broker away")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide(kafka, Level.WARN, "broker away")).isEqualTo(FilterReply.DENY);
    assertThat(decide(kafka, Level.WARN, "another trouble")).isEqualTo(FilterReply.NEUTRAL);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(decide(kafka, Level.WARN, "broker away")).isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void errorsAndOurOwnWarningsAlwaysPass() {
    Logger kafka = loggers.getLogger("org.apache.kafka.clients.NetworkClient");
    Logger own = loggers.getLogger("dev.arena.streamer");

    for (int i = 0; i < 3; i++) {
      assertThat(decide(kafka, Level.ERROR, "broken")).isEqualTo(FilterReply.NEUTRAL);
      assertThat(decide(own, Level.WARN, "look at this")).isEqualTo(FilterReply.NEUTRAL);
    }
  }

  private FilterReply decide(Logger logger, Level level, String format) {
    return filter.decide(null, logger, level, format, new Object[0], null);
  }
}
