package dev.arena.kafka.health;

import dev.arena.schemas.failure.UserException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a server at intervals, on its own thread, and remembers the result. At most one check runs
 * at a time; one that does not end counts as a failure. Safe for use by many threads.
 */
public final class PeriodicProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicProbe.class);

  /** A request to a registry cannot be interrupted; its daemon thread may end later. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Check check;
  private final Question question;
  private final Times times;
  private final Object lock = new Object();
  // guarded by lock
  private CheckResult last;
  // guarded by lock; null while no check runs
  private @Nullable Long askedAt;
  private volatile @Nullable Thread thread;

  /**
   * The initial result is up.
   *
   * @param check names the probe in the log and in answers
   * @param question asked by one thread
   */
  public PeriodicProbe(Check check, Question question, Times times) {
    this.check = check;
    this.question = question;
    this.times = times;
    this.last = CheckResult.up("answered at startup", times.clock().instant());
  }

  /** Checks once; closed when no more checks are made. */
  @FunctionalInterface
  public interface Question extends AutoCloseable {
    /**
     * Returns in bounded time if the server answers.
     *
     * @throws UserException saying what is wrong
     */
    void ask() throws InterruptedException;

    @Override
    default void close() {}
  }

  /**
   * The times of a probe, and its clocks.
   *
   * @param pause between two checks
   * @param longest how long a check may take before it counts as failed
   * @param nanoClock such as {@code System::nanoTime}
   * @param clock gives the time at which the result changed
   */
  public record Times(Duration pause, Duration longest, LongSupplier nanoClock, Clock clock) {}

  /** Starts checking, after a pause. Call at most once. */
  public void start(ThreadFactory threads) {
    Thread asking = threads.newThread(this::askUntilInterrupted);
    thread = asking;
    asking.start();
  }

  /** The last known result; does not block. */
  public CheckResult result() {
    synchronized (lock) {
      if (askedAt != null) {
        Duration time = Duration.ofNanos(times.nanoClock().getAsLong() - askedAt);
        if (time.compareTo(times.longest()) > 0) {
          return CheckResult.down(
              "no answer for %d s; expected one within %d s"
                  .formatted(time.toSeconds(), times.longest().toSeconds()),
              last.up() ? times.clock().instant().minus(time) : last.since());
        }
      }
      return last;
    }
  }

  /** Checks once. For use by one thread. */
  void look() throws InterruptedException {
    synchronized (lock) {
      askedAt = times.nanoClock().getAsLong();
    }
    try {
      question.ask();
      answered(true, "answers");
    } catch (UserException away) {
      answered(false, String.valueOf(away.getMessage()));
    } catch (RuntimeException | Error unexpected) {
      // the next check may succeed; a thread that ended here would not see that
      answered(false, "cannot be asked: " + unexpected.getClass().getName());
      LOG.debug("Asking failed", unexpected);
    }
  }

  @Override
  public void close() throws InterruptedException {
    Thread asking = thread;
    if (asking != null) {
      asking.interrupt();
      asking.join(CLOSE_TIMEOUT.toMillis());
    }
  }

  private void answered(boolean up, String reason) {
    if (Thread.currentThread().isInterrupted()) {
      return; // closed: the failure is irrelevant
    }
    boolean changed;
    synchronized (lock) {
      askedAt = null;
      changed = last.up() != up;
      last = last.then(up, reason, times.clock().instant());
    }
    if (changed && up) {
      LOG.info("Check {} is up again", check.text());
    } else if (changed) {
      LOG.warn("Check {} is down: {}", check.text(), reason);
    }
  }

  private void askUntilInterrupted() {
    try (question) {
      while (true) {
        Thread.sleep(times.pause().toMillis());
        look();
      }
    } catch (InterruptedException closed) {
      LOG.debug("The probe has stopped");
    }
  }
}
