package dev.arena.kafka.streams;

import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards records to sinks whose broker may be away.
 *
 * <p>Without a broker, a sink times out when it asks for the topic's partitions. Kafka Streams
 * would treat that as a failure of the processor that forwards. A {@code TaskCorruptedException}
 * makes it read the task's records again from the last commit instead, until that succeeds.
 */
public final class SinkForwarding {
  private static final Logger LOG = LoggerFactory.getLogger(SinkForwarding.class);

  private SinkForwarding() {}

  /**
   * Forwards a record.
   *
   * @param task the task that forwards
   * @param forward calls {@code context().forward}
   */
  public static void run(TaskId task, Runnable forward) {
    try {
      forward.run();
    } catch (TimeoutException brokerAway) {
      LOG.warn("The broker does not answer ({}); trying again", brokerAway.getMessage());
      throw new TaskCorruptedException(Set.of(task));
    }
  }
}
