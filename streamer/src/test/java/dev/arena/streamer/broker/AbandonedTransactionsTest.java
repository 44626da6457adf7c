package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.cluster.AbandonedTransactions;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.config.ScorerService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@ExtendWith(SharedServers.class)
final class AbandonedTransactionsTest {
  private static final int OF_NO_MEMBER = 0;
  private static final int OF_A_MEMBER = 1;
  private static final int OF_ANOTHER_APPLICATION = 2;

  @TempDir private Path folder;

  @Test
  void onlyTheTransactionOfAScorerThatIsNotInItsGroupIsEnded(LocalServers servers)
      throws Exception {
    UUID member = UUID.randomUUID();
    try (Stage stage = new Stage(servers, folder.resolve("bundle"))) {
      String application = stage.pairs;
      stage.createTopic(stage.pairs, 1);
      stage.createTopic(stage.preferences, 3);
      try (KafkaConsumer<byte[], byte[]> scorer = join(servers, application, member);
          KafkaProducer<byte[], byte[]> killed =
              open(servers, application + "-" + UUID.randomUUID());
          KafkaProducer<byte[], byte[]> working = open(servers, application + "-" + member);
          KafkaProducer<byte[], byte[]> foreign =
              open(servers, application + "-other-" + UUID.randomUUID())) {
        scorer.subscribe(List.of(stage.pairs));
        Eventually.holds(
            () -> {
              scorer.poll(Duration.ofMillis(100));
              return !scorer.assignment().isEmpty();
            },
            () -> "the consumer has no partition");
        write(killed, stage.preferences, OF_NO_MEMBER);
        write(working, stage.preferences, OF_A_MEMBER);
        write(foreign, stage.preferences, OF_ANOTHER_APPLICATION);

        new AbandonedTransactions(
                Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
                application,
                Duration.ofMinutes(1),
                ScorerService.TEXT)
            .end();

        stage.produce(
            IntStream.range(0, 3)
                .mapToObj(
                    i -> new ProducerRecord<byte[], byte[]>(stage.preferences, i, null, bytes()))
                .toList());
        assertThat(stage.read(stage.preferences, 1))
            .as("records readable after the transactions")
            .extracting(ConsumerRecord::partition)
            .containsExactly(OF_NO_MEMBER);
        working.commitTransaction();
        foreign.commitTransaction();
        assertThat(stage.read(stage.preferences, 5)).hasSize(5);
      }
    }
  }

  /** A consumer that looks like one of Kafka Streams. */
  private static KafkaConsumer<byte[], byte[]> join(
      LocalServers servers, String application, UUID process) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            servers.kafka().bootstrapServers(),
            "group.id",
            application,
            "client.id",
            application + "-" + process + "-StreamThread-1-consumer"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> open(LocalServers servers, String process) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "transactional.id",
                process + "-1",
                "transaction.timeout.ms",
                600_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static void write(KafkaProducer<byte[], byte[]> producer, String topic, int partition) {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, partition, null, bytes()));
    producer.flush();
  }

  private static byte[] bytes() {
    return "text".getBytes(StandardCharsets.UTF_8);
  }
}
