package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@link ThreadActivity} tells a broker that has no records from one that is away. */
@Tag("broker")
final class AnsweredFetchesTest {
  private static final TopicPartition EMPTY = new TopicPartition("empty", 0);

  @TempDir private Path folder;
  private final String thread = Thread.currentThread().getName();
  private final ThreadActivity activity =
      new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime);

  @AfterEach
  void restoreName() {
    Thread.currentThread().setName(thread);
  }

  @Test
  void fetchesAreAnsweredWhileThereAreNoRecordsAndAreNotWithoutABroker() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(folder)) {
      createTopic(kafka.bootstrapServers());
      // as Kafka Streams names a thread and its consumer
      Thread.currentThread().setName("test-StreamThread-1");
      BudgetedConsumer consumer =
          new BudgetedConsumer(
              Map.of(
                  "bootstrap.servers",
                  kafka.bootstrapServers(),
                  "client.id",
                  "test-StreamThread-1-consumer"),
              StreamsClients.limitedBy(InputBudget.inHeap(1 << 20)));
      try {
        consumer.assign(List.of(EMPTY));
        consumer.seekToBeginning(List.of(EMPTY));
        awaitAnswers(consumer, 3);

        kafka.process().kill();
        consumer.poll(Duration.ofSeconds(1));
        long before = fetches(consumer);
        assertThat(consumer.poll(Duration.ofSeconds(3)).count()).isZero();
        assertThat(fetches(consumer)).isEqualTo(before);
      } finally {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private void awaitAnswers(BudgetedConsumer consumer, int count) throws Exception {
    Eventually.holds(
        () -> {
          assertThat(consumer.poll(Duration.ofMillis(100)).count()).isZero();
          return fetches(consumer) >= count;
        },
        () -> fetches(consumer) + " fetches were answered");
  }

  private long fetches(BudgetedConsumer consumer) {
    activity.look(consumer.metrics().values());
    return activity.answeredFetches();
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(List.of(new NewTopic(EMPTY.topic(), 1, (short) 1)))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }
}
