package dev.arena.streamer.replay;

import dev.arena.cli.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Passes rows on to the report, and shows on stderr how many are done once rows are sent. */
final class ReplayBar implements ReplayListener, AutoCloseable {
  private final ReplayReport report;
  private final long total;
  private final boolean answers;
  private @Nullable ProgressBar bar;

  /**
   * A bar that is not shown yet.
   *
   * @param total how many rows there are, 0 when nobody knows
   * @param answers whether answers are counted, or what is sent
   */
  ReplayBar(ReplayReport report, long total, boolean answers) {
    this.report = report;
    this.total = total;
    this.answers = answers;
  }

  @Override
  public void accounted(ReplayRow row, RowResult result) {
    report.accounted(row, result);
  }

  @Override
  public void progress(ReplayProgress now) {
    long done = answers ? now.answered() + now.deadLetters() : now.sent();
    ProgressBar shown = bar;
    if (shown == null) {
      shown = ProgressBar.onStderr("replay", "pairs", total);
      shown.startAt(done); // a run that is resumed has sent rows before
      bar = shown;
    }
    if (!answers) {
      shown.update(done);
      return;
    }
    String extra = now.sent() + " sent";
    if (now.deadLetters() > 0) {
      extra += ", " + now.deadLetters() + " dead letters";
    }
    shown.update(done, extra);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
