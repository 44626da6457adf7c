package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.Connection;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Where the rows of a run go. For use by one thread; what the broker says comes in on the
 * producer's own thread.
 */
interface PairSender extends AutoCloseable {
  /** Hears of each record that the broker has taken, on the producer's thread. */
  interface Taken {
    void at(RecordMetadata place);
  }

  /** How many rows earlier attempts have sent; {@link #send} passes over these. */
  long sentBefore();

  /**
   * Gives a row to the producer; waits while its buffer is full.
   *
   * @throws UserException when broker or registry cannot be reached
   */
  void send(ReplayRow row);

  /** To be called many times a second: does what is due. */
  void poll();

  /**
   * Hands over the rows that the broker refused since the last call.
   *
   * @throws UserException when the broker takes no rows at all
   */
  void check(BiConsumer<Long, RowResult> refused);

  /** Waits until everything given is sent for good, or refused. */
  void finish();

  @Override
  void close();

  /** What to say when the broker does not answer. */
  static UserException unreachable(Connection connection, TimeoutException e) {
    return new UserException(
        "the Kafka broker at %s stopped answering (%s). Look at the broker, then replay again."
            .formatted(connection.address(), e.getMessage()),
        e);
  }
}
