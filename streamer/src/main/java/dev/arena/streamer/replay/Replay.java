package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A replay of files: sends their rows to the pairs' topic and can wait for the answers.
 *
 * <pre>{@code
 * Replay replay = new Replay(
 *     Connection.to("127.0.0.1:9092", "http://127.0.0.1:8081/apis/ccompat/v7"),
 *     ReplayOptions.awaiting(List.of("examples/pairs.csv"), Long.MAX_VALUE),
 *     (row, result) -> System.out.println(row.id() + " " + result));
 * ReplaySummary summary = replay.run();
 * }</pre>
 *
 * <p>Every record carries the headers {@code arena.replay.run} (this run's id) and {@code
 * arena.replay.row} (the row's number), which the scorer copies. The replay recognises answers by
 * them, and reads the topics from where they ended before the first row was sent. So other
 * producers, earlier runs and pairs with equal ids do no harm.
 *
 * <p>With votes, the winner of a row is sent as a {@link dev.arena.schemas.Vote} once the row's
 * preference was read, in the order of the rows.
 *
 * <p>A named run can be resumed after a crash: rows that an earlier attempt has committed are
 * skipped, and answers are read from the time at which the run began.
 *
 * <p>One thread calls {@link #run()}, which alternates between sending and reading; any thread may
 * call {@link #stop()} and {@link #progress()}.
 */
public final class Replay {
  private final Connection connection;
  private final ReplayOptions options;
  private final ReplayListener listener;
  private volatile String header;
  private volatile boolean stopped;
  private volatile ReplayProgress progress = ReplayProgress.NOTHING;

  /** A replay with a new id, or with the name in the options. */
  public Replay(Connection connection, ReplayOptions options, ReplayListener listener) {
    this.connection = connection;
    this.options = options;
    this.listener = listener;
    NamedRun named = options.run();
    this.header = named == null ? UUID.randomUUID().toString() : named.name();
  }

  /**
   * Runs to the end, or until no answer has come for the length of the timeout; rows without an
   * answer are then missing. Call only once.
   *
   * @throws dev.arena.schemas.failure.UserException if a file, the broker or the registry fails;
   *     rows already sent stay sent
   */
  public ReplaySummary run() throws InterruptedException {
    requireCluster();
    try (RowSource rows = new RowSource(options.input());
        OutstandingLimit limit =
            options.awaitsAnswers() ? null : new OutstandingLimit(connection, options.flow());
        PairSender sender = sender(limit == null ? place -> {} : limit::acknowledged);
        AnswerReader answers = options.awaitsAnswers() ? answers(sender) : null) {
      return new ReplayLoop(this, rows, sender, answers, limit).run();
    } catch (InterruptException e) {
      InterruptedException interrupted = new InterruptedException("the replay was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private PairSender sender(Consumer<RecordMetadata> acknowledged) throws InterruptedException {
    NamedRun named = options.run();
    if (named == null) {
      return new IdempotentSender(
          connection, new RunHeaders(header), options.input().votedAt(), acknowledged);
    }
    ResumableSender sender =
        ResumableSender.open(connection, named, options.input().votedAt(), acknowledged);
    header = sender.header();
    return sender;
  }

  private AnswerReader answers(PairSender sender) {
    @Nullable Instant since =
        sender instanceof ResumableSender resumed && resumed.sentBefore() > 0
            ? resumed.started()
            : null;
    return new AnswerReader(connection, new RunHeaders(header), since);
  }

  /** Makes {@link #run()} stop sending and return soon; rows already sent stay sent. */
  public void stop() {
    stopped = true;
  }

  /** The current counts. */
  public ReplayProgress progress() {
    return progress;
  }

  /** Value of the header {@code arena.replay.run}. */
  public String runId() {
    return header;
  }

  boolean isStopped() {
    return stopped;
  }

  void report(ReplayProgress now) {
    progress = now;
    listener.progress(now);
  }

  ReplayOptions options() {
    return options;
  }

  ReplayListener listener() {
    return listener;
  }

  private void requireCluster() throws InterruptedException {
    Map<String, AclOperation> uses = new HashMap<>();
    uses.put(connection.topics().pairs(), AclOperation.WRITE);
    if (options.awaitsAnswers()) {
      uses.put(connection.topics().preferences(), AclOperation.READ);
      uses.put(connection.topics().deadLetters(), AclOperation.READ);
    }
    boolean votes = options.input().votedAt() != null;
    if (votes) {
      uses.put(connection.votesTopic(), AclOperation.WRITE);
    }
    connection.requireTopics(uses);
    if (options.run() != null) {
      // a named run's progress is an offset of each topic; committing it needs this right
      Map<String, AclOperation> progress = new HashMap<>();
      progress.put(connection.topics().pairs(), AclOperation.READ);
      if (votes) {
        progress.put(connection.votesTopic(), AclOperation.READ);
      }
      connection.requireTopics(progress);
    }
    connection.requirePairsSchema();
    if (votes) {
      connection.requireVotesSchema();
    }
  }
}
