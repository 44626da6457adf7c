package dev.arena.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.client.TransactionalSender.Limits;
import dev.arena.kafka.client.TransactionalSender.Messages;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionalSenderTest {
  private static final int MEGA = 1 << 20;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long nanos;

  @AutoClose
  private final TransactionalSender sender =
      new TransactionalSender(
          "broker:9092",
          producer,
          new Limits(3, Duration.ofSeconds(2)),
          new Messages(() -> "fenced", reason -> "failed: " + reason),
          () -> nanos);

  @BeforeEach
  void initTransactions() {
    sender.initTransactions();
  }

  @Test
  void aTransactionIsDueOnceItHasEnoughRecords() {
    send(10);
    send(10);
    assertThat(sender.isDue()).isFalse();
    send(10);
    assertThat(sender.isDue()).isTrue();
    sender.commit(ignored -> {});
    assertThat(sender.isDue()).isFalse();
    assertThat(producer.commitCount()).isOne();
    assertThat(producer.history()).hasSize(3);
  }

  @Test
  void aTransactionIsDueOnceItIsOldHoweverFewItsRecords() {
    send(10);
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(sender.isDue()).isFalse();
    nanos++;
    assertThat(sender.isDue()).isTrue();
    sender.commit(ignored -> {});
    send(10);
    assertThat(sender.isDue()).as("the next transaction is young").isFalse();
  }

  @Test
  void aTransactionIsDueOnceItsRecordsAreLarge() {
    send(9 * MEGA);
    assertThat(sender.isDue()).isFalse();
    send(9 * MEGA);
    assertThat(sender.isDue()).isTrue();
  }

  @Test
  void withoutATransactionNothingIsDueOrCommitted() {
    nanos += Duration.ofDays(1).toNanos();
    assertThat(sender.isDue()).isFalse();
    sender.commit(ignored -> {});
    assertThat(producer.commitCount()).isZero();
  }

  @Test
  void aRefusedCommitIsExplained() {
    send(10);
    producer.commitTransactionException = new RecordTooLargeException("too large");
    assertThatThrownBy(() -> sender.commit(ignored -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("failed: ");
  }

  private void send(int bytes) {
    sender.send(new ProducerRecord<>("topic", new byte[bytes]), (metadata, failure) -> {});
  }
}
