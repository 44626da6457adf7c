package dev.arena.kafka.record;

import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's timestamp, which becomes that of its answer. A record without one (-1 is allowed) gets
 * the latest one of its partition so far, or else the current time.
 */
public final class RecordTime implements TimestampExtractor {
  private final InstantSource clock;

  /**
   * @param clock gives the current time
   */
  public RecordTime(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (record.timestamp() >= 0) {
      return record.timestamp();
    }
    return partitionTime >= 0 ? partitionTime : clock.millis();
  }
}
