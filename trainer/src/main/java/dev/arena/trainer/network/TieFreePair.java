package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;

/**
 * A pair with a winner.
 *
 * @param winner the sequence with the preferred answer
 * @param loser the sequence with the other answer
 * @param offset the part of the winner's margin that is known without the network, in logits
 */
public record TieFreePair(Sequence winner, Sequence loser, double offset) {
  /** The number of tokens in the longer sequence. */
  public int length() {
    return Math.max(winner.length(), loser.length());
  }
}
