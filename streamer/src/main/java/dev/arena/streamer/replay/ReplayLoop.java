package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one replay: sends rows when they are due and there is room, and reads answers, until
 * every row is sent and, if answers are awaited, accounted for. For use by one thread.
 */
final class ReplayLoop {
  private static final int MAX_ROWS_PER_STEP = 200;
  private static final Duration MIN_WAIT = Duration.ofMillis(1);
  private static final Duration MAX_WAIT = Duration.ofMillis(100);
  private static final Duration FINAL_READ_TIMEOUT = Duration.ofSeconds(5);

  private final Replay replay;
  private final ReplayFlow flow;
  private final RowSource rows;
  private final PairSender sender;
  private final @Nullable AnswerReader answers;
  private final @Nullable OutstandingLimit limit;
  private final OutstandingRows outstanding;
  private final long start;
  private final RateSchedule schedule;
  private long sent;
  private long refused;
  private long lastAnswer;
  private boolean gaveUp;

  /** Whether the next row is waiting for the scorer rather than for its scheduled time. */
  private boolean full;

  ReplayLoop(
      Replay replay,
      RowSource rows,
      PairSender sender,
      @Nullable AnswerReader answers,
      @Nullable OutstandingLimit limit) {
    this.replay = replay;
    this.flow = replay.options().flow();
    this.rows = rows;
    this.sender = sender;
    this.answers = answers;
    this.limit = limit;
    this.outstanding =
        new OutstandingRows(flow.maxOutstanding(), sender.sentBefore(), this::accounted);
    this.start = System.nanoTime();
    this.lastAnswer = start;
    this.schedule = new RateSchedule(flow.rate(), start);
  }

  ReplaySummary run() throws InterruptedException {
    boolean more = true;
    while (!replay.isStopped() && !gaveUp && (more || awaited() > 0)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the replay was interrupted");
      }
      more = sendWhatIsDue();
      sender.poll();
      if (!more) {
        requireAllSentBefore();
        sender.finish();
      }
      sender.check(this::refuse);
      read(more && !full ? untilNext() : MAX_WAIT, more);
      report();
      giveUpIfOverdue();
    }
    sender.finish();
    sender.check(this::refuse);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    if (answers != null && !replay.isStopped() && !gaveUp) {
      answers.readToEnd(FINAL_READ_TIMEOUT, outstanding);
    }
    report();
    return new ReplaySummary(
        replay.runId(),
        replay.progress(),
        Math.min(sent, sender.sentBefore()),
        rows.skipped(),
        rows.firstSkipped().stream()
            .map(bad -> "%s:%d: %s".formatted(bad.file(), bad.line(), bad.fault()))
            .toList(),
        elapsed,
        sender.votes());
  }

  /**
   * Sends the vote of a row that was answered, and passes the row on. A named run that gave up
   * sends no more votes, so that its votes can be resumed at the first row without an answer.
   */
  private void accounted(ReplayRow row, RowResult result) {
    boolean resumedHere = gaveUp && replay.options().run() != null;
    if (result instanceof RowResult.Answered answer && !resumedHere) {
      sender.vote(row, answer.preference().getScoredAt());
    }
    replay.listener().accounted(row, result);
  }

  /** Sends the rows that are due; returns whether there are more. */
  private boolean sendWhatIsDue() throws InterruptedException {
    full = false;
    for (int i = 0; i < MAX_ROWS_PER_STEP; i++) {
      if (!isDue()) {
        return true;
      }
      if (!rows.hasNext()) {
        return false;
      }
      if (!hasRoom()) {
        full = true;
        return true;
      }
      send(new ReplayRow(sent + 1, rows.next()));
    }
    return true;
  }

  private boolean isDue() {
    return schedule.until(sentNow(), System.nanoTime()).compareTo(Duration.ZERO) <= 0;
  }

  /** Number of rows that this attempt has sent. */
  private long sentNow() {
    return Math.max(0, sent - sender.sentBefore());
  }

  private boolean hasRoom() throws InterruptedException {
    if (limit != null) {
      return sent < sender.sentBefore() || limit.hasRoom();
    }
    return outstanding.hasRoom();
  }

  private void send(ReplayRow row) {
    sent++;
    if (answers != null) {
      if (awaited() == 0) {
        lastAnswer = System.nanoTime();
      }
      outstanding.sent(row);
    } else if (limit != null && sentNow() > 0) {
      limit.sent();
    }
    sender.send(row);
  }

  private void requireAllSentBefore() {
    if (sent < sender.sentBefore() && !rows.limited()) {
      throw new UserException(
          "run %s has sent %d rows, and the files have %d now; expected the same files. Name those files, or begin a run with another name."
              .formatted(replay.runId(), sender.sentBefore(), sent));
    }
  }

  private Duration untilNext() {
    Duration wait = schedule.until(sentNow(), System.nanoTime());
    if (wait.compareTo(MIN_WAIT) < 0) {
      return MIN_WAIT;
    }
    return wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
  }

  private void read(Duration timeout, boolean more) {
    if (answers == null) {
      if (more && timeout.compareTo(MIN_WAIT) > 0) {
        LockSupport.parkNanos(timeout.toNanos());
      }
      return;
    }
    long before = awaited();
    answers.read(timeout, outstanding);
    if (awaited() < before) {
      lastAnswer = System.nanoTime();
    }
  }

  private void giveUpIfOverdue() {
    if (awaited() > 0 && System.nanoTime() - lastAnswer > flow.timeout().toNanos()) {
      gaveUp = true;
      outstanding.giveUp("no answer for " + flow.timeout().toSeconds() + " s");
    }
  }

  private void refuse(long row, RowResult result) {
    refused++;
    outstanding.record(row, result);
    if (limit != null && row > sender.sentBefore()) {
      limit.refused();
    }
  }

  private long awaited() {
    return outstanding.progress().outstanding();
  }

  private void report() {
    replay.report(
        answers != null ? outstanding.progress() : new ReplayProgress(sent, 0, 0, refused, 0));
  }

  /**
   * The schedule of rows at a constant rate. It is fixed at the start (open loop): delayed rows are
   * sent as soon as possible, so the mean rate is kept.
   *
   * @param rate rows per second; may be infinite
   */
  record RateSchedule(double rate, long startNanos) {
    /**
     * How long until a row is due; zero or negative if it is due now.
     *
     * @param rowsBefore how many rows were sent before it
     */
    Duration until(long rowsBefore, long nowNanos) {
      if (rate == Double.POSITIVE_INFINITY) {
        return Duration.ZERO;
      }
      double dueSeconds = rowsBefore / rate;
      return Duration.ofNanos((long) (dueSeconds * 1e9) - (nowNanos - startNanos));
    }
  }
}
