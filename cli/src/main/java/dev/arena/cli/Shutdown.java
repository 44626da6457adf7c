package dev.arena.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * Orderly shutdown after a signal: registered actions run first, then the JVM shuts down. A second
 * Ctrl-C halts at once. Thread-safe.
 *
 * <p>{@link Runtime#addShutdownHook} is not enough with native code: hooks run concurrently, and
 * ONNX Runtime releases its environment in its own hook while threads may still run a session
 * (https://github.com/microsoft/onnxruntime/issues/31352).
 *
 * <p>{@code sun.misc.Signal}, in the supported module {@code jdk.unsupported}, is the JDK's only
 * signal API. Actions are ordinary shutdown hooks if the JVM does not handle signals ({@code -Xrs})
 * or the program has not called {@link #handleSignals}.
 */
public final class Shutdown {
  private static final int SIGNALLED = 128;
  private static final Object LOCK = new Object();

  // guarded by LOCK
  private static final List<Action> ACTIONS = new ArrayList<>();
  // guarded by LOCK
  private static Runnable last = () -> {};
  // guarded by LOCK
  private static boolean handled;
  // guarded by LOCK
  private static boolean begun;
  private static volatile boolean halts;

  private Shutdown() {}

  /** An action that runs when a signal stops the process, unless it is removed first. */
  public static final class Action {
    private final Thread thread;
    private final boolean hook;

    private Action(Thread thread, boolean hook) {
      this.thread = thread;
      this.hook = hook;
    }

    /**
     * Removes the action.
     *
     * @return false if the process is being stopped, in which case the action runs or has run
     */
    public boolean remove() {
      synchronized (LOCK) {
        if (begun) {
          return false;
        }
        ACTIONS.remove(this);
      }
      try {
        return !hook || Runtime.getRuntime().removeShutdownHook(thread);
      } catch (IllegalStateException stopping) {
        return false;
      }
    }
  }

  /**
   * Registers an action to run when a signal stops the process, concurrently with other actions;
   * the process ends when all have returned.
   *
   * @param name the name of the action's thread
   * @throws IllegalStateException if the process is being stopped
   */
  public static Action onSignal(String name, Runnable action) {
    synchronized (LOCK) {
      if (begun) {
        throw new IllegalStateException("the process is being stopped");
      }
      Action added = new Action(new Thread(action, name), !handled);
      if (handled) {
        ACTIONS.add(added);
      } else {
        Runtime.getRuntime().addShutdownHook(added.thread);
      }
      return added;
    }
  }

  /**
   * Starts handling the signals of Ctrl-C, {@code kill} and a closed terminal.
   *
   * @param beforeExit runs after the actions, and before any exit through {@link #exit}
   */
  static void handleSignals(Runnable beforeExit) {
    synchronized (LOCK) {
      last = beforeExit;
      for (String name : List.of("INT", "TERM", "HUP")) {
        try {
          Signal.handle(new Signal(name), Shutdown::stop);
          handled = true;
        } catch (IllegalArgumentException leftToTheSystem) {
          // such a signal ends the process at once, or does nothing under nohup
        }
      }
    }
  }

  /** Exits with {@code code}, or with the signal's exit code if a signal stops the process. */
  static void exit(int code) {
    Runnable beforeExit;
    synchronized (LOCK) {
      beforeExit = begun ? Shutdown::waitForTheEnd : last;
      begun = true;
    }
    beforeExit.run();
    end(code);
  }

  /**
   * Makes this process end without the JVM's orderly shutdown, which may wait for a thread that
   * hangs in native code, or crash there.
   */
  public static void haltAtEnd() {
    halts = true;
  }

  private static void end(int code) {
    if (halts) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  private static void stop(Signal signal) {
    Signal.handle(
        new Signal("INT"), second -> Runtime.getRuntime().halt(CommandRunner.INTERRUPTED));
    List<Thread> threads;
    synchronized (LOCK) {
      if (begun) {
        return;
      }
      begun = true;
      threads = ACTIONS.stream().map(action -> action.thread).toList();
    }
    threads.forEach(Thread::start);
    threads.forEach(Shutdown::join);
    last.run();
    end(SIGNALLED + signal.getNumber());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  private static void waitForTheEnd() {
    while (true) {
      LockSupport.park();
      Thread.interrupted(); // an interrupt by an action would make park return at once
    }
  }
}
