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
import org.jspecify.annotations.Nullable;

/**
 * The progress of a named run. It is stored as the offsets that a consumer group without members
 * commits for partition 0 of the pairs' topic and of the votes' topic; the content of these
 * partitions does not matter.
 *
 * @param rows number of rows sent, or refused by the broker: the committed offset
 * @param lastVoted the last row whose vote was sent: the committed offset of the votes' topic
 * @param started when the run began, on the clock of the machine that began it
 * @param digest the hash of these rows, by which changed files are detected
 * @param partition the partition whose offset is committed
 * @param votes the partition whose offset is committed for votes; null if the run sends none
 * @param group the consumer group that commits it
 */
record ReplayCheckpoint(
    long rows,
    long lastVoted,
    Instant started,
    String digest,
    TopicPartition partition,
    @Nullable TopicPartition votes,
    ConsumerGroupMetadata group) {
  private static final Pattern METADATA = Pattern.compile("arena-replay 1 (\\d{1,18}) ([0-9a-f]+)");
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Reads the checkpoint after the transactions of earlier attempts have ended. A run that has
   * committed nothing begins now.
   *
   * @param withVotes whether the run sends votes
   * @throws UserException if the run has sent rows and must not be resumed
   */
  static ReplayCheckpoint read(Connection connection, NamedRun run, boolean withVotes) {
    return read(
        connection,
        run,
        withVotes ? new TopicPartition(connection.votesTopic(), 0) : null,
        connection.consumer());
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
    read(connection, run, null, settings);
  }

  private static ReplayCheckpoint read(
      Connection connection,
      NamedRun run,
      @Nullable TopicPartition votes,
      Map<String, Object> settings) {
    String id = run.id(connection.topics().pairs());
    TopicPartition partition = new TopicPartition(connection.topics().pairs(), 0);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    Consumer<byte[], byte[]> consumer = KafkaClients.create(() -> new KafkaConsumer<>(settings));
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          consumer.committed(
              votes == null ? Set.of(partition) : Set.of(partition, votes), connection.timeout());
      OffsetAndMetadata committed = offsets.get(partition);
      if (committed == null) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return new ReplayCheckpoint(0, 0, now, "", partition, votes, consumer.groupMetadata());
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
      OffsetAndMetadata lastVoted = votes == null ? null : offsets.get(votes);
      return new ReplayCheckpoint(
          committed.offset(),
          lastVoted == null ? 0 : lastVoted.offset(),
          Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
          matcher.group(2),
          partition,
          votes,
          consumer.groupMetadata());
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  /**
   * The offsets to commit for this run after {@code rows} rows with this hash.
   *
   * @param voted the last row whose vote was sent, 0 if there is none
   */
  Map<TopicPartition, OffsetAndMetadata> offsets(long rows, String digest, long voted) {
    OffsetAndMetadata sent =
        new OffsetAndMetadata(
            rows, "arena-replay 1 %d %s".formatted(started.toEpochMilli(), digest));
    return votes == null
        ? Map.of(partition, sent)
        : Map.of(partition, sent, votes, new OffsetAndMetadata(voted, "arena-replay-votes 1"));
  }

  /** Value of the header {@code arena.replay.run}: unique, even among runs of the same name. */
  String header(NamedRun run) {
    return run.name() + "@" + started.toEpochMilli();
  }
}
