package dev.arena.streamer.cluster;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until a topic that was just created can be written. Until every leader serves its
 * partition, an idempotent producer can get stuck (KAFKA-15591).
 *
 * @param admin the cluster
 * @param timeout how long it may take
 */
record TopicReadiness(Admin admin, Duration timeout) {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How many partitions the topic has, once all of them are served. */
  int await(String topic) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    ExecutionException last;
    do {
      try {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicDescription description :
            admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
          description
              .partitions()
              .forEach(
                  p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        }
        admin.listOffsets(ends).all().get();
        return ends.size();
      } catch (ExecutionException notYet) {
        last = notYet;
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } while (System.nanoTime() < deadline);
    throw new UserException(
        "topic %s was created but is not served after %d s: %s. Look at the broker's log."
            .formatted(topic, timeout.toSeconds(), last.getCause()),
        last);
  }
}
