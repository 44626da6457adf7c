package dev.arena.kafka.client;

import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Describes why topics cannot be read.
 *
 * @param address the brokers' address in messages
 * @param timeout how long they may take to answer
 */
public record ReadErrors(String address, Duration timeout) {
  /** The exception for the user; interruptions and unrelated failures are returned unchanged. */
  public RuntimeException explained(RuntimeException e) {
    if (e instanceof InterruptException || e instanceof UserException) {
      return e;
    }
    if (e instanceof TimeoutException) {
      return new UserException(
          "the Kafka broker at %s did not answer within %d s (%s). Look at the broker, or check kafka.bootstrap.servers."
              .formatted(address, timeout.toSeconds(), e.getMessage()),
          e);
    }
    String refusal = BrokerErrors.describe(e);
    if (refusal != null) {
      return new UserException("the Kafka broker at %s %s".formatted(address, refusal), e);
    }
    return e instanceof KafkaException
        ? new UserException(
            "the topics on the Kafka broker at %s cannot be read: %s. Check the keys under kafka. and the rights of this user."
                .formatted(address, e.getMessage()),
            e)
        : e;
  }

  /** Watches a reader that polls for records known to exist. */
  public Watch watch() {
    return new Watch(timeout);
  }

  /** Checks that a reader makes progress; Kafka's consumer waits silently for a missing broker. */
  public static final class Watch {
    private final Duration timeout;
    private long position = -1;
    private long since = System.nanoTime();

    private Watch(Duration timeout) {
      this.timeout = timeout;
    }

    /**
     * Call before each poll with the reader's position.
     *
     * @throws TimeoutException if the position has not changed for too long
     */
    public void at(long now) {
      if (now != position) {
        position = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > timeout.toNanos()) {
        throw new TimeoutException("no records arrived, although the topic holds some");
      }
    }
  }
}
