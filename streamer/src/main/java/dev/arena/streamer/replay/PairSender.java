package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.failure.UserException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;

/** Sends the rows of a run. For use by one thread; the producer has a thread of its own. */
interface PairSender extends AutoCloseable {
  /** Called for each record that the broker has acknowledged, on the producer's thread. */
  interface Acknowledged {
    void at(RecordMetadata written);
  }

  /** How many rows earlier attempts have sent; {@link #send} skips these. */
  long sentBefore();

  /**
   * Gives a row to the producer; waits while its buffer is full.
   *
   * @throws UserException when broker or registry cannot be reached
   */
  void send(ReplayRow row);

  /** To be called many times a second; commits what is due. */
  void poll();

  /**
   * Passes on the rows that the broker refused since the last call.
   *
   * @throws UserException when the broker refuses all rows
   */
  void check(BiConsumer<Long, RowResult> refused);

  /** Waits until every row is sent, and committed if the run is named, or refused. */
  void finish();

  @Override
  void close();

  /** The error when the broker does not answer. */
  static UserException unreachable(Connection connection, TimeoutException e) {
    return new UserException(
        "the Kafka broker at %s stopped answering (%s). Check the broker, then replay again."
            .formatted(connection.address(), e.getMessage()),
        e);
  }
}
