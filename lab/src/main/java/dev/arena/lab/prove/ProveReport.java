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
 * The report that {@code arena prove} prints. Each component is a field of the JSON, in snake case.
 *
 * @param date date of the run
 * @param arena version of this build
 * @param good whether there are no violations
 * @param faults number of faults of each kind
 * @param kinds number of records that were sent, by kind
 * @param wrong number of violations of each kind
 * @param examples descriptions of the first violations
 * @param secondsAfterKill time after {@code kill -9} of a scorer; null if none was measured
 * @param secondsAfterStop time after SIGTERM to a scorer; null if none was measured
 * @param unmeasured number of scorers after whose end no takeover was measured, because it took too
 *     long or no work remained
 * @param unexpectedExits number of scorers that exited unexpectedly
 * @param failedStarts number of scorers that ended before they were ready
 * @param stalled whether the run was stopped because it made no progress
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
    int unexpectedExits,
    int failedStarts,
    boolean stalled,
    double durationSeconds) {
  private static final double MILLIS = 1e3;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** The settings of the scorers that differ from those that Arena ships, or that matter here. */
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
          options.timeouts().session().toMillis() / MILLIS,
          options.timeouts().heartbeat().toMillis() / MILLIS,
          options.timeouts().transaction().toMillis() / MILLIS);
    }
  }

  /** Statistics of durations, of which there is at least one. */
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
   * Returns the report of a run.
   *
   * @param date date of the run
   * @param arena version of this build
   */
  static ProveReport of(String date, String arena, Proof.Options options, Proof.Result result) {
    Ledger.Verdict verdict = result.verdict();
    Map<String, Integer> faults = new LinkedHashMap<>();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      faults.put(
          kind.label(),
          kind == FaultPlan.Kind.POISON
              ? result.poison()
              : result.faults().counts().getOrDefault(kind, 0));
    }
    Map<String, Integer> wrong = new LinkedHashMap<>();
    verdict.violations().forEach((what, count) -> wrong.put(what.label(), count));
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
        result.faults().unmeasuredGaps(),
        result.unexpectedExits(),
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
