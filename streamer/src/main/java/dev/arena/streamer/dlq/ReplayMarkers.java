package dev.arena.streamer.dlq;

import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.TopicTail;
import dev.arena.streamer.cluster.ClusterCheck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Which dead letters were sent again: one mark for each in a topic of their own, written in the
 * transaction that sent it. A mark names the dead-letter topic by Kafka's id of it, so that a topic
 * that was deleted and created anew begins without marks.
 */
final class ReplayMarkers {
  private static final String SUFFIX = ".sent";

  private final String topic;
  private final Uuid deadLetters;
  private final Set<String> marks = new HashSet<>();

  private ReplayMarkers(String topic, Uuid deadLetters) {
    this.topic = topic;
    this.deadLetters = deadLetters;
  }

  /** The topic that holds the marks for a dead-letter topic. */
  static String topic(String deadLetters) {
    return deadLetters + SUFFIX;
  }

  /** The marks that are there; none where there is no topic of marks. */
  static ReplayMarkers read(Connection connection) throws InterruptedException {
    String deadLetters = connection.topics().deadLetters();
    String topic = topic(deadLetters);
    Optional<Uuid> there;
    ReplayMarkers marks;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      cluster.requireRights(Map.of(topic, AclOperation.READ));
      marks = new ReplayMarkers(topic, cluster.topicId(deadLetters).orElse(Uuid.ZERO_UUID));
      there = cluster.topicId(topic);
    }
    if (there.isPresent()) {
      try (TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
        tail.readToEnd(
            record -> {
              if (record.key() != null) {
                marks.marks.add(new String(record.key(), StandardCharsets.UTF_8));
              }
              return true;
            });
      }
    }
    return marks;
  }

  boolean has(PartitionOffset place) {
    return marks.contains(key(place));
  }

  /** The record that marks a dead letter as sent. */
  ProducerRecord<byte[], byte[]> mark(PartitionOffset place, Instant now) {
    return new ProducerRecord<>(
        topic,
        key(place).getBytes(StandardCharsets.UTF_8),
        now.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String key(PartitionOffset place) {
    return deadLetters + "/" + place;
  }
}
