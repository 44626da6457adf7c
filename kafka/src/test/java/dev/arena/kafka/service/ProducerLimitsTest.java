package dev.arena.kafka.service;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProducerLimitsTest {
  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void everyCompressionThatKafkaHasCanBeUsed(String type) {
    assertThatCode(() -> ProducerLimits.requireCompression(compression(type)))
        .doesNotThrowAnyException();
  }

  @Test
  void aCompressionThatKafkaDoesNotHaveIsNamedWithItsKey() {
    assertThatThrownBy(() -> ProducerLimits.requireCompression(compression("zip")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("zip")
        .hasMessageContaining("kafka.producer.compression.type");
  }

  private static Properties compression(String type) {
    Properties settings = new Properties();
    settings.put("application.id", "arena-scorer");
    settings.put("bootstrap.servers", "127.0.0.1:9092");
    settings.put("producer.compression.type", type);
    return settings;
  }
}
