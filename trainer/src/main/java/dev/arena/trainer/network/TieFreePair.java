package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;

/**
 * A pair whose target says which answer wins, given that one of them does.
 *
 * @param winner the sequence with the preferred answer
 * @param loser the sequence with the other answer
 * @param offset the part of the winner's margin that is known without the network, in logits
 * @param winnerShare the target: the probability that the winner wins; 1 for a vote, less for a
 *     soft label
 * @param weight of the pair's loss, at least 0
 */
public record TieFreePair(
    Sequence winner, Sequence loser, double offset, double winnerShare, double weight) {
  /** The number of tokens in the longer sequence. */
  public int length() {
    return Math.max(winner.length(), loser.length());
  }
}
