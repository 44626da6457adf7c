package dev.arena.streamer.drift;

import dev.arena.models.Score;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.schemas.PairFacts;
import dev.arena.statistics.drift.PopulationStability;
import dev.arena.statistics.drift.ReferenceHistogram;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Counts the features of the pairs that one bundle scored in the last 24 hours: the current hour
 * and the 23 before it. Hours are those since the window was opened, measured by a clock that is
 * never set, and a pair belongs to the hour in which it was scored. A pair that is scored again
 * after a failure counts again.
 *
 * <p>Safe for use by many threads. Each batch takes the lock once, to add a number to each bin.
 */
public final class DriftWindow {
  static final int HOURS = 24;

  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

  private final String reference;
  private final List<ReferenceHistogram> histograms;
  private final Map<String, Bins<Numeric>> numeric;
  private final Map<String, Bins<Categorical>> categorical;

  /** The number of all bins; the count of pairs is behind the last one. */
  private final int bins;

  private final LongSupplier nanoClock;
  private final long opened;
  private final Object lock = new Object();
  // guarded by lock; hour h is at h modulo 24
  private final long[][] counts;
  // guarded by lock
  private long hour;

  /**
   * A feature's histogram in the reference, and where its bins begin among those of all features.
   */
  private record Bins<T extends ReferenceHistogram>(T histogram, int first) {}

  private DriftWindow(
      String reference, List<ReferenceHistogram> histograms, LongSupplier nanoClock) {
    this.reference = reference;
    this.histograms = histograms;
    this.nanoClock = nanoClock;
    this.opened = nanoClock.getAsLong();
    List<Bins<Numeric>> numbers = new ArrayList<>();
    List<Bins<Categorical>> categories = new ArrayList<>();
    int first = 0;
    for (ReferenceHistogram histogram : histograms) {
      if (histogram instanceof Numeric number) {
        numbers.add(new Bins<>(number, first));
      } else if (histogram instanceof Categorical category) {
        categories.add(new Bins<>(category, first));
      }
      first += histogram.counts().size();
    }
    this.numeric = byFeature(numbers);
    this.categorical = byFeature(categories);
    this.bins = first;
    this.counts = new long[HOURS][bins + 1];
  }

  private static <T extends ReferenceHistogram> Map<String, Bins<T>> byFeature(List<Bins<T>> all) {
    return all.stream()
        .collect(Collectors.toUnmodifiableMap(each -> each.histogram().feature(), each -> each));
  }

  /**
   * An empty window.
   *
   * @param description of the reference, for {@code /info}
   * @param measured which of the reference's features are measured
   * @param nanoClock such as {@code System::nanoTime}
   */
  static DriftWindow open(
      String description,
      DriftReference reference,
      Predicate<String> measured,
      LongSupplier nanoClock) {
    List<ReferenceHistogram> histograms = new ArrayList<>();
    reference
        .numeric()
        .forEach(
            (feature, bins) -> histograms.add(new Numeric(feature, bins.edges(), bins.counts())));
    reference
        .categorical()
        .forEach(
            (feature, bins) ->
                histograms.add(new Categorical(feature, bins.categories(), bins.counts())));
    return new DriftWindow(
        description,
        histograms.stream().filter(each -> measured.test(each.feature())).toList(),
        nanoClock);
  }

  /**
   * A window that counts nothing.
   *
   * @param reason why, for {@code /info}
   */
  public static DriftWindow none(String reason) {
    return new DriftWindow(reason, List.of(), () -> 0);
  }

  /** Adds the pairs of a batch to the current hour. */
  public void add(List<Score> scores) {
    if (histograms.isEmpty()) {
      return;
    }
    int[] batch = new int[bins + 1];
    for (Score score : scores) {
      count(DriftFeatures.of(score.probabilities()), batch);
      count(DriftFeatures.of(score.tokens(), score.truncated()), batch);
      PairFacts facts = score.facts();
      if (facts != null) {
        count(DriftFeatures.of(facts), batch);
      }
      batch[bins]++;
    }
    synchronized (lock) {
      long[] now = currentHour();
      for (int i = 0; i < batch.length; i++) {
        now[i] += batch[i];
      }
    }
  }

  private void count(DriftFeatures features, int[] batch) {
    features
        .numeric()
        .forEach(
            (feature, value) -> {
              Bins<Numeric> found = numeric.get(feature);
              if (found != null) {
                batch[found.first() + found.histogram().bin(value)]++;
              }
            });
    features
        .categorical()
        .forEach(
            (feature, value) -> {
              Bins<Categorical> found = categorical.get(feature);
              if (found != null) {
                batch[found.first() + found.histogram().bin(value)]++;
              }
            });
  }

  /** How the pairs in the window differ from the reference. */
  public DriftReport report() {
    long[] sums = new long[bins + 1];
    synchronized (lock) {
      currentHour();
      for (long[] each : counts) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += each[i];
        }
      }
    }
    List<PopulationStability> features = new ArrayList<>();
    int first = 0;
    for (ReferenceHistogram histogram : histograms) {
      int end = first + histogram.counts().size();
      features.add(PopulationStability.of(histogram, Arrays.copyOfRange(sums, first, end)));
      first = end;
    }
    return new DriftReport(reference, sums[bins], features);
  }

  /** The counts of the current hour, after emptying those that are older than 24 hours. */
  private long[] currentHour() {
    long now = Math.max(hour, (nanoClock.getAsLong() - opened) / HOUR_NANOS);
    for (long next = Math.max(hour + 1, now - HOURS + 1); next <= now; next++) {
      Arrays.fill(counts[(int) (next % HOURS)], 0);
    }
    hour = now;
    return counts[(int) (now % HOURS)];
  }
}
