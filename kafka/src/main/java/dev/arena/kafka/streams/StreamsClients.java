package dev.arena.kafka.streams;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Supplies Kafka Streams with its default clients, except for the consumer of its input and the
 * producer of its output.
 *
 * @param budget limits what that consumer reads
 * @param work tells that consumer how long to wait for records
 * @param offsets lowers the offsets that both commit
 */
public record StreamsClients(InputBudget budget, PendingWork work, CommitOffsets offsets)
    implements KafkaClientSupplier {
  /** Clients of a topology that forwards the results of each record while it processes it. */
  public static StreamsClients limitedBy(InputBudget budget) {
    return new StreamsClients(budget, PendingWork.UNKNOWN, new CommitOffsets());
  }

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    return new BudgetedConsumer(settings, this);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    return new LoweringProducer(settings, offsets);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return plain(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return plain(settings);
  }

  private static Consumer<byte[], byte[]> plain(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer whose transactions commit the offsets of {@link CommitOffsets}. */
  private static final class LoweringProducer extends KafkaProducer<byte[], byte[]> {
    private final CommitOffsets offsets;

    LoweringProducer(Map<String, Object> settings, CommitOffsets offsets) {
      super(settings, new ByteArraySerializer(), new ByteArraySerializer());
      this.offsets = offsets;
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> processed, ConsumerGroupMetadata group) {
      super.sendOffsetsToTransaction(offsets.lowered(processed), group);
    }
  }
}
