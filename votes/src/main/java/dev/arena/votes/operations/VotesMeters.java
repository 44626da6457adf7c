package dev.arena.votes.operations;

import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.VoteReason;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.operations.KafkaCollector;
import dev.arena.kafka.operations.Meters;
import dev.arena.votes.join.JoinCounts;
import dev.arena.votes.join.JoinCounts.Event;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;

/** Registers the metrics of the votes service. */
public final class VotesMeters {
  private VotesMeters() {}

  /** Registers what the service counts itself. */
  public static void register(
      Meters meters, Health health, DeadLetterLog deadLetters, JoinCounts counts) {
    meters.health(health, VotesMetric.READY, VotesMetric.CHECK_UP);
    meters.deadLetters(deadLetters, VoteReason.all(), VotesMetric.DEAD_LETTERS);
    for (Event event : Event.values()) {
      switch (event) {
        case VOTE_WAITED -> count(meters, VotesMetric.VOTES, counts, event, "waited");
        case VOTE_CHANGED -> count(meters, VotesMetric.VOTES, counts, event, "changed");
        case VOTE_REPEATED -> count(meters, VotesMetric.VOTES, counts, event, "repeated");
        case VOTE_OUTDATED -> count(meters, VotesMetric.VOTES, counts, event, "outdated");
        case VOTE_UNSCORED -> count(meters, VotesMetric.VOTES, counts, event, "unscored");
        case BATTLE_WRITTEN -> count(meters, VotesMetric.BATTLES, counts, event, "written");
        case BATTLE_WITHDRAWN -> count(meters, VotesMetric.BATTLES, counts, event, "withdrawn");
        case PREFERENCE_LATE -> count(meters, VotesMetric.PREFERENCES, counts, event, "late");
        case PREFERENCE_REPEATED ->
            count(meters, VotesMetric.PREFERENCES, counts, event, "repeated");
        case PREFERENCE_IGNORED -> count(meters, VotesMetric.PREFERENCES, counts, event, "ignored");
        case PAIR_AMBIGUOUS -> count(meters, VotesMetric.PAIRS_AMBIGUOUS, counts, event);
      }
    }
  }

  private static void count(
      Meters meters, VotesMetric metric, JoinCounts counts, Event event, String... label) {
    meters.counter(metric, () -> counts.of(event), label);
  }

  /**
   * Registers what Kafka Streams and its stores measure.
   *
   * @param metrics called at each scrape
   */
  public static void ofStream(
      Meters meters, Supplier<? extends Collection<? extends Metric>> metrics) {
    meters.collector(
        new KafkaCollector(metrics, VotesMetric.CONSUMER_LAG, VotesMetric.CONSUMER_LEAD));
    meters.collector(new StateCollector(metrics));
  }
}
