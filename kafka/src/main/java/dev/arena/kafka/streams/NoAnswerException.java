package dev.arena.kafka.streams;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsException;

/** The function did not answer in time, and is considered dead. No record is at fault. */
public final class NoAnswerException extends StreamsException {
  private static final long serialVersionUID = 1L;

  public NoAnswerException(String topic, int partition, long offset, Duration timeout) {
    super(
        "no answer for %s-%d@%d within %d s; the model or its device is hanging. Look at the device, or at the machine's memory."
            .formatted(topic, partition, offset, timeout.toSeconds()));
  }
}
