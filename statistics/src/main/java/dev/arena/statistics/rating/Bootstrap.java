package dev.arena.statistics.rating;

import dev.arena.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Intervals by resampling voters with replacement (the cluster bootstrap; A. C. Davison and D. V.
 * Hinkley, "Bootstrap Methods and their Application", section 3.8; percentile intervals, section
 * 5.3.1): an independent, slow check of the intervals on a board. An anonymous vote is taken as
 * that of another voter.
 *
 * <p>The same battles, options, seed and number of replicates give the same result on any number of
 * threads.
 */
public final class Bootstrap {
  private static final int MAX_TASKS = 64;

  private final int replicates;
  private final long seed;
  private final Executor executor;

  /**
   * @param executor runs the replicates; {@code Runnable::run} for the calling thread
   */
  public Bootstrap(int replicates, long seed, Executor executor) {
    if (replicates < 2) {
      throw new IllegalArgumentException(
          replicates + " replicates of the bootstrap; expected at least 2, better 1000");
    }
    this.replicates = replicates;
    this.seed = seed;
    this.executor = executor;
  }

  /**
   * The intervals of one model.
   *
   * @param deviation of the rating over the replicates, in points
   * @param interval of the rating, in points, at the level of the options
   */
  public record Row(String model, double deviation, Interval interval) {}

  /**
   * What the replicates gave.
   *
   * @param skipped replicates whose votes do not connect the same models as all votes do, or do not
   *     determine the style coefficients; if they are many, the intervals are too narrow
   * @param rows the rated models, sorted by name; empty if fewer than two replicates are left
   */
  public record Result(int replicates, int skipped, List<Row> rows) {
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /** Runs all replicates and waits for them. */
  public Result run(Battles given, RatingOptions options) {
    Battles battles = BoardAssembly.oriented(given, options);
    RatingFit fit = RatingFit.of(battles, battles.rowWeights(), options);
    Resampling resampling = new Resampling(battles);
    long[] seeds = new SplittableRandom(seed).longs(replicates).toArray();
    double[] @Nullable [] ratings = new double[replicates][];
    int tasks = Math.min(MAX_TASKS, replicates);
    CompletableFuture<?>[] running = new CompletableFuture<?>[tasks];
    for (int task = 0; task < tasks; task++) {
      int firstReplicate = task;
      running[task] =
          CompletableFuture.runAsync(
              () -> {
                for (int r = firstReplicate; r < replicates; r += tasks) {
                  ratings[r] =
                      replicate(fit, resampling.draw(new SplittableRandom(seeds[r])), options);
                }
              },
              executor);
    }
    CompletableFuture.allOf(running).join();
    return result(fit, options, ratings);
  }

  /** The ratings of one replicate; null if it cannot be compared with the fit of all votes. */
  private static double @Nullable [] replicate(
      RatingFit fit, double[] weights, RatingOptions options) {
    if (!Components.of(fit.battles(), weights).sameAs(fit.components())) {
      return null;
    }
    try {
      return fit.refit(weights, options).parameters();
    } catch (IndeterminateRatingException skipped) {
      return null;
    }
  }

  private Result result(RatingFit fit, RatingOptions options, double[] @Nullable [] ratings) {
    List<double[]> kept = new ArrayList<>();
    for (double[] replicate : ratings) {
      if (replicate != null) {
        kept.add(replicate);
      }
    }
    int skipped = replicates - kept.size();
    List<Row> rows = new ArrayList<>();
    Components components = fit.components();
    List<String> models = fit.battles().models();
    for (int model = 0; model < models.size() && kept.size() > 1; model++) {
      if (components.isRated(model)) {
        double[] values = new double[kept.size()];
        for (int r = 0; r < values.length; r++) {
          values[r] = 1000 + BoardAssembly.POINTS * kept.get(r)[components.parameterOf(model)];
        }
        rows.add(row(models.get(model), values, 0.5 * (1 - options.level())));
      }
    }
    return new Result(replicates, skipped, rows);
  }

  private static Row row(String model, double[] values, double tail) {
    Arrays.sort(values);
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Row(
        model,
        Math.sqrt(squares / (values.length - 1)),
        new Interval(quantile(values, tail), quantile(values, 1 - tail)));
  }

  /** By linear interpolation, as numpy's and R's default does. */
  private static double quantile(double[] sorted, double probability) {
    double position = probability * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** Draws as many voters as there are, with replacement. Immutable. */
  private static final class Resampling {
    private final Battles battles;
    private final int[] knownVoters;

    /** The row of each anonymous battle. */
    private final int[] anonymous;

    Resampling(Battles battles) {
      this.battles = battles;
      int[] battlesOfVoter = new int[battles.voterLimit()];
      int anonymousSize = 0;
      for (int row = 0; row < battles.rows(); row++) {
        if (battles.voter(row) == Battles.ANONYMOUS) {
          anonymousSize = Math.addExact(anonymousSize, battles.count(row));
        } else {
          battlesOfVoter[battles.voter(row)]++;
        }
      }
      anonymous = new int[anonymousSize];
      int filled = 0;
      for (int row = 0; row < battles.rows(); row++) {
        if (battles.voter(row) == Battles.ANONYMOUS) {
          Arrays.fill(anonymous, filled, filled + battles.count(row), row);
          filled += battles.count(row);
        }
      }
      knownVoters =
          IntStream.range(0, battlesOfVoter.length)
              .filter(voter -> battlesOfVoter[voter] > 0)
              .toArray();
    }

    /** The weights of the rows in one resample. */
    double[] draw(SplittableRandom random) {
      int[] timesOfVoter = new int[battles.voterLimit()];
      int[] timesOfRow = new int[battles.rows()];
      int units = Math.addExact(knownVoters.length, anonymous.length);
      for (int i = 0; i < units; i++) {
        int unit = random.nextInt(units);
        if (unit < knownVoters.length) {
          timesOfVoter[knownVoters[unit]]++;
        } else {
          timesOfRow[anonymous[unit - knownVoters.length]]++;
        }
      }
      double[] weights = new double[battles.rows()];
      for (int row = 0; row < weights.length; row++) {
        int voter = battles.voter(row);
        weights[row] =
            voter == Battles.ANONYMOUS
                ? timesOfRow[row] * battles.weight(row)
                : timesOfVoter[voter] * battles.count(row) * battles.weight(row);
      }
      return weights;
    }
  }
}
