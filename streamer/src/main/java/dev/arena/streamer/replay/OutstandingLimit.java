package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of a run's records that the scorer has not committed yet; used by runs that
 * read no answers. The scorer's committed offsets are read only once the limit is reached.
 *
 * <p>{@link #acknowledged} may be called from any thread; all other methods are for one thread.
 */
final class OutstandingLimit implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private final Connection connection;
  private final String group;
  private final ReplayFlow flow;
  private final Queue<RecordMetadata> acknowledged = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Deque<Long>> uncommitted = new HashMap<>();
  private @Nullable Admin admin;
  private long outstanding;
  private long lastPoll;
  private long lastProgress;
  private boolean waiting;

  OutstandingLimit(Connection connection, ReplayFlow flow) {
    this.connection = connection;
    this.group = connection.configuration().get(StreamerKeys.APPLICATION_ID);
    this.flow = flow;
  }

  /** The broker has written a record. */
  void acknowledged(RecordMetadata written) {
    acknowledged.add(written);
  }

  /** A row is about to be sent. */
  void sent() {
    outstanding++;
  }

  /** A row was refused; it will never be in the topic. */
  void refused() {
    outstanding--;
  }

  /**
   * Whether one more record may be sent; reads the scorer's offsets if the limit is reached.
   *
   * @throws UserException if the scorer has made no progress for the length of the timeout
   */
  boolean hasRoom() throws InterruptedException {
    if (outstanding < flow.maxOutstanding()) {
      waiting = false;
      return true;
    }
    long now = System.nanoTime();
    if (!waiting) {
      waiting = true;
      lastProgress = now;
    } else if (now - lastPoll < POLL_INTERVAL.toNanos()) {
      return false;
    }
    lastPoll = now;
    long before = outstanding;
    release(offsets());
    if (outstanding < before) {
      lastProgress = now;
    } else if (now - lastProgress > flow.timeout().toNanos()) {
      throw stuck();
    }
    return outstanding < flow.maxOutstanding();
  }

  private void release(Map<TopicPartition, OffsetAndMetadata> committed) {
    for (RecordMetadata written = acknowledged.poll();
        written != null;
        written = acknowledged.poll()) {
      uncommitted
          .computeIfAbsent(
              new TopicPartition(written.topic(), written.partition()), any -> new ArrayDeque<>())
          .add(written.offset());
    }
    uncommitted.forEach(
        (partition, records) -> {
          OffsetAndMetadata passed = committed.get(partition);
          while (passed != null && !records.isEmpty() && records.peek() < passed.offset()) {
            records.remove();
            outstanding--;
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets() throws InterruptedException {
    if (admin == null) {
      admin = Admin.create(connection.admin());
    }
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
      if (reason instanceof GroupAuthorizationException) {
        throw new UserException(
            "the Kafka broker gives this user no right to describe group %s, whose offsets show the scorer's progress; expected this right, since more than --max-outstanding pairs are sent. Grant what docs/how-to/secure.md lists, or add --wait, which counts answers instead."
                .formatted(group),
            reason);
      }
      String refusal = BrokerErrors.describe(reason);
      throw new UserException(
          "the scorer's progress cannot be read: the Kafka broker %s"
              .formatted(refusal != null ? refusal : "says " + reason.getMessage() + "."),
          reason);
    } catch (TimeoutException e) {
      throw new UserException(
          "the scorer's progress cannot be read: the Kafka broker at %s did not answer within %d s. Look at the broker, then replay again."
              .formatted(connection.address(), connection.timeout().toSeconds()),
          e);
    }
  }

  private UserException stuck() {
    return new UserException(
        "the scorer (group %s) has committed none of the last %d pairs for %d s; expected it to keep up. Start it, or check it: what was sent will be scored once it runs. arena.application.id must be the scorer's; a higher --max-outstanding allows more unanswered pairs."
            .formatted(group, outstanding, flow.timeout().toSeconds()));
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(2));
    }
  }
}
