package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.config.TestService;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WriteOutcomesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final WriteOutcomes outcomes = new WriteOutcomes(TestService.TEXT, nanos::get);
  private final WriteOutcomes.WriteInterceptor interceptor = new WriteOutcomes.WriteInterceptor();

  @BeforeEach
  void configure() {
    interceptor.configure(Map.of(WriteOutcomes.CONFIG, outcomes));
  }

  @Test
  void aTopicThatRefusesARecordIsReportedUntilItAcceptsOne() {
    refuse("arena.preferences", new InvalidTimestampException("too old"));
    nanos.addAndGet(Duration.ofSeconds(90).toNanos());
    refuse("arena.preferences", new InvalidTimestampException("too old again"));

    assertThat(outcomes.refusal())
        .contains(
            new WriteOutcomes.Refusal(
                "topic arena.preferences refused a record (InvalidTimestampException: too old again); expected it to accept every preference and dead letter",
                Duration.ofSeconds(90)));

    take("arena.pairs.dlq");
    assertThat(outcomes.refusal()).isPresent();
    take("arena.preferences");
    assertThat(outcomes.refusal()).isEmpty();
  }

  @Test
  void aProducerThatIsReplacedOrAbortsSaysNothingAboutTheTopic() {
    refuse("arena.preferences", new TransactionAbortedException());
    refuse("arena.preferences", new ProducerFencedException("another one"));
    refuse("arena.preferences", new IllegalStateException("closed"));
    assertThat(outcomes.refusal()).isEmpty();
  }

  @Test
  void aUsersInterceptorIsKept() {
    Properties settings = new Properties();
    settings.put("producer.interceptor.classes", "com.example.Tracing");
    outcomes.install(settings);
    assertThat(settings.get("producer.interceptor.classes"))
        .isEqualTo("com.example.Tracing," + WriteOutcomes.WriteInterceptor.class.getName());
  }

  @Test
  void anInvalidRecordIsARefusal() {
    refuse("arena.pairs.dlq", new InvalidRecordException("no key"));
    assertThat(outcomes.refusal()).isPresent();
  }

  private void refuse(String topic, Exception answer) {
    interceptor.onAcknowledgement(metadata(topic), answer);
  }

  private void take(String topic) {
    interceptor.onAcknowledgement(metadata(topic), null);
  }

  private static RecordMetadata metadata(String topic) {
    return new RecordMetadata(new TopicPartition(topic, 0), 0, 0, 0, 0, 0);
  }
}
