package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of one run when they are due and there is room for them, and reads answers by
 * turns, until every row is sent and, where answers are awaited, accounted for. For one thread.
 */
final class ReplayLoop {
  private static final int SENT_AT_A_TIME = 200;
  private static final Duration NO_WAIT = Duration.ofMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final Replay replay;
  private final ReplayFlow flow;
  private final RowSource rows;
  private final PairSender sender;
  private final @Nullable AnswerReader answers;
  private final @Nullable OutstandingLimit lead;
  private final LongSupplier nanoClock;
  private final OutstandingRows account;
  private final long start;
  private final Pace pace;
  private long sent;
  private long refused;
  private long lastAnswer;
  private boolean gaveUp;

  /** Whether the next row waits for the scorer, not for its time. */
  private boolean full;

  ReplayLoop(
      Replay replay,
      RowSource rows,
      PairSender sender,
      @Nullable AnswerReader answers,
      @Nullable OutstandingLimit lead) {
    this.replay = replay;
    this.flow = replay.options().flow();
    this.rows = rows;
    this.sender = sender;
    this.answers = answers;
    this.lead = lead;
    this.nanoClock = replay.nanoClock();
    this.account = new OutstandingRows(flow.maxLead(), sender.sentBefore(), replay.listener());
    this.start = nanoClock.getAsLong();
    this.lastAnswer = start;
    this.pace = new Pace(flow.rate(), start);
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
        requireAllOfBefore();
        sender.finish();
      }
      sender.check(this::refuse);
      read(more && !full ? untilNext() : LONGEST_WAIT, more);
      report();
      giveUpIfOverdue();
    }
    sender.finish();
    sender.check(this::refuse);
    Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - start);
    if (answers != null && !replay.isStopped() && !gaveUp) {
      answers.readToEnd(LAST_LOOK, account);
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
        elapsed);
  }

  /** Whether there are more rows. */
  private boolean sendWhatIsDue() throws InterruptedException {
    full = false;
    for (int i = 0; i < SENT_AT_A_TIME; i++) {
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
    return pace.until(sentNow(), nanoClock.getAsLong()).compareTo(Duration.ZERO) <= 0;
  }

  /** Rows that no earlier attempt has sent. */
  private long sentNow() {
    return Math.max(0, sent - sender.sentBefore());
  }

  private boolean hasRoom() throws InterruptedException {
    if (lead != null) {
      return sent < sender.sentBefore() || lead.hasRoom();
    }
    return account.hasRoom();
  }

  private void send(ReplayRow row) {
    sent++;
    if (answers != null) {
      if (awaited() == 0) {
        lastAnswer = nanoClock.getAsLong();
      }
      account.sent(row);
    } else if (lead != null && sentNow() > 0) {
      lead.sent();
    }
    sender.send(row);
  }

  private void requireAllOfBefore() {
    if (sent < sender.sentBefore() && !rows.limited()) {
      throw new UserException(
          "run %s has sent %d rows, and the files have %d now; expected the same files. Give these, or begin a run of another name."
              .formatted(replay.runId(), sender.sentBefore(), sent));
    }
  }

  private Duration untilNext() {
    Duration wait = pace.until(sentNow(), nanoClock.getAsLong());
    if (wait.compareTo(NO_WAIT) < 0) {
      return NO_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private void read(Duration timeout, boolean more) {
    if (answers == null) {
      if (more && timeout.compareTo(NO_WAIT) > 0) {
        LockSupport.parkNanos(timeout.toNanos());
      }
      return;
    }
    long before = awaited();
    answers.read(timeout, account);
    if (awaited() < before) {
      lastAnswer = nanoClock.getAsLong();
    }
  }

  private void giveUpIfOverdue() {
    if (awaited() > 0 && nanoClock.getAsLong() - lastAnswer > flow.timeout().toNanos()) {
      account.giveUp("no answer for " + flow.timeout().toSeconds() + " s");
      gaveUp = true;
    }
  }

  private void refuse(long row, RowResult fate) {
    refused++;
    account.record(row, fate);
    if (lead != null && row > sender.sentBefore()) {
      lead.refused();
    }
  }

  private long awaited() {
    return account.progress().outstanding();
  }

  private void report() {
    replay.report(
        answers != null ? account.progress() : new ReplayProgress(sent, 0, 0, refused, 0));
  }
}
