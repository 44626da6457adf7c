package dev.arena.streamer.drift;

import dev.arena.models.Score;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.ModelBundle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Measures the processor time that counting a pair takes. It runs only when named: {@code mvn -pl
 * streamer -am test -Dtest=DriftWindowSpeed -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class DriftWindowSpeed {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int BATCH = 64;
  private static final int BATCHES = 20_000;

  @Test
  void measure() {
    DriftReference reference =
        ModelBundle.load(Path.of(System.getProperty("arena.root"), "models", "default"))
            .reference();
    List<Score> scores = Scores.random(100 * BATCH, 300, 7);
    for (int size : List.of(1, BATCH)) {
      for (int round = 0; round < 6; round++) {
        DriftWindow window =
            DriftWindow.open("bundle", reference, feature -> true, System::nanoTime);
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCHES; i++) {
          int first = i % 100 * size;
          window.add(scores.subList(first, first + size));
        }
        double nanos = THREADS.getCurrentThreadCpuTime() - start;
        System.out.printf(
            Locale.ROOT,
            "batches of %d: %.0f ns per pair (%d pairs)%n",
            size,
            nanos / BATCHES / size,
            window.report().pairs());
      }
    }
  }
}
