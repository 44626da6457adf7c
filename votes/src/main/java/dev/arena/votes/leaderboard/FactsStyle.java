package dev.arena.votes.leaderboard;

import dev.arena.schemas.PairFacts;
import dev.arena.statistics.rating.StyleCounts;
import dev.arena.statistics.rating.StyleDifference;

/** The difference in style between two answers, from the facts about their texts. */
public final class FactsStyle {
  private FactsStyle() {}

  /**
   * The style of A less that of B.
   *
   * @throws IllegalArgumentException if a count is negative
   */
  public static StyleDifference difference(PairFacts facts) {
    return StyleDifference.between(
        new StyleCounts(
            facts.getLengthA(), facts.getHeadersA(), facts.getListsA(), facts.getBoldA()),
        new StyleCounts(
            facts.getLengthB(), facts.getHeadersB(), facts.getListsB(), facts.getBoldB()));
  }
}
