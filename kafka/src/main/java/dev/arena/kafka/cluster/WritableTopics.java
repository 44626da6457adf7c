package dev.arena.kafka.cluster;

import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Rejects topics whose settings would make a broker refuse what a service writes, because a
 * partition would stop at the first such record (docs/decisions/0037).
 *
 * @param address the brokers' address in messages
 * @param service the service, for messages
 * @param inputs settings of the inputs, from which answers take their timestamps; without those
 *     that this user may not read, so that their timestamp limits cannot be compared
 */
record WritableTopics(String address, ServiceText service, List<TopicSettings> inputs) {
  WritableTopics {
    inputs = List.copyOf(inputs);
  }

  /**
   * Makes sure that a topic accepts everything that the service writes to it.
   *
   * @param replicas the lowest number of replicas of any partition
   * @throws UserException naming each unsuitable setting, its value, and the command that changes
   *     it
   */
  void require(Output output, TopicSettings settings, int replicas) {
    List<String> faults = new ArrayList<>();
    List<String> fixes = new ArrayList<>();
    cleanup(output.cleanup(), settings, faults, fixes);
    if (!inputs.isEmpty() && settings.keepsTimestamps()) {
      long before =
          largest(input -> sum(input.keepsTimestamps() ? input.before() : 0, input.retention()));
      limitBelow(settings.beforeName(), settings.before(), before, faults, fixes);
      long after = largest(input -> input.keepsTimestamps() ? input.after() : 0);
      limitBelow(settings.afterName(), settings.after(), after, faults, fixes);
    }
    if (settings.maxMessageBytes() < output.leastBytes()) {
      faults.add(
          "%s=%d (expected at least %d)"
              .formatted(
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                  settings.maxMessageBytes(),
                  output.leastBytes()));
      fixes.add(TopicConfig.MAX_MESSAGE_BYTES_CONFIG + "=" + output.leastBytes());
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
          "topic %s would refuse what %s writes, because of %s. Change it: kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s"
              .formatted(
                  output.name(),
                  service.any(),
                  String.join(" and ", faults),
                  address,
                  output.name(),
                  String.join(",", fixes)));
    }
  }

  private void cleanup(
      Cleanup cleanup, TopicSettings settings, List<String> faults, List<String> fixes) {
    if (cleanup == Cleanup.DELETE && settings.isCompacted()) {
      faults.add(
          "%s=%s (expected delete: a compacted topic refuses records without a key, which %s need not have, and removes the older of two answers with the same key)"
              .formatted(
                  TopicConfig.CLEANUP_POLICY_CONFIG, settings.cleanupPolicy(), service.inputs()));
      fixes.add(TopicConfig.CLEANUP_POLICY_CONFIG + "=" + TopicConfig.CLEANUP_POLICY_DELETE);
    } else if (cleanup == Cleanup.COMPACT && !settings.isCompacted()) {
      faults.add(
          "%s=%s (expected compact: the topic is to keep the latest record of each key)"
              .formatted(TopicConfig.CLEANUP_POLICY_CONFIG, settings.cleanupPolicy()));
      fixes.add(TopicConfig.CLEANUP_POLICY_CONFIG + "=" + TopicConfig.CLEANUP_POLICY_COMPACT);
    }
  }

  private long largest(ToLongFunction<TopicSettings> limit) {
    return inputs.stream().mapToLong(limit).max().orElse(0);
  }

  private void limitBelow(
      String name, long value, long needed, List<String> faults, List<String> fixes) {
    if (value < needed) {
      faults.add(
          "%s=%d (expected at least %d: an answer has the timestamp of its %s)"
              .formatted(name, value, needed, service.input()));
      fixes.add(name + "=" + needed);
    }
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
