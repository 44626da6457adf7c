package dev.arena.kafka.streams;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Detects a stream thread that waits forever. When a thread of Kafka's own ends by an error, such
 * as one of memory for a buffer, the stream thread that waits for it is not told, and Kafka Streams
 * calls that running. A thread also waits as long as no broker is there, which is no reason to
 * stop: what counts is the time during which one answers. Used by one thread.
 */
public final class StalledThreadDetector {
  private final Duration longest;
  private final BooleanSupplier brokerAnswers;
  private final BooleanSupplier preconditionsHold;
  private final LongSupplier nanoClock;
  private @Nullable Long answeringSince;

  /**
   * @param longest between two questions of a thread for records, while a broker answers
   * @param brokerAnswers whether a broker answered the last question of a client of its own; says
   *     so at once
   * @param preconditionsHold checks now whether a broker answers and the topics exist, which takes
   *     time: asked last, since one broker may answer where another is the one that a thread waits
   *     for
   * @param nanoClock such as {@code System::nanoTime}
   */
  public StalledThreadDetector(
      Duration longest,
      BooleanSupplier brokerAnswers,
      BooleanSupplier preconditionsHold,
      LongSupplier nanoClock) {
    this.longest = longest;
    this.brokerAnswers = brokerAnswers;
    this.preconditionsHold = preconditionsHold;
    this.nanoClock = nanoClock;
  }

  /** Why the scorer cannot continue; null while it can. */
  @Nullable UserException look(Collection<? extends Metric> metrics) {
    double seconds = KafkaMetrics.largest(metrics, ThreadActivity.LAST_POLL);
    if (seconds <= longest.toSeconds()) {
      answeringSince = null;
      return null;
    }
    long now = nanoClock.getAsLong();
    if (!brokerAnswers.getAsBoolean()) {
      answeringSince = null;
    } else if (answeringSince == null) {
      answeringSince = now;
    }
    if (answeringSince == null || now - answeringSince <= longest.toNanos()) {
      return null;
    }
    if (!preconditionsHold.getAsBoolean()) {
      answeringSince = null;
      return null;
    }
    return new UserException(
        "a stream thread has not asked for records for %.0f s, although a Kafka broker answers; expected it to within %d s (kafka.max.poll.interval.ms). A thread of Kafka's client has ended or hangs; the log may say of what."
            .formatted(seconds, longest.toSeconds()));
  }
}
