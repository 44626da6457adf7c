package dev.arena.votes.join;

import dev.arena.schemas.PairFacts;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a preference says about its pair.
 *
 * @param facts null in preferences of older scorers
 * @param position where the pair is in its topic; null in preferences of older scorers
 */
record PairDescription(
    @Nullable PairFacts facts,
    @Nullable Position position,
    @Nullable String modelA,
    @Nullable String modelB) {
  /** Says nothing. */
  static final PairDescription NONE = new PairDescription(null, null, null, null);

  /**
   * If several preferences describe a pair, the least description is used: one with a hash, then
   * one with facts, then the one of the first record. The remaining comparisons make the order
   * complete, so that the result does not depend on which preference came first.
   */
  static final Comparator<PairDescription> ORDER =
      Comparator.<PairDescription, Boolean>comparing(each -> each.hash() == 0)
          .thenComparing(each -> each.facts == null)
          .thenComparing(PairDescription::position, Comparator.nullsLast(Position::compareTo))
          .thenComparing(PairDescription::facts, Comparator.nullsLast(PairFacts::compareTo))
          .thenComparing(PairDescription::modelA, Comparator.nullsLast(String::compareTo))
          .thenComparing(PairDescription::modelB, Comparator.nullsLast(String::compareTo));

  /** The hash of the pair's texts; 0 if it is not known. */
  long hash() {
    return facts == null ? 0 : facts.getPairHash();
  }
}
