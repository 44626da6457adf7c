package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.TemporaryStack;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The committed preferences of scorers, in the order in which they arrive. For use by one thread.
 */
final class CommittedPreferences implements AutoCloseable {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final TemporaryStack stack;
  private final LongSupplier nanoClock;
  private final String topic;
  private final TopicTail tail;

  CommittedPreferences(TemporaryStack stack, Connection connection, LongSupplier nanoClock) {
    this.stack = stack;
    this.nanoClock = nanoClock;
    this.topic = connection.topics().preferences();
    this.tail =
        TopicTail.open(
            connection, List.of(topic, connection.topics().deadLetters()), TopicTail.Start.NOW);
  }

  /**
   * Waits until this many preferences have arrived.
   *
   * @param check called repeatedly during the wait; an exception that it throws ends the wait
   * @param each called with each preference
   * @throws UserException if a pair became a dead letter, no preference arrives, or a process
   *     exited
   */
  void await(long count, Runnable check, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws InterruptedException {
    long seen = 0;
    long last = nanoClock.getAsLong();
    while (seen < count) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
        rejectDeadLetter(record);
        each.accept(record);
        seen++;
        last = nanoClock.getAsLong();
      }
      stack.requireAlive();
      check.run();
      if (nanoClock.getAsLong() - last > TIMEOUT.toNanos()) {
        throw new UserException(
            "%d of %d pairs were scored, and then none for %d s; expected all of them. Stop other work, or measure fewer --pairs."
                .formatted(seen, count, TIMEOUT.toSeconds()));
      }
    }
  }

  private void rejectDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(topic)) {
      throw new UserException(
          "a pair could not be scored and became a dead letter; expected only pairs that can be"
              + " scored. Find the pair with ./arena replay FILE --wait.");
    }
  }

  @Override
  public void close() {
    tail.close();
  }
}
