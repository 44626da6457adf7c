package dev.arena.streamer;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be closed, and may hang: its end is waited for so long and no longer. Safe for use by
 * many threads.
 *
 * <p>A device that hangs keeps the batcher's worker inside native code for ever. Its memory cannot
 * be freed under it, so it stays until the process ends.
 */
final class BoundedClose implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedClose.class);

  private final AutoCloseable resource;
  private final Duration patience;
  private volatile boolean abandoned;

  /**
   * @param resource closed once, by a thread of its own
   * @param patience how long that may take
   */
  BoundedClose(AutoCloseable resource, Duration patience) {
    this.resource = resource;
    this.patience = patience;
  }

  @Override
  public void close() throws InterruptedException {
    Thread closing = Startup.daemons("arena-close").newThread(this::closeNow);
    closing.start();
    closing.join(patience.toMillis());
    if (closing.isAlive()) {
      abandoned = true;
      LOG.warn(
          "The model does not end within {} s; its memory stays until the process ends",
          patience.toSeconds());
    }
  }

  /** Whether it was closed and did not end in time. */
  boolean abandoned() {
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
