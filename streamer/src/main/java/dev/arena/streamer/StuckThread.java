package dev.arena.streamer;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Notices a stream thread that waits for ever. When a thread of Kafka's own ends by an error, such
 * as one of memory for a buffer, the stream thread that waits for it is not told, and Kafka Streams
 * calls that running. Used by one thread.
 */
final class StuckThread {
  private static final String LAST_POLL = "last-poll-seconds-ago";

  /** A process that was frozen and goes on needs a moment before its threads have asked again. */
  private static final int LOOKS = 3;

  private final Duration longest;
  private int seen;

  /**
   * @param longest between two questions of a thread for records; well above what Kafka's clients
   *     wait for a broker that is away
   */
  StuckThread(Duration longest) {
    this.longest = longest;
  }

  /** Why the scorer cannot go on; null as long as it can. */
  @Nullable UserException look(Collection<? extends Metric> metrics) {
    double seconds = KafkaMetrics.largest(metrics, LAST_POLL);
    seen = seconds > longest.toSeconds() ? seen + 1 : 0;
    return seen < LOOKS
        ? null
        : new UserException(
            "a stream thread has not asked for records for %.0f s; expected it to within %d s (twice kafka.max.poll.interval.ms). A thread of Kafka's client has ended or hangs; the log may say of what."
                .formatted(seconds, longest.toSeconds()));
  }
}
