package dev.arena.cli;

import dev.arena.schemas.text.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A progress bar on stderr that shows the units done, the total, the rate, the time left, and a
 * text from the caller such as {@code loss 0.69}.
 *
 * <p>On a terminal, one line is redrawn at most ten times a second; elsewhere, at most one line a
 * minute is written. A line never exceeds the terminal's width: it drops the bar first, then the
 * rate. Thread-safe.
 *
 * <pre>{@code
 * try (ProgressBar progress = ProgressBar.onStderr("epoch 1", "pairs", 2740)) {
 *   progress.update(32, "loss 1.07");
 * }
 * }</pre>
 */
public final class ProgressBar implements AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long RATE_WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int BAR_COLUMNS = 20;

  private record Sample(long nanos, long done) {}

  private final Object lock = new Object();
  private final PrintStream out;
  private final Terminal terminal;
  private final LongSupplier nanoClock;
  private final String label;
  private final String unit;
  private final long total;
  private final long started;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long before;
  private long done;
  private long drawnAt;
  private int drawnColumns;
  private String extra = "";
  private boolean closed;

  /**
   * A bar on standard error that starts now.
   *
   * @param label what is being done, such as {@code replay}
   * @param unit what is counted, in the plural, such as {@code pairs}
   * @param total how many there are, or 0 if unknown
   */
  public static ProgressBar onStderr(String label, String unit, long total) {
    return new ProgressBar(
        System.err, Terminal.ofStderr(), System::nanoTime, new Job(label, unit, total));
  }

  /** The work to count; see {@link #onStderr}. */
  record Job(String label, String unit, long total) {}

  ProgressBar(PrintStream out, Terminal terminal, LongSupplier nanoClock, Job job) {
    this.out = out;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
    this.label = TerminalText.line(job.label());
    this.unit = job.unit();
    this.total = job.total();
    this.started = nanoClock.getAsLong();
    this.drawnAt = started;
    samples.add(new Sample(started, 0));
  }

  /**
   * Sets how many units were done before this bar started, for resumed work: they count towards the
   * total but not the rate. Must be called before any unit is done.
   */
  public void startAt(long doneBefore) {
    synchronized (lock) {
      before = doneBefore;
      done = doneBefore;
      samples.clear();
      samples.add(new Sample(started, doneBefore));
    }
  }

  /** Adds {@code more} units done since the last call. */
  public void add(long more) {
    synchronized (lock) {
      advance(done + more, extra);
    }
  }

  /** Sets the total number of units done. */
  public void update(long done) {
    synchronized (lock) {
      advance(done, extra);
    }
  }

  /**
   * Like {@link #update(long)}; {@code extra} ends the line from now on, such as {@code loss 0.69}.
   */
  public void update(long done, String extra) {
    synchronized (lock) {
      advance(done, extra);
    }
  }

  /** Writes a separate line above the bar. */
  public void note(String line) {
    synchronized (lock) {
      erase();
      out.println(TerminalText.message(line));
      if (terminal.interactive() && !closed) {
        draw(nanoClock.getAsLong());
      }
    }
  }

  /**
   * Ends the bar with a line that shows the units done and the time taken, or without a line if no
   * unit was done, for example because the work failed at its start. Closing twice is harmless.
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      erase();
      if (done == before) {
        return;
      }
      long nanos = nanoClock.getAsLong() - started;
      String tail = extra.isEmpty() ? "" : ", " + extra;
      out.println(
          cut(
              String.format(
                  Locale.ROOT,
                  "%s: %,d %s in %s (%s)%s",
                  label,
                  done,
                  unit,
                  duration(nanos),
                  rate(done - before, nanos),
                  tail)));
      out.flush();
    }
  }

  private void advance(long nowDone, String nowExtra) {
    done = nowDone;
    extra = TerminalText.line(nowExtra);
    long now = nanoClock.getAsLong();
    if (closed || now - drawnAt < (terminal.interactive() ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    draw(now);
  }

  private void draw(long now) {
    drawnAt = now;
    samples.add(new Sample(now, done));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > RATE_WINDOW_NANOS) {
      samples.removeFirst();
    }
    String line = line(now);
    if (terminal.interactive()) {
      out.print("\r" + line + " ".repeat(Math.max(0, drawnColumns - line.length())));
      drawnColumns = line.length();
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** The most detailed form that fits. */
  private String line(long now) {
    long nanos = now - samples.getFirst().nanos();
    long recently = done - samples.getFirst().done();
    String count =
        total > 0
            ? String.format(Locale.ROOT, "%3d%%  %,d/%,d %s", 100 * done / total, done, total, unit)
            : String.format(Locale.ROOT, "%,d %s", done, unit);
    String left =
        total > 0 && recently > 0
            ? "  " + duration((long) ((double) nanos / recently * (total - done))) + " left"
            : "";
    String end = left + (extra.isEmpty() ? "" : "  " + extra);
    String rate = "  " + rate(recently, nanos);
    String bar = total > 0 && terminal.interactive() ? bar() : "";
    int columns = terminal.interactive() ? terminal.columns() - 1 : Integer.MAX_VALUE;
    String line = label + "  " + bar + count + rate + end;
    if (line.length() > columns) {
      line = label + "  " + count + rate + end;
    }
    if (line.length() > columns) {
      line = label + "  " + count + end;
    }
    return cut(line);
  }

  private String bar() {
    int full = (int) Math.min(BAR_COLUMNS, BAR_COLUMNS * done / total);
    return "[" + "#".repeat(full) + "-".repeat(BAR_COLUMNS - full) + "]  ";
  }

  private void erase() {
    if (drawnColumns > 0) {
      out.print("\r" + " ".repeat(drawnColumns) + "\r");
      drawnColumns = 0;
    }
  }

  private String cut(String line) {
    int columns = terminal.columns() - 1;
    return terminal.interactive() && line.length() > columns ? line.substring(0, columns) : line;
  }

  private static String rate(long units, long nanos) {
    double perSecond = nanos <= 0 ? 0 : units * 1e9 / nanos;
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
  }

  /** {@code 7s}, {@code 2m05s} or {@code 3h07m}; with one decimal below ten seconds. */
  static String duration(long nanos) {
    Duration duration = Duration.ofNanos(Math.max(0, nanos));
    if (duration.toSeconds() < 10) {
      return String.format(Locale.ROOT, "%.1fs", nanos / 1e9);
    }
    if (duration.toHours() > 0) {
      return String.format(Locale.ROOT, "%dh%02dm", duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? String.format(Locale.ROOT, "%dm%02ds", duration.toMinutes(), duration.toSecondsPart())
        : duration.toSeconds() + "s";
  }
}
