package dev.arena.lab.prove;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code arena prove} prints, and writes as JSON with a field for each component, in snake
 * case.
 *
 * @param date of the run
 * @param arena its version
 * @param good whether nothing is wrong
 * @param faults how often each was done
 * @param kinds how many records were sent of each kind
 * @param wrong how often, by what is wrong
 * @param examples the first few that are wrong
 * @param secondsAfterKill from a scorer's {@code kill -9}; null if none was measured
 * @param secondsAfterStop from a scorer's SIGTERM; null if none was measured
 * @param unmeasured ends of scorers after which others had no work to take over, or did not in time
 * @param stalled whether the run was given up because nothing came any more
 */
record ProveReport(
    String date,
    String arena,
    long seed,
    boolean good,
    Settings settings,
    Map<String, Integer> faults,
    int sent,
    int scored,
    int deadLetters,
    Map<String, Integer> kinds,
    Map<String, Integer> wrong,
    List<String> examples,
    @Nullable Seconds secondsAfterKill,
    @Nullable Seconds secondsAfterStop,
    int unmeasured,
    int scorersEndedByThemselves,
    int failedStarts,
    boolean stalled,
    double durationSeconds) {
  private static final double MILLIS = 1e3;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Settings with which the scorers ran, besides those that Arena ships. */
  record Settings(
      int scorers,
      int partitions,
      double sessionSeconds,
      double heartbeatSeconds,
      double transactionSeconds) {
    static Settings of(Proof.Options options) {
      return new Settings(
          options.scorers(),
          Proof.PARTITIONS,
          options.times().session().toMillis() / MILLIS,
          options.times().heartbeat().toMillis() / MILLIS,
          options.times().transaction().toMillis() / MILLIS);
    }
  }

  /** Durations, at least one. */
  record Seconds(int count, double median, double least, double largest) {
    static @Nullable Seconds of(List<Duration> durations) {
      if (durations.isEmpty()) {
        return null;
      }
      List<Double> sorted =
          durations.stream().map(each -> each.toMillis() / MILLIS).sorted().toList();
      return new Seconds(
          sorted.size(),
          sorted.get(sorted.size() / 2),
          sorted.get(0),
          sorted.get(sorted.size() - 1));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f s [%.1f, %.1f] of %d", median, least, largest, count);
    }
  }

  /**
   * @param date of the run
   * @param arena its version
   */
  static ProveReport of(String date, String arena, Proof.Options options, Proof.Result result) {
    Ledger.Verdict verdict = result.verdict();
    Map<String, Integer> faults = new LinkedHashMap<>();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      faults.put(
          kind.words(),
          kind == FaultPlan.Kind.POISON
              ? result.poison()
              : result.faults().done().getOrDefault(kind, 0));
    }
    Map<String, Integer> wrong = new LinkedHashMap<>();
    verdict.wrong().forEach((what, count) -> wrong.put(what.words(), count));
    return new ProveReport(
        date,
        arena,
        options.seed(),
        result.good(),
        Settings.of(options),
        faults,
        verdict.sent(),
        verdict.scored(),
        verdict.deadLetters(),
        result.kinds(),
        wrong,
        verdict.examples(),
        Seconds.of(result.faults().killGaps()),
        Seconds.of(result.faults().stopGaps()),
        result.faults().gapsWithoutEnd(),
        result.endedByThemselves(),
        result.failedStarts(),
        result.stalled(),
        result.duration().toMillis() / MILLIS);
  }

  String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("the report cannot be written as JSON", impossible);
    }
  }
}
