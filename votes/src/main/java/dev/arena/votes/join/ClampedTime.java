package dev.arena.votes.join;

import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.record.RecordTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's timestamp for stream time, which is never more than ten minutes ahead of the service's
 * clock. Otherwise one producer whose clock is years ahead would expire everything that the join
 * remembers, and its votes would count as cast in years to come. A header tells the own timestamp
 * of a record whose timestamp was changed, for its dead letter.
 */
final class ClampedTime implements TimestampExtractor {
  /** How far ahead of the service's clock stream time may be. */
  static final Duration AHEAD = Duration.ofMinutes(10);

  private static final String OWN = ArenaHeader.RECORD_TIME.headerName();

  private final InstantSource clock;
  private final RecordTime times;

  /**
   * @param clock the service's clock
   */
  ClampedTime(InstantSource clock) {
    this.clock = clock;
    this.times = new RecordTime(clock);
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    record.headers().remove(OWN); // only this class writes it
    long limit = clock.millis() + AHEAD.toMillis();
    long own = times.extract(record, partitionTime);
    if (own > limit) {
      record.headers().add(OWN, Long.toString(own).getBytes(StandardCharsets.UTF_8));
      return limit;
    }
    return own;
  }
}
