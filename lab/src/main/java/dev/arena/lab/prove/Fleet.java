package dev.arena.lab.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The scorers of a run, and a slot for a guest that joins and leaves. A scorer that exits
 * unexpectedly is restarted. For use by one thread; {@link #close()} can be called from any thread.
 */
final class Fleet implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final List<ScorerSlot> scorers = new ArrayList<>();
  private final ScorerSlot guest;
  private int unexpectedExits;

  /**
   * Creates slots without processes.
   *
   * @param threads threads for actions that take a while
   * @param size number of scorers, excluding the guest
   * @param slot returns a new slot with the given name
   */
  Fleet(ExecutorService threads, int size, Function<String, ScorerSlot> slot) {
    this.threads = threads;
    for (int number = 0; number < size; number++) {
      scorers.add(slot.apply("scorer-" + number));
    }
    guest = slot.apply("guest");
  }

  /** Starts all scorers; they become ready later. */
  void start() {
    scorers.forEach(ScorerSlot::start);
  }

  /** Whether no action on any scorer is in progress. */
  boolean idle() throws InterruptedException {
    for (ScorerSlot scorer : all()) {
      if (!scorer.idle()) {
        return false;
      }
    }
    return true;
  }

  /** Restarts the scorers that exited unexpectedly. */
  void restartEnded() throws InterruptedException {
    for (ScorerSlot scorer : scorers) {
      if (scorer.idle() && !scorer.alive()) {
        unexpectedExits++;
        scorer.start();
      }
    }
  }

  /**
   * Returns the first scorer that is ready and meets the condition, beginning with the preferred
   * one; empty if there is none.
   */
  Optional<ScorerSlot> ready(int preferred, Predicate<ScorerSlot> condition)
      throws InterruptedException {
    for (int i = 0; i < scorers.size(); i++) {
      ScorerSlot scorer = scorers.get((preferred + i) % scorers.size());
      if (scorer.ready() && condition.test(scorer)) {
        return Optional.of(scorer);
      }
    }
    return Optional.empty();
  }

  ScorerSlot guest() {
    return guest;
  }

  /** Begins to stop all scorers gracefully; {@link #idle()} returns true once they have stopped. */
  void shutDown() {
    scorers.stream().filter(ScorerSlot::alive).forEach(ScorerSlot::shutDown);
  }

  /** Returns how often a scorer exited unexpectedly and was restarted. */
  int unexpectedExits() {
    return unexpectedExits;
  }

  /** Returns how often a scorer ended before it was ready. */
  int failedStarts() {
    return all().stream().mapToInt(ScorerSlot::failedStarts).sum();
  }

  private List<ScorerSlot> all() {
    List<ScorerSlot> all = new ArrayList<>(scorers);
    all.add(guest);
    return all;
  }

  /** Cancels the actions in progress, and kills all processes. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    all().forEach(ScorerSlot::close);
  }
}
