package dev.arena.streamer.operations;

/** What the scorer says about itself. Safe for use by many threads. */
public final class Health {
  private final Object lock = new Object();
  // written under lock
  private volatile Status status = new Status(Phase.STARTING, "starting");

  /** Starts in {@link Phase#STARTING}. */
  public Health() {}

  /** Phases of a scorer's life. */
  public enum Phase {
    /** Checks run, the model is loaded, partitions are assigned. */
    STARTING,
    /** Pairs are scored. */
    READY,
    /** Partitions move between scorers. */
    REBALANCING,
    /** Broker, registry, topics or rights are not as they must be; goes on when they are. */
    WAITING,
    /** Closed, or on the way there. */
    STOPPING,
    /** Stopped by a failure; only a restart helps. */
    FAILED
  }

  /**
   * A phase and why.
   *
   * @param reason one sentence without secrets
   */
  public record Status(Phase phase, String reason) {}

  /** The present status. */
  public Status status() {
    return status;
  }

  /** Whether pairs are scored. */
  public boolean ready() {
    return status.phase() == Phase.READY;
  }

  /** Whether a restart would not help. */
  public boolean live() {
    return status.phase() != Phase.FAILED;
  }

  /** Enters a phase. A failed scorer stays failed, and one that stops can only fail. */
  public void enter(Phase phase, String reason) {
    synchronized (lock) {
      boolean last =
          status.phase() == Phase.FAILED
              || status.phase() == Phase.STOPPING && phase != Phase.FAILED;
      if (!last) {
        status = new Status(phase, reason);
      }
    }
  }
}
