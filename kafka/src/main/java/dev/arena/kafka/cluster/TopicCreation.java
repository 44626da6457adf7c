package dev.arena.kafka.cluster;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics, and waits until producers can write to them. */
record TopicCreation(Admin admin, BrokerAnswers answers) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /**
   * Creates a topic; succeeds if someone else creates it at the same time.
   *
   * @return how many partitions it has
   * @throws dev.arena.schemas.failure.UserException if the cluster refuses
   */
  int create(String topic, ClusterCheck.NewTopics wanted, Map<String, String> settings)
      throws InterruptedException {
    NewTopic created =
        new NewTopic(
                topic,
                Optional.ofNullable(wanted.partitions()),
                Optional.ofNullable(wanted.replication()))
            .configs(settings);
    try {
      answers.get(admin.createTopics(List.of(created)).all(), "create topic " + topic);
      LOG.info("Created topic {}", topic);
    } catch (TopicExistsException anotherWasFaster) {
      LOG.debug("Topic {} exists by now", topic);
    }
    return awaitServed(topic);
  }

  /**
   * Waits until producers can write to a new topic, and returns its number of partitions. Until
   * every leader serves its partition, an idempotent producer can get stuck (KAFKA-15591).
   */
  private int awaitServed(String topic) throws InterruptedException {
    long deadline = System.nanoTime() + answers.timeout().toNanos();
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
        "topic %s was created but is still not served after %d s: %s. Look at the broker's log."
            .formatted(topic, answers.timeout().toSeconds(), last.getCause()),
        last);
  }
}
