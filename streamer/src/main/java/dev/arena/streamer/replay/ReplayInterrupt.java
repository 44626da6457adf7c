package dev.arena.streamer.replay;

import dev.arena.cli.Shutdown;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C during a replay: stops sending, lets the producer finish the rows it already has,
 * and prints how far the run got. Active until closed.
 */
final class ReplayInterrupt implements AutoCloseable {
  private static final Duration LAST_STEP = Duration.ofSeconds(30);

  private final Replay replay;
  private final PrintWriter err;
  private final String note;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Shutdown.Action action;
  private volatile boolean happened;

  private ReplayInterrupt(Replay replay, PrintWriter err, String note) {
    this.replay = replay;
    this.err = err;
    this.note = note;
    this.action = Shutdown.onSignal("replay-interrupt", this::stop);
  }

  /**
   * Installs the handler.
   *
   * @param note the end of the printed line
   */
  static ReplayInterrupt of(Replay replay, PrintWriter err, String note) {
    return new ReplayInterrupt(replay, err, note);
  }

  /** Whether the process is being stopped. */
  boolean happened() {
    return happened;
  }

  private void stop() {
    happened = true;
    replay.stop();
    boolean complete = false;
    try {
      complete = ended.await(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ReplayProgress counts = replay.progress();
    boolean answers = counts.answered() + counts.deadLetters() > 0;
    err.printf(
        "interrupted: %d pairs sent%s%s (run %s)%s%n",
        counts.sent(),
        complete ? "" : " (the broker has not confirmed all of them)",
        answers
            ? ", %d answered, %d dead letters".formatted(counts.answered(), counts.deadLetters())
            : "",
        replay.runId(),
        note);
    err.flush();
  }

  /** Signals a running handler that the last step is done, or removes the handler. */
  @Override
  public void close() {
    ended.countDown();
    if (!action.remove()) {
      happened = true;
    }
  }
}
