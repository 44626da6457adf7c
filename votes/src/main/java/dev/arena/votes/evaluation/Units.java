package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.statistics.calibration.CalibrationSums;
import dev.arena.statistics.calibration.CalibrationUnit;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.statistics.sequential.Unit;
import dev.arena.statistics.sequential.UnitSums;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a total over all pairs that needs to know whose votes it counts and on which pairs:
 * sums over votes, over voters, and over pairs. Units of voters are in memory; those of pairs are
 * computed from the stored battles of the pair whenever one of them changes. Not thread-safe.
 */
final class Units {
  private final Map<String, CalibrationUnit> voters = new HashMap<>();
  private CalibrationSums byVoter = CalibrationSums.EMPTY;
  private CalibrationSums byPair = CalibrationSums.EMPTY;
  private UnitSums byVote = UnitSums.EMPTY;
  private long anonymous;

  /**
   * Adds a vote, or removes one that was added.
   *
   * @param voter null if anonymous
   * @param sign 1 or -1
   */
  void change(@Nullable String voter, VoteScore score, int sign) {
    CalibrationUnit vote = CalibrationUnit.of(score);
    byVote = sign > 0 ? byVote.plus(vote.surprise()) : byVote.minus(vote.surprise());
    if (voter == null) {
      anonymous += sign;
      byVoter = sign > 0 ? byVoter.plus(vote) : byVoter.minus(vote);
      return;
    }
    CalibrationUnit before = voters.getOrDefault(voter, CalibrationUnit.EMPTY);
    CalibrationUnit after = sign > 0 ? before.plus(score) : before.minus(score);
    if (after.equals(CalibrationUnit.EMPTY)) {
      voters.remove(voter);
    } else {
      voters.put(voter, after);
    }
    byVoter = byVoter.minus(before).plus(after);
  }

  /** Adds the unit of a pair, or removes one that was added. */
  void change(CalibrationUnit pair, int sign) {
    byPair = sign > 0 ? byPair.plus(pair) : byPair.minus(pair);
  }

  /** Writes what it holds into the record of the total. */
  void write(LiveEvaluation.Builder record) {
    record
        .setUnits(byVoter.surprise().units())
        .setAnonymous(anonymous)
        .setUnitSurprise(byVoter.surprise().sum())
        .setUnitSurpriseSquared(byVoter.surprise().squares())
        .setUnitVariance(byVoter.variance())
        .setPairs(byPair.surprise().units())
        .setPairSurprise(byPair.surprise().sum())
        .setPairSurpriseSquared(byPair.surprise().squares())
        .setPairVariance(byPair.variance())
        .setSurpriseSquared(byVote.squares());
  }

  /** The same for the gain of a challenger over one bundle of the champion. */
  static final class Gains {
    private final Map<String, Unit> voters = new HashMap<>();
    private UnitSums byVoter = UnitSums.EMPTY;
    private UnitSums byPair = UnitSums.EMPTY;
    private UnitSums byVote = UnitSums.EMPTY;
    private long anonymous;

    /**
     * Adds a vote, or removes one that was added.
     *
     * @param voter null if anonymous
     * @param gain the champion's log loss minus the challenger's, in fixed point
     * @param sign 1 or -1
     */
    void change(@Nullable String voter, long gain, int sign) {
      Unit vote = Unit.of(gain);
      byVote = sign > 0 ? byVote.plus(vote) : byVote.minus(vote);
      if (voter == null) {
        anonymous += sign;
        byVoter = sign > 0 ? byVoter.plus(vote) : byVoter.minus(vote);
        return;
      }
      Unit before = voters.getOrDefault(voter, Unit.EMPTY);
      Unit after = sign > 0 ? before.plus(gain) : before.minus(gain);
      if (after.equals(Unit.EMPTY)) {
        voters.remove(voter);
      } else {
        voters.put(voter, after);
      }
      byVoter = byVoter.minus(before).plus(after);
    }

    /** Adds the unit of a pair, or removes one that was added. */
    void change(Unit pair, int sign) {
      byPair = sign > 0 ? byPair.plus(pair) : byPair.minus(pair);
    }

    /** Whether it holds the unit of a pair. */
    boolean hasPairs() {
      return byPair.units() > 0;
    }

    /** Writes what it holds into the record of the comparison. */
    void write(ScorerComparison.Builder record) {
      record
          .setUnits(byVoter.units())
          .setAnonymous(anonymous)
          .setUnitGain(byVoter.sum())
          .setUnitGainSquared(byVoter.squares())
          .setPairs(byPair.units())
          .setPairGain(byPair.sum())
          .setPairGainSquared(byPair.squares())
          .setGainSquared(byVote.squares());
    }
  }
}
