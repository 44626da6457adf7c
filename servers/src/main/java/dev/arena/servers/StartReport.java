package dev.arena.servers;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Hears of each server that is ready. Servers start at the same time, on several threads. */
@FunctionalInterface
public interface StartReport {
  /**
   * A server serves.
   *
   * @param server its name in a sentence, such as {@code the schema registry}
   */
  void ready(String server);

  /** Says nothing. */
  static StartReport none() {
    return server -> {};
  }

  /** A line for each server, with the seconds since now. */
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
