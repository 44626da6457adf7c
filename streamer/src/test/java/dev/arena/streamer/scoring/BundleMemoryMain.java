package dev.arena.streamer.scoring;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.streamer.drift.DriftWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Scores with the bundle in the first folder, then checks each of the others as if it had been put
 * in that place, and prints what scores then. Run by {@link BundleMemoryTest} in a small JVM.
 */
final class BundleMemoryMain {
  private BundleMemoryMain() {}

  public static void main(String[] folders) throws InterruptedException {
    ScorerOptions options =
        ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(1);
    try (SwappableScorer current =
        new SwappableScorer(
            PreferenceScorer.open(Path.of(folders[0]), options), any -> DriftWindow.none("off"))) {
      for (String folder : List.of(folders).subList(1, folders.length)) {
        BundleWatch watch =
            new BundleWatch(
                Path.of(folder),
                current,
                PreferenceScorer::openBeside,
                Duration.ofMinutes(5),
                Thread::new);
        watch.look();
        System.out.printf(
            "after %s: %s, %d refused%n",
            Path.of(folder).getFileName(),
            current.score(List.of(TinyBundle.pair("1", "2+2?", "4", "5"))).get(0).model(),
            watch.refused());
      }
    }
  }
}
