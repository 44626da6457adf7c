package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class LocalServersTest {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(40);

  @TempDir Path directory;

  @Test
  void aKilledBrokerRestartsOnTheSamePortWithItsTopics() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory)) {
      String address = kafka.bootstrapServers();
      try (Admin admin = admin(kafka)) {
        admin
            .createTopics(List.of(new NewTopic("kept", 2, (short) 1)))
            .all()
            .get(1, TimeUnit.MINUTES);
      }
      kafka.process().kill();
      assertThat(kafka.process().alive()).isFalse();
      kafka.process().restart();
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      try (Admin admin = admin(kafka)) {
        assertThat(admin.listTopics().names().get(1, TimeUnit.MINUTES)).contains("kept");
      }
    }
  }

  @Test
  void aTransactionThatTimesOutWhileTheBrokerIsDeadIsAbortedOnEveryPartition() throws Exception {
    int partitions = 4;
    try (LocalKafka kafka = LocalKafka.start(directory);
        Admin admin = admin(kafka)) {
      admin
          .createTopics(List.of(new NewTopic("out", partitions, (short) 1)))
          .all()
          .get(1, TimeUnit.MINUTES);
      try (Producer<Integer, String> abandoned = openTransaction(kafka, partitions)) {
        kafka.process().kill();
        abandoned.close(Duration.ZERO);
      }
      kafka.process().restart();
      try (Producer<Integer, String> after = producer(kafka, Map.of())) {
        writeToEach(after, partitions, "after");
      }

      // without its marker, a partition hides all later records from read_committed consumers
      assertThat(committed(kafka, partitions)).containsOnly("after").hasSize(partitions);
    }
  }

  /** Writes to each partition in a transaction whose timeout is as short as this machine allows. */
  private static Producer<Integer, String> openTransaction(LocalKafka kafka, int partitions)
      throws Exception {
    for (int timeout = 1_000; ; timeout *= 2) {
      Producer<Integer, String> producer =
          producer(
              kafka,
              Map.of(
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  "abandoned",
                  ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                  timeout));
      try {
        producer.initTransactions();
        producer.beginTransaction();
        writeToEach(producer, partitions, "aborted");
        return producer;
      } catch (ExecutionException failed) {
        producer.close(Duration.ZERO);
        if (!(failed.getCause() instanceof InvalidProducerEpochException)) {
          throw failed;
        }
        // the transaction timed out before every partition had its record
      }
    }
  }

  private static Producer<Integer, String> producer(LocalKafka kafka, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    return new KafkaProducer<>(settings, new IntegerSerializer(), new StringSerializer());
  }

  private static void writeToEach(Producer<Integer, String> producer, int partitions, String value)
      throws Exception {
    for (int partition = 0; partition < partitions; partition++) {
      producer
          .send(new ProducerRecord<>("out", partition, partition, value))
          .get(1, TimeUnit.MINUTES);
    }
  }

  /** Reads as many committed values as there are partitions; fewer if the timeout passes. */
  private static List<String> committed(LocalKafka kafka, int partitions) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    List<String> values = new ArrayList<>();
    try (Consumer<Integer, String> reader =
        new KafkaConsumer<>(settings, new IntegerDeserializer(), new StringDeserializer())) {
      reader.assign(
          IntStream.range(0, partitions)
              .mapToObj(each -> new TopicPartition("out", each))
              .toList());
      long start = System.nanoTime();
      while (values.size() < partitions && System.nanoTime() - start < READ_TIMEOUT.toNanos()) {
        reader.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  @Test
  void aRegistryRequiresFullTransitiveCompatibilityEvenAfterARestart() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(directory)) {
      assertThat(get(registry.url() + "/config")).contains("FULL_TRANSITIVE");
      String url = registry.url();
      registry.process().restart();
      assertThat(registry.url()).isEqualTo(url);
      assertThat(get(url + "/config")).contains("FULL_TRANSITIVE");
    }
  }

  @Test
  void aPortInUseIsReportedTogetherWithItsFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalKafka.start(directory, port))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("port " + port + " is in use")
          .hasMessageContaining("--kafka-port");
      assertThatThrownBy(() -> LocalRegistry.start(directory, port))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("port " + port + " is in use")
          .hasMessageContaining("--registry-port");
    }
  }

  private static Admin admin(LocalKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static String get(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
