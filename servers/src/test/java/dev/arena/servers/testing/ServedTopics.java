package dev.arena.servers.testing;

import dev.arena.schemas.testing.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Topics that a test creates and uses at once. */
public final class ServedTopics {
  private ServedTopics() {}

  /**
   * Returns once each partition is served, which is only after the broker has confirmed the
   * creation: before that, an idempotent producer can get stuck (KAFKA-15591).
   */
  public static void create(Admin admin, List<NewTopic> topics) throws Exception {
    admin.createTopics(topics).all().get(1, TimeUnit.MINUTES);
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    AtomicReference<String> trouble = new AtomicReference<>("not asked");
    Eventually.holds(
        () -> {
          try {
            admin.listOffsets(ends).all().get(1, TimeUnit.MINUTES);
            return true;
          } catch (ExecutionException notYet) {
            trouble.set(String.valueOf(notYet.getCause()));
            return false;
          }
        },
        () -> "%s were created but are not served: %s".formatted(topics, trouble));
  }
}
