package dev.arena.cli;

import sun.misc.Signal;

/**
 * Ctrl-C stops in order, a second Ctrl-C at once.
 *
 * <p>The JDK has no public way to learn of a second signal: its own handler waits for the shutdown
 * that the first began. {@code sun.misc.Signal} is what it offers, in the supported module {@code
 * jdk.unsupported}.
 */
public final class SecondInterrupt {
  private SecondInterrupt() {}

  /**
   * From now on, the first Ctrl-C begins an orderly exit and the second halts this process. Does
   * nothing in a JVM that leaves signals to the system ({@code -Xrs}).
   */
  public static void haltsThisProcess() {
    Signal interrupt = new Signal("INT");
    try {
      Signal.handle(
          interrupt,
          first -> {
            Signal.handle(
                interrupt, second -> Runtime.getRuntime().halt(CommandRunner.INTERRUPTED));
            System.exit(CommandRunner.INTERRUPTED);
          });
    } catch (IllegalArgumentException leftToTheSystem) {
      // the first Ctrl-C ends such a process already
    }
  }
}
