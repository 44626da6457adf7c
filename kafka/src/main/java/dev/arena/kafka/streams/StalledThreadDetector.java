package dev.arena.kafka.streams;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Detects a stream thread that waits forever. When one of Kafka's own threads ends with an error,
 * such as a lack of memory for a buffer, the waiting stream thread is not notified, and Kafka
 * Streams still reports that it is running. A thread also waits while no broker is available; that
 * is no reason to stop, so only time in which a broker answers counts. For use by one thread.
 */
public final class StalledThreadDetector {
  private final Duration longest;
  private final BooleanSupplier brokerAnswers;
  private final BooleanSupplier preconditionsHold;
  private final LongSupplier nanoClock;
  private @Nullable Long answeringSince;

  /**
   * @param longest the longest time between two polls of a thread, while a broker answers
   * @param brokerAnswers whether a broker answered a separate client's last request; must return at
   *     once
   * @param preconditionsHold checks now whether a broker answers and the topics exist. Called last
   *     because it takes time; needed because a thread may be waiting for a different broker from
   *     the one that answers
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

  /** Why the service cannot continue; null while it can. */
  @Nullable UserException look(Collection<? extends Metric> metrics) {
    double seconds = StreamsInstance.largest(metrics, ThreadActivity.LAST_POLL);
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
        "a stream thread has not asked for records for %.0f s, although a Kafka broker answers; expected it to ask within %d s (kafka.max.poll.interval.ms). A thread of Kafka's client has ended or is hanging; the log may say why."
            .formatted(seconds, longest.toSeconds()));
  }
}
