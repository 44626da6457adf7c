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

/** The committed preferences of scorers, as they come. For use by one thread. */
final class Answers implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final TemporaryStack stack;
  private final LongSupplier nanoClock;
  private final String preferences;
  private final TopicTail tail;

  Answers(TemporaryStack stack, Connection connection, LongSupplier nanoClock) {
    this.stack = stack;
    this.nanoClock = nanoClock;
    this.preferences = connection.topics().preferences();
    this.tail =
        TopicTail.open(
            connection,
            List.of(preferences, connection.topics().deadLetters()),
            TopicTail.Start.NOW);
  }

  /**
   * Returns when so many have come.
   *
   * @param check is run again and again meanwhile; what it throws ends the wait
   * @param each is given every one as it comes
   * @throws UserException if a pair became a dead letter, no answer comes, or a process ended
   */
  void await(long count, Runnable check, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws InterruptedException {
    long seen = 0;
    long last = nanoClock.getAsLong();
    while (seen < count) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(LOOK)) {
        requirePreference(record);
        each.accept(record);
        seen++;
        last = nanoClock.getAsLong();
      }
      stack.requireAlive();
      check.run();
      if (nanoClock.getAsLong() - last > TIMEOUT.toNanos()) {
        throw new UserException(
            "%d of %d pairs were scored and then none for %d s; expected all of them. Stop other work, or measure fewer --pairs."
                .formatted(seen, count, TIMEOUT.toSeconds()));
      }
    }
  }

  private void requirePreference(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(preferences)) {
      throw new UserException(
          "a pair could not be scored and became a dead letter; expected pairs that all can."
              + " ./arena replay FILE --wait tells which.");
    }
  }

  @Override
  public void close() {
    tail.close();
  }
}
