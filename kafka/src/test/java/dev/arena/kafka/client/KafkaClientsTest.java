package dev.arena.kafka.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

final class KafkaClientsTest {
  @Test
  void aSettingThatKafkaRefusesIsTheUsersToFix() {
    Connection connection = Connection.to("no colon", "http://127.0.0.1:1");

    assertThatThrownBy(() -> KafkaClients.create(() -> new KafkaProducer<>(connection.producer())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no colon")
        .hasMessageContaining("keys under kafka.");
  }
}
