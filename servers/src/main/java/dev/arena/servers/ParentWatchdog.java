package dev.arena.servers;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every child: runs another main class, and halts the process as soon as its
 * standard input ends.
 *
 * <p>The parent holds the other end of that pipe and never writes, so the operating system closes
 * it when the parent is gone, even after {@code kill -9}. Needs nothing but the JDK, because the
 * registry runs it on a class path that is not ours.
 */
final class ParentWatchdog {
  private static final int PARENT_GONE = 3;

  private ParentWatchdog() {}

  /**
   * @param arguments the class whose {@code main} to run, then its arguments
   */
  public static void main(String[] arguments) throws Throwable {
    Thread watch = new Thread(ParentWatchdog::haltWhenTheParentIsGone, "lifeline");
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

  private static void haltWhenTheParentIsGone() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever written; only the end matters
      }
    } catch (IOException broken) {
      // a broken pipe means the same as its end
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
