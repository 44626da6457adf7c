package dev.arena.votes.evaluation;

import dev.arena.schemas.ScorerComparison;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.loss.OutcomeProbabilities;
import org.jspecify.annotations.Nullable;

/**
 * The sums over the votes whose pairs a challenger and one bundle of the champion had both scored.
 * Not thread-safe.
 */
final class Comparison {
  /** Null in slices, which have no interval. */
  private final Units.@Nullable Gains gains;

  private long votes;
  private long champion;
  private long challenger;
  private long changed;
  private long distance;

  /**
   * @param tested whether there is an interval of the gain
   */
  Comparison(boolean tested) {
    gains = tested ? new Units.Gains() : null;
  }

  /**
   * What a vote says about champion and challenger.
   *
   * @param champion log loss in fixed point
   * @param challenger log loss in fixed point
   * @param changed whether the two differ in the most probable outcome
   * @param distance between the predictions, in fixed point
   */
  record Vote(long champion, long challenger, boolean changed, long distance) {
    static Vote of(OutcomeProbabilities champion, OutcomeProbabilities challenger, int outcome) {
      return new Vote(
          FixedPoint.of(champion.logLoss(outcome)),
          FixedPoint.of(challenger.logLoss(outcome)),
          champion.likeliest() != challenger.likeliest(),
          FixedPoint.of(
              (Math.abs(champion.a() - challenger.a())
                      + Math.abs(champion.b() - challenger.b())
                      + Math.abs(champion.tie() - challenger.tie()))
                  / 2));
    }

    long gain() {
      return champion - challenger;
    }
  }

  /**
   * Adds a vote, or removes one that was added.
   *
   * @param voter null if anonymous
   * @param sign 1 or -1
   */
  void change(@Nullable String voter, Vote vote, int sign) {
    votes += sign;
    champion += sign * vote.champion();
    challenger += sign * vote.challenger();
    changed += vote.changed() ? sign : 0;
    distance += sign * vote.distance();
    if (gains != null) {
      gains.change(voter, vote.gain(), sign);
    }
  }

  /** The sums by voter and by pair; null in slices. */
  Units.@Nullable Gains gains() {
    return gains;
  }

  long votes() {
    return votes;
  }

  /** Whether it counts no votes and no pairs, whose units change before or after their votes. */
  boolean isEmpty() {
    return votes == 0 && (gains == null || !gains.hasPairs());
  }

  /** The record of the comparison with a bundle of the champion. */
  ScorerComparison record(Scorer scorer) {
    ScorerComparison.Builder record =
        ScorerComparison.newBuilder()
            .setTopic(scorer.topic())
            .setModel(scorer.model())
            .setN(votes)
            .setChampionLoss(champion)
            .setChallengerLoss(challenger)
            .setChangedWinners(changed)
            .setDistance(distance);
    if (gains != null) {
      gains.write(record);
    }
    return record.build();
  }
}
