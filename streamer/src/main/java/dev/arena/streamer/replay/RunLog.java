package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a named run's progress stands: in an offset that its consumer group has committed. The
 * group has no members.
 *
 * @param progress how far the run was when it was read
 * @param place the partition whose offset it is; what stands in that partition does not matter
 * @param group under which it is committed
 */
record RunLog(RunProgress progress, TopicPartition place, ConsumerGroupMetadata group) {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Reads it, once the transactions of earlier attempts are ended; a run that has committed nothing
   * begins now.
   *
   * @throws UserException when it has sent rows and shall not be resumed
   */
  static RunLog read(Connection connection, NamedRun run, InstantSource clock) {
    return read(connection, run, clock, connection.consumer());
  }

  /**
   * Looks at what is committed while an earlier attempt may still run, and leaves that alone.
   *
   * @throws UserException when the run has sent rows and shall not be resumed
   */
  static void requireNewOrResumed(Connection connection, NamedRun run) {
    if (run.resume()) {
      return;
    }
    Map<String, Object> settings = connection.consumer();
    // else it waits for the end of the other's transaction
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    read(connection, run, InstantSource.system(), settings);
  }

  private static RunLog read(
      Connection connection, NamedRun run, InstantSource clock, Map<String, Object> settings) {
    String id = run.id(connection.topics().pairs());
    TopicPartition place = new TopicPartition(connection.topics().pairs(), 0);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    Consumer<byte[], byte[]> consumer = KafkaClients.create(() -> new KafkaConsumer<>(settings));
    try {
      OffsetAndMetadata committed =
          consumer.committed(Set.of(place), connection.timeout()).get(place);
      RunProgress progress =
          committed == null
              ? RunProgress.begun(clock.instant())
              : RunProgress.of(committed).orElseThrow(() -> foreign(id, run));
      if (committed != null && !run.resume()) {
        throw new UserException(
            "run %s has sent %d rows already; expected a new name. Add --resume to go on with it, or name another run."
                .formatted(run.name(), progress.rows()));
      }
      return new RunLog(progress, place, consumer.groupMetadata());
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private static UserException foreign(String id, NamedRun run) {
    return new UserException(
        "consumer group %s holds offsets that no replay of this version has written; expected the progress of run %s. Begin a run of another name."
            .formatted(id, run.name()));
  }
}
