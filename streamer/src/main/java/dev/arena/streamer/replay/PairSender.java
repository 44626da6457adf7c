package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.failure.UserException;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends the rows of a run, and their votes. For use by one thread; the producer has its own thread.
 */
interface PairSender extends AutoCloseable {
  /** How many rows earlier attempts have sent; {@link #send} skips these. */
  long sentBefore();

  /**
   * Gives a row to the producer; waits while its buffer is full.
   *
   * @throws UserException if the broker or the registry cannot be reached
   */
  void send(ReplayRow row);

  /**
   * Gives the vote of an answered row to the producer, if this run sends votes; in the order of the
   * rows. A named run does so once all rows of earlier attempts have been compared, and skips the
   * votes that earlier attempts have sent.
   *
   * @param scoredAt when the row's pair was scored
   * @throws UserException if the broker or the registry cannot be reached
   */
  void vote(ReplayRow row, Instant scoredAt);

  /** How many votes this attempt has given to the producer. */
  long votes();

  /** Commits what is due; call many times a second. */
  void poll();

  /**
   * Passes on the rows that the broker refused since the last call.
   *
   * @throws UserException if the broker refuses all rows
   */
  void check(BiConsumer<Long, RowResult> refused);

  /** Waits until every row is sent or refused; for a named run, also until it is committed. */
  void finish();

  @Override
  void close();

  /** The error for a broker that does not answer. */
  static UserException unreachable(Connection connection, TimeoutException e) {
    return new UserException(
        "the Kafka broker at %s stopped answering (%s). Check the broker, then replay again."
            .formatted(connection.address(), e.getMessage()),
        e);
  }
}
