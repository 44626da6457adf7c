package dev.arena.kafka.record;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards the values of records that could be read; for any other record, throws the reason. Kafka
 * Streams reads a record before its turn. A dead letter written at that time could be committed
 * without the record's offset, so a crash would produce the same dead letter again
 * (docs/decisions/0023).
 *
 * @param <T> the type of values
 */
public final class ReadGateProcessor<T>
    extends ContextualProcessor<byte[], ReadRecord<T>, byte[], T> {
  private final UnknownSchemas unknown;
  private final InputBudget budget;
  private final ThreadActivity activity;

  /**
   * @param unknown counts records whose schema the registry does not know
   * @param budget receives the offsets of records that cannot be read
   * @param activity is notified when a record is processed
   */
  public ReadGateProcessor(UnknownSchemas unknown, InputBudget budget, ThreadActivity activity) {
    this.unknown = unknown;
    this.budget = budget;
    this.activity = activity;
  }

  @Override
  public void process(Record<byte[], ReadRecord<T>> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    activity.processing(place.topic(), place.partition(), place.offset());
    try {
      act(record, place);
    } finally {
      activity.done();
    }
  }

  private void act(Record<byte[], ReadRecord<T>> record, RecordMetadata place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    if (!(record.value() instanceof ReadRecord.Value<T>)) {
      budget.rejected(partition, place.offset());
    }
    T value = record.value().atItsTurn(unknown, partition, place.offset());
    context().forward(record.withValue(value));
  }
}
