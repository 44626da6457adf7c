package example;

import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints preferences as JSON lines, from the start of the topic, until {@code -Dlimit}. */
public final class ReadPreferences {
  private ReadPreferences() {}

  public static void main(String[] arguments) {
    Map<String, Object> registry =
        Map.of(
            "schema.registry.url",
            System.getProperty("registry", "http://localhost:8081/apis/ccompat/v7"));
    Map<String, Object> kafka =
        Map.of(
            "bootstrap.servers", System.getProperty("brokers", "localhost:9092"),
            // a new group reads everything each time; a service keeps its group's name
            "group.id", "arena-java-" + UUID.randomUUID(),
            "enable.auto.commit", "false",
            "auto.offset.reset", "earliest",
            // only a reader of committed records sees each pair answered exactly once
            "isolation.level", "read_committed");
    String topic = System.getProperty("preferences", "arena.preferences");
    long limit = Long.getLong("limit", Long.MAX_VALUE);

    try (Serde<Preference> serde = ArenaSerdes.preferences(registry);
        Consumer<String, Preference> consumer =
            new KafkaConsumer<>(kafka, new StringDeserializer(), serde.deserializer())) {
      consumer.subscribe(List.of(topic));
      for (long read = 0; read < limit; ) {
        for (ConsumerRecord<String, Preference> record : consumer.poll(Duration.ofSeconds(1))) {
          // an Avro record prints itself as JSON
          System.out.println(record.value());
          read++;
        }
      }
    }
  }
}
