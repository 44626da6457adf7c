package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
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

/**
 * A check of whether a group has committed the offsets of all records of a topic without
 * transactions. For use by one thread.
 */
final class GroupProgress {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final String group;
  private final Map<TopicPartition, OffsetSpec> ends;
  private long checkedAt;
  private boolean caughtUp;

  /**
   * @param group the application id of a service
   * @param partitions number of partitions of the topic
   */
  GroupProgress(Connection connection, String group, String topic, int partitions) {
    this.connection = connection;
    this.group = group;
    this.ends =
        IntStream.range(0, partitions)
            .mapToObj(each -> new TopicPartition(topic, each))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
  }

  /**
   * Queries the broker at most once a second; returns false if the broker does not answer.
   *
   * @param nanos current time
   */
  boolean hasCaughtUp(long nanos) {
    if (nanos - checkedAt > CHECK_INTERVAL.toNanos()) {
      checkedAt = nanos;
      caughtUp = query();
    }
    return caughtUp;
  }

  private boolean query() {
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
    return end == 0 || (committed != null && committed.offset() >= end);
  }
}
