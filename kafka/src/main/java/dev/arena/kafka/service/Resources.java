package dev.arena.kafka.service;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opened resources, closed in reverse order. A failure to close one is logged, and the others are
 * still closed. Closing again has no effect. Safe for use by many threads.
 */
public final class Resources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

  private final Object lock = new Object();
  // guarded by lock, which is held while closing so that a second caller waits for the first
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Closes a resource together with the others, and returns it. */
  public <T extends AutoCloseable> T keep(T resource) {
    synchronized (lock) {
      opened.push(resource);
    }
    return resource;
  }

  @Override
  public void close() {
    synchronized (lock) {
      while (!opened.isEmpty()) {
        AutoCloseable resource = opened.pop();
        try {
          resource.close();
        } catch (Exception | LinkageError failed) {
          LOG.warn("Closing {} failed", resource.getClass().getSimpleName(), failed);
        }
      }
    }
  }
}
