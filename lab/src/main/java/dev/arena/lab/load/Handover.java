package dev.arena.lab.load;

import dev.arena.kafka.client.TopicTail;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The effect on read_committed consumers of preferences when one of several busy scorers is stopped
 * gracefully.
 *
 * @param stopping how long the stop took
 * @param silence the longest time between two consecutive preferences of a partition, over all
 *     partitions, since the request to stop
 */
record Handover(Duration stopping, Duration silence) {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(5);

  /**
   * Stops a scorer and continues to read for a while.
   *
   * @param stop stops the scorer, and returns when it has ended
   * @param tail preferences; all their partitions must have enough work until the end
   * @param partitions number of these partitions
   * @param after how long to read after the scorer has ended
   * @param nanoClock such as {@code System::nanoTime}
   */
  public static Handover measure(
      Runnable stop, TopicTail tail, int partitions, Duration after, LongSupplier nanoClock) {
    Map<Integer, Long> latest = new HashMap<>();
    while (latest.size() < partitions) {
      poll(tail, latest, nanoClock);
    }
    long start = nanoClock.getAsLong();
    latest.replaceAll((partition, before) -> start);
    CompletableFuture<Long> stopped =
        CompletableFuture.runAsync(stop).thenApply(done -> nanoClock.getAsLong());
    long silence = 0;
    while (!stopped.isDone() || nanoClock.getAsLong() - stopped.join() < after.toNanos()) {
      silence = Math.max(silence, poll(tail, latest, nanoClock));
    }
    long end = nanoClock.getAsLong();
    long openSilence = latest.values().stream().mapToLong(last -> end - last).max().orElse(0);
    return new Handover(
        Duration.ofNanos(stopped.join() - start), Duration.ofNanos(Math.max(silence, openSilence)));
  }

  /** Reads the new preferences, and returns the longest silence that they ended. */
  private static long poll(TopicTail tail, Map<Integer, Long> latest, LongSupplier nanoClock) {
    long silence = 0;
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
      long now = nanoClock.getAsLong();
      Long before = latest.put(record.partition(), now);
      silence = Math.max(silence, before == null ? 0 : now - before);
    }
    return silence;
  }
}
