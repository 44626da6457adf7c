package dev.arena.kafka.cluster;

import dev.arena.kafka.config.TopicNames;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks, before a stream starts, where it will resume: whether Kafka still has the group's offsets
 * and the records that have not been scored yet (docs/decisions/0021).
 *
 * @param admin settings of an admin client
 * @param consumer settings of a consumer of bytes that sees only committed records
 * @param group the consumer group, which is the application's id
 * @param timeout how long the broker may take for each answer
 */
public record OffsetCheck(
    Map<String, Object> admin, Map<String, Object> consumer, String group, Duration timeout) {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetCheck.class);

  private static final Duration ASK_AGAIN = Duration.ofMillis(50);

  public OffsetCheck {
    admin = Map.copyOf(admin);
    consumer = Map.copyOf(consumer);
  }

  /**
   * The result of the check.
   *
   * @param forgotten partitions of pairs without a committed offset, although the topic of
   *     preferences has, or had, records for them
   * @param missed how many records were removed from the topic of pairs before they were scored
   */
  public record Found(Set<Integer> forgotten, long missed) {
    public Found {
      forgotten = Set.copyOf(forgotten);
    }

    /**
     * @throws UserException if the scorer would score pairs again
     */
    public void requireNoneForgotten(String group, TopicNames topics) {
      if (!forgotten.isEmpty()) {
        throw new UserException(
            "group %s has no committed offset for partitions %s of %s, but %s has, or had, preferences for them: Kafka removes the offsets of a group that has been away for offsets.retention.minutes. Expected committed offsets to continue from; otherwise everything would be scored again. Start once with --set arena.offset.missing=latest (skips what the partitions hold now) or =earliest (scores all of it again), or set the offsets with kafka-consumer-groups.sh --group %s --reset-offsets."
                .formatted(
                    group, new TreeSet<>(forgotten), topics.pairs(), topics.preferences(), group));
      }
    }
  }

  /**
   * Checks all partitions. A partition whose offset the broker does not return, for lack of rights
   * or time, counts as good.
   */
  public Found look(TopicNames topics) throws InterruptedException {
    try (Admin client = Admin.create(admin)) {
      List<TopicPartition> pairs = partitions(client, topics.pairs());
      // preferences first: a scorer that starts now commits its offsets together with them
      Set<Integer> answered = answered(client, topics.preferences());
      Map<TopicPartition, Optional<Long>> committed = committed(client, pairs);
      Map<TopicPartition, Long> first = offsets(client, pairs, OffsetSpec.earliest());
      Set<Integer> forgotten = new TreeSet<>();
      long missed = 0;
      for (TopicPartition partition : pairs) {
        Optional<Long> next = committed.get(partition);
        if (next == null) {
          LOG.warn(
              "Kafka does not say whether group {} has a committed offset for {}",
              group,
              partition);
        } else if (next.isPresent()) {
          missed += Math.max(0, first.getOrDefault(partition, 0L) - next.get());
        } else if (answered.contains(partition.partition())) {
          forgotten.add(partition.partition());
        }
      }
      return new Found(forgotten, missed);
    } catch (ExecutionException | TimeoutException | KafkaException notTold) {
      LOG.warn(
          "Kafka does not return the offsets of group {} ({}), so Arena does not check whether Kafka has forgotten what was scored",
          group,
          String.valueOf(notTold.getMessage()));
      return new Found(Set.of(), 0);
    }
  }

  /**
   * Moves the group to the end of the partitions without offsets, so that it skips only the records
   * that exist now.
   *
   * @throws UserException if Kafka refuses, for example because a scorer of the group is running
   */
  public void skip(Set<Integer> forgotten, TopicNames topics) throws InterruptedException {
    try (Admin client = Admin.create(admin)) {
      List<TopicPartition> partitions =
          forgotten.stream().map(number -> new TopicPartition(topics.pairs(), number)).toList();
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      offsets(client, partitions, OffsetSpec.latest())
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
      get(client.alterConsumerGroupOffsets(group, ends).all());
    } catch (ExecutionException | TimeoutException | KafkaException refused) {
      throw new UserException(
          "the offsets of group %s cannot be set to the end of %s (%s); expected a group with no running scorers. Stop them all, then start one."
              .formatted(group, topics.pairs(), refused.getMessage()),
          refused);
    }
  }

  private List<TopicPartition> partitions(Admin client, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    TopicDescription description =
        get(client.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    return description == null
        ? List.of()
        : description.partitions().stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
  }

  /**
   * The committed offset of each partition; empty if there is none. Kafka withholds an offset while
   * a transaction that contains it is being committed, so this asks again. Partitions whose offset
   * did not arrive in time are absent.
   */
  private Map<TopicPartition, Optional<Long>> committed(
      Admin client, List<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, Optional<Long>> told = new HashMap<>();
    long deadline = System.nanoTime() + timeout.toNanos();
    do {
      List<TopicPartition> open =
          partitions.stream().filter(partition -> !told.containsKey(partition)).toList();
      get(client
              .listConsumerGroupOffsets(
                  Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(open)),
                  new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata(group))
          .forEach(
              (partition, offset) ->
                  told.put(partition, Optional.ofNullable(offset).map(OffsetAndMetadata::offset)));
      LockSupport.parkNanos(told.size() < partitions.size() ? ASK_AGAIN.toNanos() : 0);
    } while (told.size() < partitions.size() && System.nanoTime() - deadline < 0);
    return told;
  }

  private Map<TopicPartition, Long> offsets(
      Admin client, List<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(client.listOffsets(wanted).all())
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  /** Partitions that have a committed record, or whose first records retention has removed. */
  private Set<Integer> answered(Admin client, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicPartition> all = partitions(client, topic);
    Map<TopicPartition, Long> first = offsets(client, all, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(client, all, OffsetSpec.latest());
    Set<Integer> answered = new TreeSet<>();
    Set<TopicPartition> open = new HashSet<>();
    for (TopicPartition partition : all) {
      if (first.getOrDefault(partition, 0L) > 0) {
        answered.add(partition.partition());
      } else if (end.getOrDefault(partition, 0L) > 0) {
        open.add(partition);
      }
    }
    if (!open.isEmpty()) {
      answered.addAll(withRecords(open));
    }
    return answered;
  }

  /** Partitions with committed records; a log may hold only aborted and control records. */
  private Set<Integer> withRecords(Set<TopicPartition> partitions) {
    Set<Integer> found = new TreeSet<>();
    Consumer<byte[], byte[]> reader = new KafkaConsumer<>(consumer);
    try {
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
      Set<TopicPartition> open = new HashSet<>(partitions);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
          found.add(record.partition());
        }
        open.removeIf(
            partition ->
                found.contains(partition.partition())
                    || reader.position(partition) >= ends.getOrDefault(partition, 0L));
        reader.pause(partitions.stream().filter(partition -> !open.contains(partition)).toList());
      }
      return found;
    } catch (AuthorizationException mayOnlyWrite) {
      LOG.info(
          "This user may not read the preferences, so Arena does not check whether Kafka has forgotten what was scored");
      return Set.of();
    } finally {
      reader.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private <T> T get(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
