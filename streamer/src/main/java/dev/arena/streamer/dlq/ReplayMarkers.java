package dev.arena.streamer.dlq;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.cluster.ClusterCheck;
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
 * Markers of the dead letters that were sent again. There is one marker for each, in a separate
 * topic, written in the transaction that sent the dead letter. A marker contains the ID of the
 * dead-letter topic, so a topic that was deleted and recreated starts without markers.
 */
final class ReplayMarkers {
  private static final String SUFFIX = ".sent";

  private final String topic;
  private final Uuid deadLetters;
  private final Set<String> sent = new HashSet<>();

  private ReplayMarkers(String topic, Uuid deadLetters) {
    this.topic = topic;
    this.deadLetters = deadLetters;
  }

  /** The topic that holds the markers for a dead-letter topic. */
  static String topic(String deadLetters) {
    return deadLetters + SUFFIX;
  }

  /** Reads the current markers; there are none if their topic does not exist. */
  static ReplayMarkers read(Connection connection) throws InterruptedException {
    String deadLetters = connection.topics().deadLetters();
    String topic = topic(deadLetters);
    Optional<Uuid> markerTopic;
    ReplayMarkers markers;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      cluster.requireRights(Map.of(topic, AclOperation.READ));
      markers = new ReplayMarkers(topic, cluster.topicId(deadLetters).orElse(Uuid.ZERO_UUID));
      markerTopic = cluster.topicId(topic);
    }
    if (markerTopic.isPresent()) {
      try (TopicTail tail = TopicTail.open(connection, List.of(topic), TopicTail.Start.BEGINNING)) {
        tail.readToEnd(
            record -> {
              if (record.key() != null) {
                markers.sent.add(new String(record.key(), StandardCharsets.UTF_8));
              }
              return true;
            });
      }
    }
    return markers;
  }

  boolean has(PartitionOffset position) {
    return sent.contains(key(position));
  }

  /** The record that marks a dead letter as sent. */
  ProducerRecord<byte[], byte[]> marker(PartitionOffset position, Instant now) {
    return new ProducerRecord<>(
        topic,
        key(position).getBytes(StandardCharsets.UTF_8),
        now.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String key(PartitionOffset position) {
    return deadLetters + "/" + position;
  }
}
