package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The progress of a named run. It is stored as the offset that a consumer group without members
 * commits for partition 0 of the pairs' topic; the content of that partition does not matter.
 *
 * @param rows number of rows sent, or refused by the broker: the committed offset
 * @param started when the run began, on the clock of the machine that began it
 * @param digest the hash of these rows, by which changed files are detected
 * @param partition the partition whose offset is committed
 * @param group the consumer group that commits it
 */
record ReplayCheckpoint(
    long rows,
    Instant started,
    String digest,
    TopicPartition partition,
    ConsumerGroupMetadata group) {
  private static final Pattern METADATA = Pattern.compile("arena-replay 1 (\\d{1,18}) ([0-9a-f]+)");
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Reads the checkpoint after the transactions of earlier attempts have ended. A run that has
   * committed nothing begins now.
   *
   * @throws UserException if the run has sent rows and must not be resumed
   */
  static ReplayCheckpoint read(Connection connection, NamedRun run) {
    return read(connection, run, connection.consumer());
  }

  /**
   * Checks the committed progress without ending an earlier attempt that may still be running.
   *
   * @throws UserException if the run has sent rows and must not be resumed
   */
  static void requireNewOrResumed(Connection connection, NamedRun run) {
    if (run.resume()) {
      return;
    }
    Map<String, Object> settings = connection.consumer();
    // read_committed would wait for the end of the other attempt's transaction
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    read(connection, run, settings);
  }

  private static ReplayCheckpoint read(
      Connection connection, NamedRun run, Map<String, Object> settings) {
    String id = run.id(connection.topics().pairs());
    TopicPartition partition = new TopicPartition(connection.topics().pairs(), 0);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    Consumer<byte[], byte[]> consumer = KafkaClients.create(() -> new KafkaConsumer<>(settings));
    try {
      OffsetAndMetadata committed =
          consumer.committed(Set.of(partition), connection.timeout()).get(partition);
      if (committed == null) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return new ReplayCheckpoint(0, now, "", partition, consumer.groupMetadata());
      }
      Matcher matcher = METADATA.matcher(committed.metadata());
      if (!matcher.matches()) {
        throw new UserException(
            "consumer group %s holds offsets that this version of ./arena replay did not write; expected the progress of run %s. Begin a run with another name."
                .formatted(id, run.name()));
      }
      if (!run.resume()) {
        throw new UserException(
            "run %s has already sent %d rows; expected a new name. Add --resume to continue it, or name another run."
                .formatted(run.name(), committed.offset()));
      }
      return new ReplayCheckpoint(
          committed.offset(),
          Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
          matcher.group(2),
          partition,
          consumer.groupMetadata());
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  /** The offsets to commit for this run after {@code rows} rows with this hash. */
  Map<TopicPartition, OffsetAndMetadata> offsets(long rows, String digest) {
    return Map.of(
        partition,
        new OffsetAndMetadata(
            rows, "arena-replay 1 %d %s".formatted(started.toEpochMilli(), digest)));
  }

  /** Value of the header {@code arena.replay.run}: unique, even among runs of the same name. */
  String header(NamedRun run) {
    return run.name() + "@" + started.toEpochMilli();
  }
}
