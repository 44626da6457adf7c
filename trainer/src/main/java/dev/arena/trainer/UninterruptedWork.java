package dev.arena.trainer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C interrupt the working thread and waits until it has left native code, so that the
 * process ends with a sentence instead of a crash. One per command; closed by the working thread.
 */
final class UninterruptedWork implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /** The calling thread is the one that works. */
  UninterruptedWork() {
    Thread worker = Thread.currentThread();
    hook = new Thread(() -> stop(worker), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop(Thread worker) {
    worker.interrupt();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("still busy after a minute; stopped all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is ending, and the hook has been told
    }
  }
}
