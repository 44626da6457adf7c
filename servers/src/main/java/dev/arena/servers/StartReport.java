package dev.arena.servers;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A listener that is called when a server is ready. Servers start in parallel, on several threads.
 */
@FunctionalInterface
public interface StartReport {
  /**
   * Reports that a server is ready.
   *
   * @param server name of the server in a sentence, such as {@code the schema registry}
   */
  void ready(String server);

  /** Returns a listener that does nothing. */
  static StartReport none() {
    return server -> {};
  }

  /** Returns a listener that prints a line for each server, with the seconds since this call. */
  static StartReport lines(PrintStream out, LongSupplier nanoClock) {
    long start = nanoClock.getAsLong();
    return server ->
        out.printf(
            Locale.ROOT,
            "arena: %s is ready after %.1f s%n",
            server,
            (nanoClock.getAsLong() - start) / 1e9);
  }
}
