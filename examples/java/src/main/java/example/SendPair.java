package example;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.serde.ArenaSerdes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends one pair to be scored: a prompt and two answers. */
public final class SendPair {
  private SendPair() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("expected three arguments: a prompt, answer A and answer B");
      System.exit(2);
    }
    Map<String, Object> registry =
        Map.of(
            "schema.registry.url",
            System.getProperty("registry", "http://localhost:8081/apis/ccompat/v7"));
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", System.getProperty("brokers", "localhost:9092"));
    String topic = System.getProperty("pairs", "arena.pairs");
    String id = System.getProperty("id", UUID.randomUUID().toString());

    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId(id)
            .setTurns(List.of(new Turn(arguments[0], arguments[1], arguments[2])))
            .build();
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(registry);
        Producer<String, ConversationPair> producer =
            new KafkaProducer<>(kafka, new StringSerializer(), serde.serializer())) {
      RecordMetadata sent = producer.send(new ProducerRecord<>(topic, id, pair)).get();
      System.out.printf(
          "%s is at offset %d of %s-%d%n", id, sent.offset(), topic, sent.partition());
    }
  }
}
