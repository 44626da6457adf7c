package dev.arena.trainer.stopping;

import java.util.concurrent.CancellationException;

/**
 * Ctrl-C, seen as the interruption of the working thread: long loops ask between two pieces of
 * native work, because the engine's memory must not be torn down under a running computation.
 */
public final class StopRequest {
  private StopRequest() {}

  /**
   * Goes on unless this thread was interrupted, which stays set.
   *
   * @throws CancellationException if it was
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("stopped");
    }
  }
}
