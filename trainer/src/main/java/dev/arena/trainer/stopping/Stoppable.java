package dev.arena.trainer.stopping;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Shutdown;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs a command's work so that Ctrl-C interrupts it and waits until it has left native code and
 * removed its unfinished files: the process ends with a sentence instead of a crash.
 */
public final class Stoppable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private volatile boolean stopping;

  private Stoppable() {}

  /** The work of a command. */
  @FunctionalInterface
  public interface Work {
    /** Does it, asking {@link StopRequest} now and then. */
    void run() throws IOException;
  }

  /**
   * Runs the work on this thread.
   *
   * @param sentence what to say when it was stopped, asked for then
   * @return the exit code
   */
  public static int run(PrintWriter err, Supplier<String> sentence, Work work) throws IOException {
    Stoppable stoppable = new Stoppable();
    Shutdown.Action action;
    try {
      action = Shutdown.onSignal("stop", stoppable::stop);
    } catch (IllegalStateException ending) {
      return stopped(err, sentence);
    }
    try {
      work.run();
      return CommandRunner.DONE;
    } catch (CancellationException e) {
      return stopped(err, sentence);
    } catch (IOException | RuntimeException | LinkageError e) {
      if (!stoppable.stopping) {
        throw e;
      }
      // whoever catches it above may not live to tell it
      if (!comesFromStopping(e)) {
        err.println(describe(e));
      }
      return stopped(err, sentence);
    } finally {
      stoppable.done.countDown();
      action.remove();
    }
  }

  /** An interrupt closes channels, and a library cannot register a hook of its own any more. */
  private static boolean comesFromStopping(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException
          || cause instanceof InterruptedException
          || cause instanceof CancellationException
          || cause instanceof IllegalStateException
          || cause instanceof LinkageError) {
        return true;
      }
    }
    return false;
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof IOException failure) {
      return FileErrors.describe(failure);
    }
    return thrown instanceof UserException
        ? String.valueOf(thrown.getMessage())
        : thrown.toString();
  }

  private static int stopped(PrintWriter err, Supplier<String> sentence) {
    Thread.interrupted(); // so that the sentence may read files
    err.println(sentence.get());
    err.flush();
    return CommandRunner.INTERRUPTED;
  }

  private void stop() {
    stopping = true;
    worker.interrupt();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("still busy after a minute; stopped all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
