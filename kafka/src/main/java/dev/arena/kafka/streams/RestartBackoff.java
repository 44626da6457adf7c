package dev.arena.kafka.streams;

import dev.arena.kafka.config.ServiceText;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the preconditions of a service hold again, checking at growing intervals: after one
 * second, then two, up to {@code longest}. For use by one thread.
 */
public final class RestartBackoff {
  private static final Logger LOG = LoggerFactory.getLogger(RestartBackoff.class);
  private static final Duration FIRST = Duration.ofSeconds(1);

  /** After this time without a failure, the pauses start again from the shortest. */
  private static final Duration CALM = Duration.ofMinutes(1);

  private final Look look;
  private final Pause pause;
  private final LongSupplier nanoClock;
  private final Duration longest;
  private Duration next = FIRST;
  private long endedAt;

  /**
   * @param pause waits, such as {@code Thread::sleep}
   * @param nanoClock such as {@code System::nanoTime}
   * @param longest the longest pause between two checks
   */
  public RestartBackoff(Look look, Pause pause, LongSupplier nanoClock, Duration longest) {
    this.look = look;
    this.pause = pause;
    this.nanoClock = nanoClock;
    this.longest = longest;
    this.endedAt = nanoClock.getAsLong();
  }

  /** Checks the broker, the topics and the registry. */
  @FunctionalInterface
  public interface Look {
    /**
     * @throws UserException saying what is wrong
     */
    void require() throws InterruptedException;
  }

  /** Sleeps for a given time. */
  @FunctionalInterface
  public interface Pause {
    void take(Duration length) throws InterruptedException;
  }

  /**
   * Returns when the preconditions hold, after one pause at the earliest.
   *
   * @param thrown the failure that caused the wait
   * @param service the service that waits
   * @param reasons receives the reason for waiting after each check
   */
  void await(Throwable thrown, ServiceText service, Consumer<String> reasons)
      throws InterruptedException {
    if (nanoClock.getAsLong() - endedAt > CALM.toNanos()) {
      next = FIRST;
    }
    String reason = StreamFailure.passingSentence(thrown, service);
    LOG.warn("{}", reason);
    LOG.debug("The failure was", thrown);
    while (true) {
      pause.take(next);
      next = shorter(next.multipliedBy(2), longest);
      try {
        look.require();
        LOG.info("The broker and the registry are available again; resuming");
        endedAt = nanoClock.getAsLong();
        return;
      } catch (UserException still) {
        String now = StreamFailure.passingSentence(still, service);
        if (!now.equals(reason)) {
          LOG.warn("{}", now);
          reason = now;
        }
        reasons.accept(now);
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
