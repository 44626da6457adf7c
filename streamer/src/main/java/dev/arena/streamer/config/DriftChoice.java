package dev.arena.streamer.config;

import java.nio.file.Path;

/** What drift is measured against: the value of {@code arena.drift.reference}. */
public sealed interface DriftChoice {
  /** The reference of the bundle that scores, if it has one. */
  record Bundle() implements DriftChoice {
    @Override
    public String toString() {
      return "bundle";
    }
  }

  /** Drift is not measured. */
  record Off() implements DriftChoice {
    @Override
    public String toString() {
      return "off";
    }
  }

  /**
   * A file that {@code ./arena predict --reference} wrote.
   *
   * @param path its path
   */
  record File(Path path) implements DriftChoice {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** What {@link #parse} accepts, as a phrase that follows "expected". */
  String EXPECTED = "bundle, off, or the path of a file that ./arena predict --reference wrote";

  /** Parses {@code bundle}, {@code off}, or a path. */
  static DriftChoice parse(String text) {
    return switch (text) {
      case "bundle" -> new Bundle();
      case "off" -> new Off();
      default -> new File(Path.of(text));
    };
  }
}
