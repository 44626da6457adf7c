package dev.arena.lab.soak;

import java.util.BitSet;

/**
 * Which of the numbered records came back, and where: every good one as a preference, every bad one
 * as a dead letter, once. For use by one thread.
 */
final class Ledger {
  private final BitSet answered = new BitSet();
  private final BitSet deadLettered = new BitSet();
  private int surplus;

  /** A record came back. */
  void came(int number, boolean asDeadLetter) {
    BitSet seen = asDeadLetter ? deadLettered : answered;
    if (seen.get(number) || asDeadLetter != SoakRecords.isBad(number)) {
      surplus++;
    } else {
      seen.set(number);
    }
  }

  /** How many pairs have their preference. */
  int answered() {
    return answered.cardinality();
  }

  /** How many bad records have their dead letter. */
  int deadLettered() {
    return deadLettered.cardinality();
  }

  /** How many came a second time, or in the wrong topic. */
  int surplus() {
    return surplus;
  }
}
