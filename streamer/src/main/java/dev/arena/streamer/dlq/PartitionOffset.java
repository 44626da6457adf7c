package dev.arena.streamer.dlq;

import dev.arena.schemas.failure.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A dead letter's position in its topic, written as {@code PARTITION@OFFSET}. */
record PartitionOffset(int partition, long offset) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

  static PartitionOffset of(ConsumerRecord<?, ?> record) {
    return new PartitionOffset(record.partition(), record.offset());
  }

  /**
   * Parses a position.
   *
   * @throws UsageException if the text is not a position
   */
  static PartitionOffset parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "%s is not the position of a dead letter; expected PARTITION@OFFSET such as 0@17, as ./arena dlq list shows it."
              .formatted(text));
    }
    return new PartitionOffset(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
