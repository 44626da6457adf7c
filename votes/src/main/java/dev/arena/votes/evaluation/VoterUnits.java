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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of a total that needs to know whose votes it counts: sums over units, which are all
 * votes of a voter, or an anonymous vote. Not thread-safe.
 */
final class VoterUnits {
  /** A challenger is compared with at most this many bundles: those with the most votes. */
  static final int MAX_COMPARISONS = 16;

  private final Map<String, CalibrationUnit> voters = new HashMap<>();
  private final Map<Scorer, Comparison> comparisons = new TreeMap<>();
  private CalibrationSums sums = CalibrationSums.EMPTY;
  private long anonymous;

  /**
   * Adds a vote, or removes one that was added.
   *
   * @param voter null if anonymous
   * @param sign 1 or -1
   */
  void change(@Nullable String voter, VoteScore score, int sign) {
    if (voter == null) {
      anonymous += sign;
      CalibrationUnit unit = CalibrationUnit.of(score);
      sums = sign > 0 ? sums.plus(unit) : sums.minus(unit);
      return;
    }
    CalibrationUnit before = voters.getOrDefault(voter, CalibrationUnit.EMPTY);
    CalibrationUnit after = sign > 0 ? before.plus(score) : before.minus(score);
    if (after.equals(CalibrationUnit.EMPTY)) {
      voters.remove(voter);
    } else {
      voters.put(voter, after);
    }
    sums = sums.minus(before).plus(after);
  }

  /** The comparison with a bundle of the champion. */
  Comparison comparison(Scorer champion) {
    return comparisons.computeIfAbsent(champion, scorer -> new Comparison());
  }

  /** Writes what it holds into the record of the total. */
  void write(LiveEvaluation.Builder record) {
    record
        .setUnits(sums.surprise().units())
        .setAnonymous(anonymous)
        .setUnitSurprise(sums.surprise().sum())
        .setUnitSurpriseSquared(sums.surprise().squares())
        .setUnitVariance(sums.variance())
        .setComparisons(
            comparisons.entrySet().stream()
                .filter(each -> each.getValue().votes > 0)
                .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b.votes, a.votes)))
                .limit(MAX_COMPARISONS)
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getValue().record(each.getKey()))
                .toList());
  }

  /**
   * What a vote says about champion and challenger.
   *
   * @param champion log loss in fixed point
   * @param challenger log loss in fixed point
   * @param changed whether the two differ in the most probable outcome
   * @param distance between the predictions, in fixed point
   */
  record ComparedVote(long champion, long challenger, boolean changed, long distance) {}

  /** The sums over the votes whose pairs both scorers had scored. */
  static final class Comparison {
    private final Map<String, Unit> voters = new HashMap<>();
    private UnitSums differences = UnitSums.EMPTY;
    private long anonymous;
    private long votes;
    private long champion;
    private long challenger;
    private long changed;
    private long distance;

    private Comparison() {}

    /**
     * Adds a vote, or removes one that was added.
     *
     * @param voter null if anonymous
     * @param sign 1 or -1
     */
    void change(@Nullable String voter, ComparedVote vote, int sign) {
      votes += sign;
      champion += sign * vote.champion();
      challenger += sign * vote.challenger();
      changed += vote.changed() ? sign : 0;
      distance += sign * vote.distance();
      long difference = vote.champion() - vote.challenger();
      if (voter == null) {
        anonymous += sign;
        Unit unit = Unit.of(difference);
        differences = sign > 0 ? differences.plus(unit) : differences.minus(unit);
        return;
      }
      Unit before = voters.getOrDefault(voter, Unit.EMPTY);
      Unit after = sign > 0 ? before.plus(difference) : before.minus(difference);
      if (after.equals(Unit.EMPTY)) {
        voters.remove(voter);
      } else {
        voters.put(voter, after);
      }
      differences = differences.minus(before).plus(after);
    }

    private ScorerComparison record(Scorer scorer) {
      return ScorerComparison.newBuilder()
          .setTopic(scorer.topic())
          .setModel(scorer.model())
          .setN(votes)
          .setChampionLoss(champion)
          .setChallengerLoss(challenger)
          .setUnits(differences.units())
          .setAnonymous(anonymous)
          .setUnitDifference(differences.sum())
          .setUnitDifferenceSquared(differences.squares())
          .setChangedWinners(changed)
          .setDistance(distance)
          .build();
    }
  }
}
