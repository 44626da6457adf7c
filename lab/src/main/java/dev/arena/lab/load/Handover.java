package dev.arena.lab.load;

import dev.arena.kafka.client.TopicTail;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What readers of committed preferences notice when one of several busy scorers is stopped in
 * order.
 *
 * @param stopping how long stopping it took
 * @param silence the longest time from one preference of a partition to its next, over all
 *     partitions, from the moment it was told to stop
 */
public record Handover(Duration stopping, Duration silence) {
  private static final Duration LOOK = Duration.ofMillis(5);

  /**
   * Stops a scorer and reads on for a while.
   *
   * @param stop asks it to stop, and returns when it is gone
   * @param tail of preferences, all of whose partitions have enough to do until the end
   * @param partitions how many those are
   * @param after how long to read once it is gone
   * @param nanoClock such as {@code System::nanoTime}
   */
  public static Handover measure(
      Runnable stop, TopicTail tail, int partitions, Duration after, LongSupplier nanoClock) {
    Map<Integer, Long> latest = new HashMap<>();
    while (latest.size() < partitions) {
      see(tail, latest, nanoClock);
    }
    long start = nanoClock.getAsLong();
    latest.replaceAll((partition, before) -> start);
    CompletableFuture<Long> gone =
        CompletableFuture.runAsync(stop).thenApply(done -> nanoClock.getAsLong());
    long silence = 0;
    while (!gone.isDone() || nanoClock.getAsLong() - gone.join() < after.toNanos()) {
      silence = Math.max(silence, see(tail, latest, nanoClock));
    }
    long end = nanoClock.getAsLong();
    long open = latest.values().stream().mapToLong(last -> end - last).max().orElse(0);
    return new Handover(
        Duration.ofNanos(gone.join() - start), Duration.ofNanos(Math.max(silence, open)));
  }

  /** Reads what has come, and returns the longest silence that it ended. */
  private static long see(TopicTail tail, Map<Integer, Long> latest, LongSupplier nanoClock) {
    long silence = 0;
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(LOOK)) {
      long now = nanoClock.getAsLong();
      Long before = latest.put(record.partition(), now);
      silence = Math.max(silence, before == null ? 0 : now - before);
    }
    return silence;
  }
}
