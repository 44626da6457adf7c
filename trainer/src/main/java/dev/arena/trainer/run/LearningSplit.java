package dev.arena.trainer.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which votes the encoder learns from, which tell it when to stop, and which are kept from it, so
 * that the head is fitted and judged on votes that the encoder has not seen.
 *
 * <p>With decisive votes the encoder learns from those alone. Without, it learns from three
 * quarters of the natural votes that have a winner.
 *
 * @param learned indices of votes that the encoder learns from
 * @param heldOut indices of votes with a winner that only stop the training; may be empty
 * @param judged indices of natural votes that the encoder does not learn from
 */
record LearningSplit(List<Integer> learned, List<Integer> heldOut, List<Integer> judged) {
  static final double NATURAL_SHARE = 0.75;
  static final int HELD_OUT_FROM = 500;
  static final int MOST_HELD_OUT = 200;

  static LearningSplit of(List<EncodedVote> votes, long seed) {
    boolean anyDecisive = votes.stream().anyMatch(EncodedVote::decisive);
    List<Integer> natural = new ArrayList<>();
    List<Integer> decisive = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      (votes.get(i).decisive() ? decisive : natural).add(i);
    }
    List<Integer> source = new ArrayList<>(anyDecisive ? decisive : natural);
    Collections.shuffle(source, new Random(seed));
    List<Integer> judged = natural;
    if (!anyDecisive) {
      int learned = (int) Math.round(NATURAL_SHARE * source.size());
      judged = source.subList(learned, source.size()).stream().sorted().toList();
      source = source.subList(0, learned);
    }
    List<Integer> winners = source.stream().filter(i -> votes.get(i).hasWinner()).toList();
    int heldOut = winners.size() < HELD_OUT_FROM ? 0 : Math.min(MOST_HELD_OUT, winners.size() / 10);
    return new LearningSplit(
        List.copyOf(winners.subList(heldOut, winners.size())),
        List.copyOf(winners.subList(0, heldOut)),
        List.copyOf(judged));
  }
}
