package dev.arena.streamer.scoring;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.testing.BundleCopy;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.streamer.drift.DriftWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Prints what replacing the bundle costs while pairs are being scored, next to an equally long time
 * without a replacement; docs/decisions/0026 quotes it. Not run by the build.
 */
final class BundleSwapMain {
  private static final double NANOS_OF_MILLI = 1e6;

  private BundleSwapMain() {}

  private record Batch(long nanos) {}

  /**
   * @param arguments a bundle, a CSV file of pairs, the pairs per batch, and the number of changes
   */
  public static void main(String[] arguments) throws Exception {
    Path bundle = Path.of(arguments[0]);
    List<ConversationPair> pairs = pairs(arguments[1], Integer.parseInt(arguments[2]));
    int changes = Integer.parseInt(arguments[3]);
    Path folder = Files.createTempDirectory("arena-swap-");
    List<Path> bundles =
        List.of(
            BundleCopy.write(bundle, folder.resolve("one"), "one"),
            BundleCopy.write(bundle, folder.resolve("two"), "two"));
    Path place = folder.resolve("place");
    link(place, bundles.get(0));
    Queue<Batch> batches = new ConcurrentLinkedQueue<>();
    AtomicBoolean done = new AtomicBoolean();
    ScorerOptions options = ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu());
    try (SwappableScorer current =
        new SwappableScorer(
            PreferenceScorer.open(place, options), any -> DriftWindow.none("off"))) {
      BundleWatch watch =
          new BundleWatch(
              place, current, PreferenceScorer::openBeside, Duration.ofMinutes(5), Thread::new);
      List<Thread> scoring =
          Stream.generate(() -> new Thread(() -> score(current, pairs, batches, done)))
              .limit(current.get().batching().concurrency())
              .toList();
      scoring.forEach(Thread::start);
      Thread.sleep(5000);
      for (int i = 1; i <= changes; i++) {
        batches.clear();
        link(place, bundles.get(i % 2));
        long start = System.nanoTime();
        watch.look();
        long nanos = System.nanoTime() - start;
        String changing = figures(batches, pairs.size(), nanos);
        batches.clear();
        Thread.sleep((long) (nanos / NANOS_OF_MILLI));
        System.out.printf(
            "change of %.0f ms: %s; without: %s; %s%n",
            nanos / NANOS_OF_MILLI, changing, figures(batches, pairs.size(), nanos), resident());
      }
      done.set(true);
      for (Thread thread : scoring) {
        thread.join();
      }
      System.out.println(watch.swapped() + " changes");
    }
  }

  private static void score(
      SwappableScorer current,
      List<ConversationPair> pairs,
      Queue<Batch> batches,
      AtomicBoolean done) {
    while (!done.get()) {
      long start = System.nanoTime();
      current.score(pairs);
      batches.add(new Batch(System.nanoTime() - start));
    }
  }

  private static String figures(Queue<Batch> batches, int pairs, long nanos) {
    List<Batch> all = List.copyOf(batches);
    long longest = all.stream().mapToLong(Batch::nanos).max().orElse(0);
    return "%.0f pairs/s, longest batch %.0f ms"
        .formatted(all.size() * pairs * 1e9 / nanos, longest / NANOS_OF_MILLI);
  }

  private static String resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
    }
  }

  private static List<ConversationPair> pairs(String file, int count) {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairReader rows = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : rows) {
        if (pairs.size() < count) {
          pairs.add(row.pair());
        }
      }
    }
    return pairs;
  }

  private static void link(Path place, Path bundle) throws IOException {
    Path fresh = place.resolveSibling("fresh");
    Files.createSymbolicLink(fresh, bundle);
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
