package dev.arena.statistics.rating;

/** How a battle ended, from the point of view of its two sides. */
public enum BattleResult {
  A_WINS,
  /** Both answers are equally good, or equally bad. */
  TIE,
  B_WINS;

  /** The same result with the sides exchanged. */
  BattleResult mirrored() {
    return switch (this) {
      case A_WINS -> B_WINS;
      case TIE -> TIE;
      case B_WINS -> A_WINS;
    };
  }
}
