package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.battle.Left;
import dev.arena.votes.leaderboard.FactsStyle;
import dev.arena.votes.leaderboard.VoteSlice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What boards need of a battle, its key aside.
 *
 * @param anonymous whether the vote names no voter
 * @param modelA as in the battle, before aliases
 * @param modelB as in the battle, before aliases
 * @param outcome A, B, TIE or BOTH_BAD
 * @param votedAt milliseconds since 1970
 * @param left which side the vote is for
 * @param style of answer A less that of B; null if unknown
 * @param slices those it belongs to, the ones that its time decides aside
 */
record RatedBattle(
    boolean anonymous,
    String modelA,
    String modelB,
    VoteOutcome outcome,
    long votedAt,
    Left left,
    @Nullable StyleDifference style,
    List<String> slices) {
  /** The longest name of a model, in characters, so that a board fits into a record. */
  static final int MAX_NAME = 200;

  RatedBattle {
    slices = List.copyOf(slices);
  }

  /**
   * Reads a battle; empty if it counts on no board: if it is ambiguous, has no winner and is no
   * tie, or does not name two models.
   */
  static Optional<RatedBattle> of(Battle battle) {
    VoteOutcome outcome = battle.getOutcome();
    boolean counts =
        switch (outcome) {
          case A, B, TIE, BOTH_BAD -> !battle.getAmbiguous();
          case WITHDRAWN, UNKNOWN -> false;
        };
    String modelA = battle.getModelA();
    String modelB = battle.getModelB();
    if (!counts
        || modelA == null
        || modelB == null
        || !isName(modelA)
        || !isName(modelB)
        || modelA.equals(modelB)) {
      return Optional.empty();
    }
    PairFacts facts = battle.getFacts();
    return Optional.of(
        new RatedBattle(
            battle.getVoter() == null,
            modelA,
            modelB,
            outcome,
            battle.getVotedAt().toEpochMilli(),
            Left.of(battle),
            style(facts),
            VoteSlice.of(result(outcome) != BattleResult.TIE, facts)));
  }

  private static boolean isName(String model) {
    return !model.isBlank() && model.length() <= MAX_NAME;
  }

  private static @Nullable StyleDifference style(@Nullable PairFacts facts) {
    try {
      return facts == null ? null : FactsStyle.difference(facts);
    } catch (IllegalArgumentException negativeCounts) {
      return null; // another program than a scorer wrote the preference
    }
  }

  /** How the battle ended; two bad answers are a tie. */
  BattleResult result() {
    return result(outcome);
  }

  private static BattleResult result(VoteOutcome outcome) {
    return switch (outcome) {
      case A -> BattleResult.A_WINS;
      case B -> BattleResult.B_WINS;
      case TIE, BOTH_BAD -> BattleResult.TIE;
      case WITHDRAWN, UNKNOWN ->
          throw new IllegalArgumentException(
              "the outcome is " + outcome + "; expected A, B, TIE or BOTH_BAD");
    };
  }
}
