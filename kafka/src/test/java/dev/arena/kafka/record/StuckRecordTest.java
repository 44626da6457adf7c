package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

final class StuckRecordTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ThreadActivity activity = new ThreadActivity(ThreadActivity.LONGEST, nanos::get);
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void aValueThatIsNeverReadToItsEndIsNoticed() throws Exception {
    MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    int schema = registry.register("arena.pairs-value", new AvroSchema(ArenaSerdes.pairSchema()));
    byte[] value = ByteBuffer.allocate(18).putInt(1, schema).array();
    CheckedDeserializer<ConversationPair> reader =
        PairReader.of(registry, new Hanging(), 1_000, nanos::get, activity);
    Thread thread =
        new Thread(
            () -> reader.deserialize("arena.pairs", new RecordHeaders(), value),
            "scorer-StreamThread-1");
    thread.start();
    try {
      assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
      nanos.addAndGet(Duration.ofSeconds(61).toNanos());

      assertThat(activity.stall())
          .hasValueSatisfying(
              stall ->
                  assertThat(stall.reason())
                      .startsWith("scorer-StreamThread-1 has made no progress for 61 s")
                      .contains("reading a record of arena.pairs with 18 bytes"));
    } finally {
      release.countDown();
      thread.join(60_000);
    }
    activity.look(List.of());
    assertThat(activity.stall()).isEmpty();
  }

  private final class Hanging implements Deserializer<ConversationPair> {
    @Override
    public ConversationPair deserialize(String topic, byte[] bytes) {
      throw new UnsupportedOperationException("records come with headers");
    }

    @Override
    public ConversationPair deserialize(String topic, Headers headers, byte[] bytes) {
      reading.countDown();
      try {
        assertThat(release.await(120, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException unexpected) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("it hung");
    }
  }
}
