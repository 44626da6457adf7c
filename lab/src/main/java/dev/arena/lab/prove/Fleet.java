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
 * The instances of a service in a run, and a slot for a guest that joins and leaves. An instance
 * that exits unexpectedly is restarted. For use by one thread; {@link #close()} can be called from
 * any thread.
 */
final class Fleet implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final List<ServiceSlot> members = new ArrayList<>();
  private final ServiceSlot guest;
  private int unexpectedExits;

  /**
   * Creates slots without processes.
   *
   * @param threads threads for actions that take a while
   * @param name prefix of the names of its slots
   * @param size number of instances, excluding the guest
   * @param slot returns a new slot with the given name
   */
  Fleet(ExecutorService threads, String name, int size, Function<String, ServiceSlot> slot) {
    this.threads = threads;
    for (int number = 0; number < size; number++) {
      members.add(slot.apply(name + "-" + number));
    }
    guest = slot.apply(name + "-guest");
  }

  /** Starts all members; they become ready later. */
  void start() {
    members.forEach(ServiceSlot::start);
  }

  /** Whether no action on any instance is in progress. */
  boolean idle() throws InterruptedException {
    for (ServiceSlot member : all()) {
      if (!member.idle()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until no action on any instance is in progress. */
  void awaitIdle() throws InterruptedException {
    while (!idle()) {
      TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
    }
  }

  /** Restarts the instances that exited unexpectedly. */
  void restartEnded() throws InterruptedException {
    for (ServiceSlot member : members) {
      if (member.idle() && !member.alive()) {
        unexpectedExits++;
        member.start();
      }
    }
  }

  /**
   * Returns the first instance that is ready and meets the condition, beginning with the preferred
   * one; empty if there is none.
   */
  Optional<ServiceSlot> ready(int preferred, Predicate<ServiceSlot> condition)
      throws InterruptedException {
    for (int i = 0; i < members.size(); i++) {
      ServiceSlot member = members.get((preferred + i) % members.size());
      if (member.ready() && condition.test(member)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  ServiceSlot guest() {
    return guest;
  }

  /**
   * Begins to stop all instances gracefully; {@link #idle()} returns true once they have stopped.
   */
  void shutDown() {
    members.stream().filter(ServiceSlot::alive).forEach(ServiceSlot::shutDown);
  }

  /** Returns how often an instance exited unexpectedly and was restarted. */
  int unexpectedExits() {
    return unexpectedExits;
  }

  /** Returns how often an instance ended before it was ready. */
  int failedStarts() {
    return all().stream().mapToInt(ServiceSlot::failedStarts).sum();
  }

  private List<ServiceSlot> all() {
    List<ServiceSlot> all = new ArrayList<>(members);
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
    all().forEach(ServiceSlot::close);
  }
}
