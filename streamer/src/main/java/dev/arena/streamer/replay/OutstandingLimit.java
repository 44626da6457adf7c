package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.cluster.BrokerRefusal;
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
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * How many of a run's records the scorer has not passed, for a run that reads no answers: by the
 * offsets that the scorer's group commits. The cluster is asked only once the lead is used up.
 *
 * <p>{@link #taken} may be called from any thread, all else from one.
 */
final class OutstandingLimit implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Connection connection;
  private final String group;
  private final ReplayFlow flow;
  private final LongSupplier nanoClock;
  private final Queue<RecordMetadata> taken = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Deque<Long>> ahead = new HashMap<>();
  private @Nullable Admin admin;
  private long outstanding;
  private long lastLook;
  private long lastMove;
  private boolean waiting;

  OutstandingLimit(Connection connection, ReplayFlow flow, LongSupplier nanoClock) {
    this.connection = connection;
    this.group = connection.configuration().get(StreamerKeys.APPLICATION_ID);
    this.flow = flow;
    this.nanoClock = nanoClock;
  }

  /** The broker has taken a record. */
  void taken(RecordMetadata place) {
    taken.add(place);
  }

  /** A record is on its way. */
  void sent() {
    outstanding++;
  }

  /** A record that was on its way will never be there. */
  void refused() {
    outstanding--;
  }

  /**
   * Whether one more record may be sent; looks at the scorer's progress when it must.
   *
   * @throws UserException when the scorer has not moved for the timeout
   */
  boolean hasRoom() throws InterruptedException {
    if (outstanding < flow.maxLead()) {
      waiting = false;
      return true;
    }
    long now = nanoClock.getAsLong();
    if (!waiting) {
      waiting = true;
      lastMove = now;
    } else if (now - lastLook < BETWEEN_LOOKS.toNanos()) {
      return false;
    }
    lastLook = now;
    long before = outstanding;
    release(offsets());
    if (outstanding < before) {
      lastMove = now;
    } else if (now - lastMove > flow.timeout().toNanos()) {
      throw stuck();
    }
    return outstanding < flow.maxLead();
  }

  private void release(Map<TopicPartition, OffsetAndMetadata> committed) {
    for (RecordMetadata place = taken.poll(); place != null; place = taken.poll()) {
      ahead
          .computeIfAbsent(
              new TopicPartition(place.topic(), place.partition()), any -> new ArrayDeque<>())
          .add(place.offset());
    }
    ahead.forEach(
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
            "the Kafka broker gives this user no right to describe group %s, which says how far the scorer is; expected it, since more than --max-lead pairs are sent. Grant what docs/how-to/secure.md lists, or add --wait, which counts answers."
                .formatted(group),
            reason);
      }
      String refusal = BrokerRefusal.describe(reason);
      throw new UserException(
          "how far the scorer is cannot be read: the Kafka broker %s"
              .formatted(refusal != null ? refusal : "says " + reason.getMessage() + "."),
          reason);
    } catch (TimeoutException e) {
      throw new UserException(
          "how far the scorer is cannot be read: the Kafka broker at %s did not answer within %d s. Look at the broker, then replay again."
              .formatted(connection.address(), connection.timeout().toSeconds()),
          e);
    }
  }

  private UserException stuck() {
    return new UserException(
        "the scorer (group %s) has passed none of the last %d pairs for %d s; expected it to keep up. Start it, or look at it: what was sent is scored once it runs. arena.application.id must be the scorer's; --max-lead allows more pairs ahead of it."
            .formatted(group, outstanding, flow.timeout().toSeconds()));
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(2));
    }
  }
}
