package dev.arena.lab.prove;

import dev.arena.streamer.client.Connection;
import dev.arena.streamer.config.StreamerKeys;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Whether the scorers have committed every record of the pairs' topic. For use by one thread. */
final class GroupProgress {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final Map<TopicPartition, OffsetSpec> ends;
  private long lookedAt;
  private boolean atTheEnd;

  GroupProgress(Connection connection, int partitions) {
    this.connection = connection;
    this.ends =
        IntStream.range(0, partitions)
            .mapToObj(each -> new TopicPartition(connection.topics().pairs(), each))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
  }

  /**
   * Asks the broker, once a second at most; no if it does not answer.
   *
   * @param nanos the present time
   */
  boolean isAtTheEnd(long nanos) {
    if (nanos - lookedAt > EVERY.toNanos()) {
      lookedAt = nanos;
      atTheEnd = ask();
    }
    return atTheEnd;
  }

  private boolean ask() {
    String group = connection.configuration().get(StreamerKeys.APPLICATION_ID);
    try (Admin admin = Admin.create(connection.admin())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return admin
          .listOffsets(ends)
          .all()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .entrySet()
          .stream()
          .allMatch(end -> isAt(committed.get(end.getKey()), end.getValue().offset()));
    } catch (ExecutionException | TimeoutException noAnswer) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isAt(@Nullable OffsetAndMetadata committed, long end) {
    return committed != null && committed.offset() >= end;
  }
}
