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

  private final AutoCloseable resource;
  private final Duration timeout;
  private volatile boolean abandoned;

  /**
   * @param resource closed once, on a separate thread
   * @param timeout how long closing may take
   */
  public TimedClose(AutoCloseable resource, Duration timeout) {
    this.resource = resource;
    this.timeout = timeout;
  }

  @Override
  public void close() throws InterruptedException {
    Thread closing = Daemons.named("arena-close").newThread(this::closeNow);
    closing.start();
    closing.join(timeout.toMillis());
    if (closing.isAlive()) {
      abandoned = true;
      LOG.warn(
          "The model did not close within {} s; its memory stays allocated until the process ends",
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
      LOG.warn("Closing the model failed", failed);
    }
  }
}
