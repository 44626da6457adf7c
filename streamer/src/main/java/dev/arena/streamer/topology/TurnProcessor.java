package dev.arena.streamer.topology;

import dev.arena.schemas.ConversationPair;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Hands pairs on, and throws why a record is none. Kafka Streams reads a record before its turn,
 * and would write a dead letter then: into a transaction that can be committed without the record's
 * offset, so that a crash makes the same dead letter again (docs/decisions/0023).
 */
final class TurnProcessor
    extends ContextualProcessor<byte[], ReadRecord, byte[], ConversationPair> {
  private final UnknownSchemas unknown;

  TurnProcessor(UnknownSchemas unknown) {
    this.unknown = unknown;
  }

  @Override
  public void process(Record<byte[], ReadRecord> record) {
    if (record.value() instanceof ReadRecord.Pair read) {
      unknown.met();
      context().forward(record.withValue(read.pair()));
    } else if (record.value() instanceof ReadRecord.UnknownSchema named) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      throw unknown.met(place.partition(), place.offset(), named.id());
    } else if (record.value() instanceof ReadRecord.Poison poison) {
      throw poison.reason();
    }
  }
}
