package dev.arena.trainer.stopping;

import java.util.concurrent.CancellationException;

/**
 * Ctrl-C, seen as the interruption of the working thread: long loops ask between two pieces of
 * native work, because the engine's memory must not be torn down under a running computation.
 */
public final class StopRequest {
  private static final Thread NEVER_ADDED = new Thread();

  private StopRequest() {}

  /**
   * Goes on unless this thread was interrupted, which stays set, or the process is ending.
   *
   * @throws CancellationException if so
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted() || processIsEnding()) {
      throw new CancellationException("stopped");
    }
  }

  /** An interrupt may be lost in a library, as in one that waits for a program while it loads. */
  private static boolean processIsEnding() {
    try {
      Runtime.getRuntime().removeShutdownHook(NEVER_ADDED);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }
}
