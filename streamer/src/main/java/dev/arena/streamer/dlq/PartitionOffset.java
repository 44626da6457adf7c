package dev.arena.streamer.dlq;

import dev.arena.schemas.failure.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a dead letter is in its topic; written {@code PARTITION@OFFSET}. */
record PartitionOffset(int partition, long offset) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

  static PartitionOffset of(ConsumerRecord<?, ?> record) {
    return new PartitionOffset(record.partition(), record.offset());
  }

  /**
   * The place that a text names.
   *
   * @throws UsageException when it names none
   */
  static PartitionOffset parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "%s is no place of a dead letter; expected PARTITION@OFFSET such as 0@17, as ./arena dlq list shows it."
              .formatted(text));
    }
    return new PartitionOffset(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
