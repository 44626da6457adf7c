package dev.arena.trainer;

import java.nio.file.Path;

/** The bundle that comes with Arena, used where none is named. */
final class ShippedBundle {
  private ShippedBundle() {}

  /**
   * {@code models/default} below the system property {@code arena.home}, which the launcher sets.
   */
  static Path directory() {
    return Path.of(System.getProperty("arena.home", "")).resolve("models").resolve("default");
  }
}
