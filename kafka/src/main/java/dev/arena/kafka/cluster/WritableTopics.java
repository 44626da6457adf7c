package dev.arena.kafka.cluster;

import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Rejects topics whose settings would make a broker refuse preferences or dead letters, because a
 * partition would stop at the first such record (docs/decisions/0037).
 *
 * @param address the brokers' address in messages
 * @param pairs settings of the topic of pairs, from which answers take their timestamps; null if
 *     this user may not read them, so that timestamp limits cannot be compared
 */
record WritableTopics(String address, @Nullable TopicSettings pairs) {
  /**
   * Makes sure that a topic accepts everything that a scorer writes to it.
   *
   * @param leastBytes the minimum for the topic's size limit, in bytes
   * @param replicas the lowest number of replicas of any partition
   * @throws UserException naming each unsuitable setting, its value, and the command that changes
   *     it
   */
  void require(String topic, TopicSettings settings, long leastBytes, int replicas) {
    List<String> faults = new ArrayList<>();
    List<String> fixes = new ArrayList<>();
    if (settings.isCompacted()) {
      faults.add(
          "%s=%s (expected delete: a compacted topic refuses records without a key, which pairs need not have, and removes the older of two answers with the same key)"
              .formatted(TopicConfig.CLEANUP_POLICY_CONFIG, settings.cleanupPolicy()));
      fixes.add(TopicConfig.CLEANUP_POLICY_CONFIG + "=" + TopicConfig.CLEANUP_POLICY_DELETE);
    }
    if (pairs != null && settings.keepsTimestamps()) {
      long before = sum(pairs.keepsTimestamps() ? pairs.before() : 0, pairs.retention());
      limitBelow(settings.beforeName(), settings.before(), before, faults, fixes);
      long after = pairs.keepsTimestamps() ? pairs.after() : 0;
      limitBelow(settings.afterName(), settings.after(), after, faults, fixes);
    }
    if (settings.maxMessageBytes() < leastBytes) {
      faults.add(
          "%s=%d (expected at least %d)"
              .formatted(
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG, settings.maxMessageBytes(), leastBytes));
      fixes.add(TopicConfig.MAX_MESSAGE_BYTES_CONFIG + "=" + leastBytes);
    }
    if (settings.minInSyncReplicas() > replicas) {
      faults.add(
          "%s=%d (expected at most the number of replicas, %d)"
              .formatted(
                  TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, settings.minInSyncReplicas(), replicas));
      fixes.add(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG + "=" + replicas);
    }
    if (!faults.isEmpty()) {
      throw new UserException(
          "topic %s would refuse what a scorer writes, because of %s. Change it: kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s"
              .formatted(
                  topic, String.join(" and ", faults), address, topic, String.join(",", fixes)));
    }
  }

  private static void limitBelow(
      String name, long value, long needed, List<String> faults, List<String> fixes) {
    if (value < needed) {
      faults.add(
          "%s=%d (expected at least %d: an answer has the timestamp of its pair)"
              .formatted(name, value, needed));
      fixes.add(name + "=" + needed);
    }
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
