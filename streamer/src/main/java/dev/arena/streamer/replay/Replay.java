package dev.arena.streamer.replay;

import dev.arena.schemas.csv.CsvPair;
import dev.arena.streamer.client.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * One run over some CSV files: rows are sent to the pairs' topic and, if wanted, their answers
 * awaited.
 *
 * <pre>{@code
 * Replay replay = Replay.of(
 *     Connection.to("127.0.0.1:9092", "http://127.0.0.1:8081/apis/ccompat/v7"),
 *     ReplayOptions.awaiting(List.of("examples/pairs.csv")),
 *     (row, fate) -> System.out.println(row.id() + " " + fate));
 * ReplaySummary summary = replay.run();
 * }</pre>
 *
 * <p>Every record carries the headers {@code arena.replay.run} (this run's id) and {@code
 * arena.replay.row} (its number), which the scorer copies; answers are known by them, read from
 * where the topics ended before the first row was sent. So other producers, earlier runs and pairs
 * with equal ids do not disturb.
 *
 * <p>{@link #run()} belongs to one thread, which sends and reads by turns; {@link #stop()} and
 * {@link #progress()} may be called from any.
 */
public final class Replay {
  /** Rows that may be unanswered at a time; the bound of a run's memory. */
  private static final int MOST_OUTSTANDING = 100_000;

  private static final int SENT_AT_A_TIME = 200;
  private static final Duration NO_WAIT = Duration.ofMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final Connection connection;
  private final ReplayOptions options;
  private final ReplayListener listener;
  private final String run;
  private final LongSupplier nanoClock;
  private volatile boolean stopped;
  private volatile ReplayProgress progress = ReplayProgress.NOTHING;

  private Replay(
      Connection connection, ReplayOptions options, ReplayListener listener, String run) {
    this.connection = connection;
    this.options = options;
    this.listener = listener;
    this.run = run;
    this.nanoClock = System::nanoTime;
  }

  /** A run with an id of its own. */
  public static Replay of(Connection connection, ReplayOptions options, ReplayListener listener) {
    return new Replay(connection, options, listener, UUID.randomUUID().toString());
  }

  /**
   * Runs to the end, or until no answer came for the timeout; rows without answer are missing then.
   * To be called once.
   *
   * @throws dev.arena.schemas.failure.UserException when a file, the broker or the registry fails;
   *     rows sent before stay sent
   */
  public ReplaySummary run() throws InterruptedException {
    requireCluster();
    RunHeaders headers = new RunHeaders(run);
    try (RowSource rows = new RowSource(options.files(), options.badRows(), options.limit());
        AnswerReader answers =
            options.awaitsAnswers() ? new AnswerReader(connection, headers) : null;
        PairSender sender = new PairSender(connection, headers)) {
      return new Run(rows, sender, answers).go();
    } catch (InterruptException e) {
      InterruptedException interrupted = new InterruptedException("the replay was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Makes {@link #run()} send nothing more and return soon; what was sent is sent. */
  public void stop() {
    stopped = true;
  }

  /** The counts at this moment. */
  public ReplayProgress progress() {
    return progress;
  }

  /** Value of the header {@code arena.replay.run}. */
  public String runId() {
    return run;
  }

  private void requireCluster() throws InterruptedException {
    Map<String, AclOperation> uses = new HashMap<>();
    uses.put(connection.topics().pairs(), AclOperation.WRITE);
    if (options.awaitsAnswers()) {
      uses.put(connection.topics().preferences(), AclOperation.READ);
      uses.put(connection.topics().deadLetters(), AclOperation.READ);
    }
    connection.requireTopics(uses);
    connection.requirePairsSchema();
  }

  /** The state of {@link #run()}. */
  private final class Run {
    private final RowSource rows;
    private final PairSender sender;
    private final @Nullable AnswerReader answers;
    private final AnswerWindow account = new AnswerWindow(MOST_OUTSTANDING, listener);
    private final long start = nanoClock.getAsLong();
    private final Pace pace = new Pace(options.rate(), start);
    private long sent;
    private long refused;
    private long lastAnswer = start;
    private boolean gaveUp;

    Run(RowSource rows, PairSender sender, @Nullable AnswerReader answers) {
      this.rows = rows;
      this.sender = sender;
      this.answers = answers;
    }

    ReplaySummary go() throws InterruptedException {
      boolean more = true;
      while (!stopped && !gaveUp && (more || awaited() > 0)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the replay was interrupted");
        }
        more = sendWhatIsDue();
        sender.check(this::refuse);
        read(more ? untilNext() : LONGEST_WAIT);
        report();
        giveUpIfOverdue();
      }
      sender.flush();
      sender.check(this::refuse);
      Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - start);
      if (answers != null && !stopped && !gaveUp) {
        answers.readToEnd(LAST_LOOK, account);
      }
      report();
      return new ReplaySummary(run, progress, rows.skipped(), elapsed);
    }

    /** Whether there are more rows. */
    private boolean sendWhatIsDue() {
      for (int i = 0; i < SENT_AT_A_TIME; i++) {
        boolean due = pace.until(sent, nanoClock.getAsLong()).compareTo(Duration.ZERO) <= 0;
        if (!due || (answers != null && !account.hasRoom())) {
          return true;
        }
        if (!rows.hasNext()) {
          return false;
        }
        send(rows.next());
      }
      return true;
    }

    private void send(CsvPair row) {
      sent++;
      if (answers != null) {
        if (awaited() == 0) {
          lastAnswer = nanoClock.getAsLong();
        }
        account.sent(ReplayRow.of(sent, row));
      }
      sender.send(sent, row.pair());
    }

    private Duration untilNext() {
      Duration wait = pace.until(sent, nanoClock.getAsLong());
      if (wait.compareTo(NO_WAIT) < 0) {
        return NO_WAIT;
      }
      return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private void read(Duration patience) {
      if (answers == null) {
        if (patience.compareTo(NO_WAIT) > 0) {
          LockSupport.parkNanos(patience.toNanos());
        }
        return;
      }
      long before = awaited();
      answers.read(patience, account);
      if (awaited() < before) {
        lastAnswer = nanoClock.getAsLong();
      }
    }

    private void giveUpIfOverdue() {
      if (awaited() > 0 && nanoClock.getAsLong() - lastAnswer > options.timeout().toNanos()) {
        account.giveUp("no answer for " + options.timeout().toSeconds() + " s");
        gaveUp = true;
      }
    }

    private void refuse(long row, RowFate fate) {
      refused++;
      account.record(row, fate);
    }

    private long awaited() {
      return account.progress().outstanding();
    }

    private void report() {
      ReplayProgress counts = account.progress();
      progress = answers != null ? counts : new ReplayProgress(sent, 0, 0, refused, 0);
      listener.progress(progress);
    }
  }
}
