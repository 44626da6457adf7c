package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TransactionalSender;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends each row of a named run, and its vote, exactly once, even if the run is killed repeatedly.
 * One transaction commits rows and votes together with the number of the last row and of the last
 * row whose vote was sent. A resumed attempt rolls back the open transactions of earlier attempts.
 */
final class ResumableSender implements PairSender {
  private static final TransactionalSender.Limits LIMITS =
      new TransactionalSender.Limits(500, Duration.ofMillis(500));

  /** Bytes before the Avro body of a value: a zero byte and the schema's id, which may change. */
  private static final int WIRE_PREFIX = 5;

  private final String topic;
  private final NamedRun run;
  private final Consumer<RecordMetadata> acknowledged;
  private final TransactionalSender sender;
  private final RecordSizeLimit sizeLimit;
  private final RunRecords<ConversationPair> records;
  private final @Nullable VoteRecords votes;
  private final ReplayCheckpoint before;
  private final MessageDigest digest = Sha256.digest();
  private final List<Long> tooLarge = new ArrayList<>();

  /** Votes that wait until the rows of earlier attempts have been compared. */
  private final Deque<RowVote> held = new ArrayDeque<>();

  private long handled;

  /** The last row whose vote was sent, by this attempt or an earlier one. */
  private long lastVoted;

  private long voted;

  private record RowVote(long row, Vote vote) {}

  private ResumableSender(
      Connection connection,
      NamedRun run,
      @Nullable VotedAt votedAt,
      TransactionalSender sender,
      RecordSizeLimit sizeLimit,
      Consumer<RecordMetadata> acknowledged) {
    this.topic = connection.topics().pairs();
    this.run = run;
    this.sender = sender;
    this.sizeLimit = sizeLimit;
    this.acknowledged = acknowledged;
    this.before = ReplayCheckpoint.read(connection, run, votedAt != null);
    this.lastVoted = before.lastVoted();
    RunHeaders headers = new RunHeaders(header());
    this.records = RunRecords.pairs(connection, headers);
    this.votes =
        votedAt == null
            ? null
            : new VoteRecords(connection, headers, votedAt, InstantSource.system());
  }

  /**
   * Begins or resumes a run, and fences any other attempt that is still running.
   *
   * @param votedAt when the votes count as cast; null to send none
   * @param acknowledged called for each pair that the broker has written, on the producer's thread
   * @throws UserException if the cluster refuses, or if the run has sent rows and must not be
   *     resumed
   */
  static ResumableSender open(
      Connection connection,
      NamedRun run,
      @Nullable VotedAt votedAt,
      Consumer<RecordMetadata> acknowledged)
      throws InterruptedException {
    TopicLimit limit;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      limit = cluster.limit(connection.topics().pairs()).orElse(TopicLimit.UNKNOWN);
    }
    Map<String, Object> settings = connection.producer();
    TransactionalSender sender =
        new TransactionalSender(
            connection,
            settings,
            run.id(connection.topics().pairs()),
            LIMITS,
            messages(run.name()));
    try {
      // before initTransactions: a refused run must not fence another attempt
      ReplayCheckpoint.requireNewOrResumed(connection, run);
      sender.initTransactions();
      return new ResumableSender(
          connection, run, votedAt, sender, RecordSizeLimit.of(settings, limit), acknowledged);
    } catch (KafkaException refused) {
      sender.closeNow();
      throw sender.explained(refused);
    } catch (RuntimeException failed) {
      sender.closeNow();
      throw failed;
    }
  }

  private static TransactionalSender.Messages messages(String run) {
    return new TransactionalSender.Messages(
        () ->
            "another replay of run %s has taken over from this one, or this one paused for more than a minute; no row is sent twice. Wait until the other is done, or rerun with --resume."
                .formatted(run),
        reason ->
            "rows of run %s cannot be sent: %s Uncommitted rows were rolled back. Fix the cause and rerun with --resume."
                .formatted(run, reason));
  }

  /** When the first attempt began. */
  Instant started() {
    return before.started();
  }

  /** Value of the header {@code arena.replay.run}. */
  String header() {
    return before.header(run);
  }

  @Override
  public long sentBefore() {
    return before.rows();
  }

  @Override
  public void send(ReplayRow row) {
    ProducerRecord<byte[], byte[]> record = records.of(row.number(), row.id(), row.row().pair());
    digest.update(record.key());
    digest.update(record.value(), WIRE_PREFIX, record.value().length - WIRE_PREFIX);
    handled = row.number();
    boolean fits = sizeLimit.fits(record.key(), record.value(), record.headers());
    if (!fits) {
      tooLarge.add(row.number());
    }
    if (handled == before.rows()) {
      requireSameRows();
      sendHeldVotes();
    }
    if (handled <= before.rows()) {
      return;
    }
    if (fits) {
      sender.send(
          record,
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.accept(metadata);
            }
          });
    } else {
      sender.begin(); // commits the row's number although the row is not sent
    }
    poll();
  }

  @Override
  public void vote(ReplayRow row, Instant scoredAt) {
    if (votes != null && row.number() > before.lastVoted()) {
      held.add(new RowVote(row.number(), votes.of(row, scoredAt)));
      if (handled >= before.rows()) {
        sendHeldVotes();
      }
    }
  }

  private void sendHeldVotes() {
    while (votes != null && !held.isEmpty()) {
      RowVote next = held.remove();
      sender.send(votes.record(next.row(), next.vote()), (metadata, failure) -> {});
      lastVoted = next.row();
      voted++;
      poll();
    }
  }

  @Override
  public long votes() {
    return voted;
  }

  private void requireSameRows() {
    if (!digest().equals(before.digest())) {
      throw new UserException(
          "run %s has sent %d rows, and the first %d rows of the files have changed; expected the same files, in the same order. Name those files, or begin a run with another name."
              .formatted(run.name(), before.rows(), before.rows()));
    }
  }

  @Override
  public void poll() {
    if (sender.isDue()) {
      commit();
    }
  }

  @Override
  public void finish() {
    commit();
  }

  private void commit() {
    sender.commit(
        producer ->
            producer.sendOffsetsToTransaction(
                before.offsets(handled, digest(), lastVoted), before.group()));
  }

  /** The hash of the rows so far; more rows may follow. */
  private String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
    }
  }

  @Override
  public void check(BiConsumer<Long, RowResult> refused) {
    for (long row : tooLarge) {
      refused.accept(
          row,
          new RowResult.Missing(
              "it was not sent: it does not fit into %s, which takes at most %d bytes; raise its max.message.bytes"
                  .formatted(topic, sizeLimit.topic().bytes())));
    }
    tooLarge.clear();
  }

  @Override
  public void close() {
    sender.close();
    records.close();
    if (votes != null) {
      votes.close();
    }
  }
}
