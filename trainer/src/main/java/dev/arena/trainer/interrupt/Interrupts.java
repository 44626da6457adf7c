package dev.arena.trainer.interrupt;

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
 * Turns Ctrl-C into an interrupt of the thread that is running a command. The shutdown waits up to
 * a minute for {@link #run} to leave native code and remove its temporary files. Long loops call
 * {@link #check} between native calls, because native memory must not be freed while it is in use.
 */
public final class Interrupts {
  private static final long TIMEOUT_SECONDS = 60;
  private static final Thread NEVER_ADDED = new Thread();

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private volatile boolean interrupted;

  private Interrupts() {}

  /** A command that calls {@link #check} regularly. */
  @FunctionalInterface
  public interface Command {
    /** Runs the command. */
    void run() throws IOException;
  }

  /**
   * Checks for an interrupt or a shutdown. The interrupt status stays set.
   *
   * @throws CancellationException if this thread was interrupted or the process is shutting down
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted() || isShuttingDown()) {
      throw new CancellationException("stopped");
    }
  }

  /** A library may swallow an interrupt, for example while it starts a program. */
  private static boolean isShuttingDown() {
    try {
      Runtime.getRuntime().removeShutdownHook(NEVER_ADDED);
      return false;
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }

  /**
   * Runs a command on this thread.
   *
   * @param message supplies the text to print after an interrupt
   * @return the exit code
   */
  public static int run(PrintWriter err, Supplier<String> message, Command command)
      throws IOException {
    Interrupts interrupts = new Interrupts();
    Shutdown.Action action;
    try {
      action = Shutdown.onSignal("stop", interrupts::interrupt);
    } catch (IllegalStateException shuttingDown) {
      return interrupted(err, message);
    }
    try {
      command.run();
      return CommandRunner.DONE;
    } catch (CancellationException e) {
      return interrupted(err, message);
    } catch (IOException | RuntimeException | LinkageError e) {
      if (!interrupts.interrupted) {
        throw e;
      }
      // the process may end before a caller reports the failure
      if (!isCausedByInterrupt(e)) {
        err.println(describe(e));
      }
      return interrupted(err, message);
    } finally {
      interrupts.done.countDown();
      action.remove();
    }
  }

  /** An interrupt closes channels, and during shutdown a library cannot register its own hook. */
  private static boolean isCausedByInterrupt(Throwable thrown) {
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

  private static int interrupted(PrintWriter err, Supplier<String> message) {
    Thread.interrupted(); // the message may need to read files
    err.println(message.get());
    err.flush();
    return CommandRunner.INTERRUPTED;
  }

  private void interrupt() {
    interrupted = true;
    worker.interrupt();
    try {
      if (!done.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("still busy after a minute; exiting anyway");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
