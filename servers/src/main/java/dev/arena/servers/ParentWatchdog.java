package dev.arena.servers;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every child process: it runs another main class, and halts the process when
 * standard input ends.
 *
 * <p>The parent holds the other end of this pipe and never writes to it, so the operating system
 * closes the pipe when the parent ends, even after {@code kill -9}. This class uses only the JDK,
 * because the registry runs it on a class path without our libraries.
 */
final class ParentWatchdog {
  private static final int PARENT_ENDED = 3;

  private ParentWatchdog() {}

  /**
   * Runs a main class.
   *
   * @param arguments the class whose {@code main} method to run, followed by its arguments
   */
  public static void main(String[] arguments) throws Throwable {
    Thread watch = new Thread(ParentWatchdog::haltWhenParentEnds, "parent-watchdog");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(arguments[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }

  private static void haltWhenParentEnds() {
    try {
      while (System.in.read() >= 0) {
        // the parent never writes; only the end of the stream matters
      }
    } catch (IOException broken) {
      // a broken pipe also means that the parent has ended
    }
    Runtime.getRuntime().halt(PARENT_ENDED);
  }
}
