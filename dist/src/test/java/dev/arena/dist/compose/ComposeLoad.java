package dev.arena.dist.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.client.Connection;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;

/** A load that sends pairs continuously until it is told to stop. */
final class ComposeLoad implements AutoCloseable {
  private static final long PAUSE_NANOS = 30_000_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicInteger produced = new AtomicInteger();
  private final Connection connection;
  private final String name;
  private final CompletableFuture<Void> running;

  /**
   * @param name the prefix of the pairs' ids
   */
  ComposeLoad(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
    this.running = CompletableFuture.runAsync(this::produce, task -> new Thread(task).start());
  }

  static String id(String name, int number) {
    return name + "-" + number;
  }

  /** Returns when this many more pairs have been sent. */
  void awaitProduced(int more) {
    int enough = produced.get() + more;
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (produced.get() < enough) {
      assertThat(running).isNotDone();
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Stops, and returns how many pairs were sent. */
  int end() {
    ending.set(true);
    assertThat(running).succeedsWithin(TIMEOUT);
    return produced.get();
  }

  private void produce() {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        Serde<ConversationPair> serde = ArenaSerdes.pairs(connection.registry())) {
      while (!ending.get()) {
        String id = id(name, produced.get());
        ConversationPair pair =
            TinyBundle.pair(
                id, "What is " + id + "?", "A number. ".repeat(id.hashCode() & 31), "?");
        String topic = connection.topics().pairs();
        producer
            .send(
                new ProducerRecord<>(
                    topic, id.getBytes(UTF_8), serde.serializer().serialize(topic, pair)))
            .get(1, TimeUnit.MINUTES);
        produced.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    ending.set(true);
  }
}
