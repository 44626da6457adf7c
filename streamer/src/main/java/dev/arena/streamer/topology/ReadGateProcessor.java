package dev.arena.streamer.topology;

import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.progress.ThreadActivity;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Hands pairs on, and throws why a record is none. Kafka Streams reads a record before its turn,
 * and would write a dead letter then: into a transaction that can be committed without the record's
 * offset, so that a crash makes the same dead letter again (docs/decisions/0023).
 */
final class ReadGateProcessor
    extends ContextualProcessor<byte[], ReadRecord, byte[], ConversationPair> {
  private final UnknownSchemas unknown;
  private final InputBudget budget;
  private final ThreadActivity activity;

  ReadGateProcessor(UnknownSchemas unknown, InputBudget budget, ThreadActivity activity) {
    this.unknown = unknown;
    this.budget = budget;
    this.activity = activity;
  }

  @Override
  public void process(Record<byte[], ReadRecord> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    activity.processing(place.topic(), place.partition(), place.offset());
    try {
      act(record, place);
    } finally {
      activity.done();
    }
  }

  private void act(Record<byte[], ReadRecord> record, RecordMetadata place) {
    if (record.value() instanceof ReadRecord.Pair read) {
      unknown.met();
      context().forward(record.withValue(read.pair()));
      return;
    }
    budget.rejected(new TopicPartition(place.topic(), place.partition()), place.offset());
    if (record.value() instanceof ReadRecord.UnknownSchema named) {
      throw unknown.met(place.partition(), place.offset(), named.id());
    } else if (record.value() instanceof ReadRecord.Poison poison) {
      throw poison.reason();
    }
  }
}
