package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.operations.MetricDescription;

/**
 * Every metric of the leaderboard. Those with the label kinds are about the board of all votes of
 * that kind with the method bradley-terry, and exist only in the instance that computes it.
 */
public enum LeaderboardMetric implements MetricDescription {
  AGE(
      Kind.GAUGE,
      "arena_leaderboard_age_seconds",
      "How long the first vote has waited that the board does not have; 0 if it has all.",
      "kinds"),
  MODELS(
      Kind.GAUGE,
      "arena_leaderboard_models",
      "Models on the board by status: established, usable, provisional, unranked.",
      "kinds",
      "status"),
  LAST_REFIT(
      Kind.GAUGE,
      "arena_leaderboard_last_refit_seconds",
      "Time in which the board was last computed.",
      "kinds"),
  REFIT(
      Kind.COUNTER,
      "arena_leaderboard_refit_seconds_total",
      "Time in which this instance computed boards of all slices and methods; at most a quarter of the time that passes while the thread has records to process.");

  private final Details details;

  LeaderboardMetric(Kind kind, String metricName, String sentence, String... labels) {
    this.details = new Details(kind, metricName, sentence, labels);
  }

  @Override
  public Details details() {
    return details;
  }
}
