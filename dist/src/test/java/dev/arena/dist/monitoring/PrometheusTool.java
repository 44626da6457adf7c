package dev.arena.dist.monitoring;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.dist.InstalledProgram;
import java.nio.file.Path;
import java.util.Optional;

/** A Prometheus program, which not every machine has. */
final class PrometheusTool {
  private PrometheusTool() {}

  /** Skips the test if there is none. */
  static String promtool() {
    return path("promtool", "ARENA_PROMTOOL");
  }

  /** Skips the test if there is none. */
  static String prometheus() {
    return path("prometheus", "ARENA_PROMETHEUS");
  }

  private static String path(String program, String variable) {
    Optional<Path> found =
        Optional.ofNullable(System.getenv(variable))
            .map(Path::of)
            .or(() -> InstalledProgram.find(program));
    assumeThat(found).as("skipped: no %s on the PATH or in %s", program, variable).isPresent();
    return found.orElseThrow().toString();
  }
}
