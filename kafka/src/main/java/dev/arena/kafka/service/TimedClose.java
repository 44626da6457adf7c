package dev.arena.kafka.service;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a resource that may hang, and waits for it up to a timeout. Safe for use by many threads.
 *
 * <p>A hanging device keeps the batcher's worker in native code forever. The worker's memory cannot
 * be freed, so it stays allocated until the process ends.
 */
public final class TimedClose implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimedClose.class);

  private final String name;
  private final AutoCloseable resource;
  private final Duration timeout;
  private boolean begun; // guarded by this
  private volatile boolean abandoned;

  /**
   * @param name of the resource in the log, such as "The model"
   * @param resource closed once, on a separate thread
   * @param timeout how long closing may take
   */
  public TimedClose(String name, AutoCloseable resource, Duration timeout) {
    this.name = name;
    this.resource = resource;
    this.timeout = timeout;
  }

  /** Returns when the resource is closed, or abandoned. Closing again has no effect. */
  @Override
  public synchronized void close() throws InterruptedException {
    if (begun) {
      return;
    }
    begun = true;
    Thread closing = Daemons.named("arena-close").newThread(this::closeNow);
    closing.start();
    closing.join(timeout.toMillis());
    if (closing.isAlive()) {
      abandoned = true;
      LOG.warn(
          "{} did not close within {} s; its memory stays allocated until the process ends",
          name,
          timeout.toSeconds());
    }
  }

  /** Whether closing began but did not end in time. */
  public boolean abandoned() {
    return abandoned;
  }

  private void closeNow() {
    try {
      resource.close();
    } catch (Exception failed) {
      LOG.warn("{} could not be closed", name, failed);
    }
  }
}
