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
 * Checks a server at intervals, on a thread of its own, and remembers the answer. One question is
 * under way at most; one that does not end is an answer too. Safe for use by many threads.
 */
public final class PeriodicProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicProbe.class);

  /** A question to a registry cannot be interrupted; its thread is a daemon, and may end later. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Check check;
  private final Question question;
  private final Times times;
  private final Object lock = new Object();
  // guarded by lock
  private CheckResult last;
  // guarded by lock; null while no question is open
  private @Nullable Long askedAt;
  private volatile @Nullable Thread thread;

  /**
   * The initial result is up.
   *
   * @param check how log and answers call it
   * @param question asked by one thread
   */
  public PeriodicProbe(Check check, Question question, Times times) {
    this.check = check;
    this.question = question;
    this.times = times;
    this.last = CheckResult.up("answered at start", times.clock().instant());
  }

  /** Asks once; closed when nothing is asked any more. */
  @FunctionalInterface
  public interface Question extends AutoCloseable {
    /**
     * Returns in bounded time if all is well.
     *
     * @throws UserException saying what is out of order
     */
    void ask() throws InterruptedException;

    @Override
    default void close() {}
  }

  /**
   * When is asked, and by which clocks.
   *
   * @param pause between two questions
   * @param longest that a question may take before its answer is taken for a no
   * @param nanoClock such as {@code System::nanoTime}
   * @param clock says since when something is so
   */
  public record Times(Duration pause, Duration longest, LongSupplier nanoClock, Clock clock) {}

  /** Begins to ask after a pause; to be called once at most. */
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

  /** Asks once. Used by one thread. */
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
      LOG.debug("Nobody is asked any more");
    }
  }
}
