package dev.arena.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * Stops this process in order when a signal asks it to: actions run first, and only then does the
 * JVM shut down. A second Ctrl-C halts at once. Safe for use by many threads.
 *
 * <p>{@link Runtime#addShutdownHook} is not enough where native code is in use: hooks run at the
 * same time, and ONNX Runtime releases its environment in one of its own, under threads that still
 * run a session (https://github.com/microsoft/onnxruntime/issues/31352).
 *
 * <p>{@code sun.misc.Signal} is what the JDK offers for signals, in the supported module {@code
 * jdk.unsupported}. In a JVM that leaves signals to the system ({@code -Xrs}), and in one whose
 * program has not called {@link #handleSignals}, actions are ordinary shutdown hooks.
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

  /** What runs when a signal stops the process, until it is removed. */
  public static final class Action {
    private final Thread thread;
    private final boolean hook;

    private Action(Thread thread, boolean hook) {
      this.thread = thread;
      this.hook = hook;
    }

    /**
     * Takes the action away.
     *
     * @return false if the process is being stopped, so that it runs or has run
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
   * Runs something when a signal stops the process, at the same time as other actions; the process
   * ends when all have returned.
   *
   * @param name of its thread
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
   * Begins to handle the signals of Ctrl-C, {@code kill} and a closed terminal.
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

  /** Ends the process; one that a signal stops ends with the signal's exit code instead. */
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
   * Has this process end without the JVM's orderly shutdown, which may wait for a thread that hangs
   * in native code, or crash in it.
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
      Thread.interrupted(); // an action may have interrupted it, and park would not wait any more
    }
  }
}
