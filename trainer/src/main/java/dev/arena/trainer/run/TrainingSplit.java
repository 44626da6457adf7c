package dev.arena.trainer.run;

import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Selection;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which votes train the encoder, which select its best weights, and which calibrate the head. The
 * encoder never sees the calibration votes.
 *
 * <p>If the votes in tie-free files outnumber the votes with a winner in files with ties, or if the
 * recipe says so, the encoder trains on tie-free files alone, and every vote in a file with ties
 * calibrates the head. Otherwise, it trains on three quarters of the votes in files with ties,
 * except for the ties among them, and on the tie-free files. Votes on the prompt of a calibration
 * vote are not trained on, because the encoder would then know half of that vote. If there are many
 * such votes, prompts are too common to give anything away, and the encoder trains on all of them.
 *
 * @param tieFreeOnly whether the encoder trains on tie-free files alone
 * @param train indices of votes that train the encoder
 * @param ties indices of votes for a tie that would train the encoder if they had a winner
 * @param heldOut indices of votes that have a winner and serve only to select the best weights and
 *     to stop training early; may be empty
 * @param calibration indices of votes that come from files with ties and do not train the encoder
 */
record TrainingSplit(
    boolean tieFreeOnly,
    List<Integer> train,
    List<Integer> ties,
    List<Integer> heldOut,
    List<Integer> calibration) {
  static final double TRAIN_SHARE = 0.75;
  private static final double LEAST_SEPARATE = 0.9;
  static final int HELD_OUT_FROM = 500;

  /**
   * Splits the votes.
   *
   * @param reserved votes outside {@code votes} on which the encoder is evaluated
   */
  static TrainingSplit of(
      List<EncodedVote> votes, List<EncodedVote> reserved, Selection selection, long seed) {
    List<Integer> withTies = new ArrayList<>();
    List<Integer> tieFree = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      (votes.get(i).tieFree() ? tieFree : withTies).add(i);
    }
    long winnersWithTies = withTies.stream().filter(i -> votes.get(i).hasWinner()).count();
    boolean tieFreeOnly =
        switch (selection.learnFrom()) {
          case AUTO -> tieFree.size() > winnersWithTies;
          case TIE_FREE -> true;
          case ALL -> false;
        };
    Random random = new Random(seed);
    List<Integer> source = new ArrayList<>(tieFree);
    List<Integer> calibration = withTies;
    if (!tieFreeOnly) {
      List<Integer> shuffled = new ArrayList<>(withTies);
      Collections.shuffle(shuffled, random);
      int train = (int) Math.round(TRAIN_SHARE * shuffled.size());
      source.addAll(shuffled.subList(0, train));
      calibration = shuffled.subList(train, shuffled.size()).stream().sorted().toList();
    }
    Collections.shuffle(source, random);
    requireWinner(votes, source);
    Set<IntBuffer> prompts = new HashSet<>();
    calibration.forEach(i -> prompts.add(votes.get(i).prompt()));
    reserved.forEach(vote -> prompts.add(vote.prompt()));
    List<Integer> separate =
        source.stream().filter(i -> !prompts.contains(votes.get(i).prompt())).toList();
    List<Integer> known =
        separate.size() < LEAST_SEPARATE * source.size() ? List.copyOf(source) : separate;
    List<Integer> winners = known.stream().filter(i -> votes.get(i).hasWinner()).toList();
    int heldOut =
        winners.size() < HELD_OUT_FROM ? 0 : Math.min(selection.heldOut(), winners.size() / 10);
    return new TrainingSplit(
        tieFreeOnly,
        List.copyOf(winners.subList(heldOut, winners.size())),
        known.stream().filter(i -> !votes.get(i).hasWinner()).toList(),
        List.copyOf(winners.subList(0, heldOut)),
        List.copyOf(calibration));
  }

  private static void requireWinner(List<EncodedVote> votes, List<Integer> source) {
    if (source.stream().noneMatch(i -> votes.get(i).hasWinner())) {
      throw new UserException(
          ("none of the %,d training votes from which the encoder may learn has a winner; expected"
                  + " some that have one. Add rows to --train, raise --limit, or change"
                  + " --learn-from.")
              .formatted(source.size()));
    }
  }

  /** The split, for the terminal. */
  String sentence() {
    return "the encoder trains on %,d votes in %s; %,d votes in files with ties are kept for calibration"
        .formatted(
            train.size(), tieFreeOnly ? "files without ties" : "all files", calibration.size());
  }

  /**
   * The pairs of votes that train and evaluate the encoder.
   *
   * @param heldOut pairs that select the best weights; may be empty
   */
  record Pairs(List<TieFreePair> train, List<TieFreePair> heldOut) {}

  /**
   * The votes as pairs. The held-out ones are evaluated on the votes, without soft labels.
   *
   * @param votes the votes that were split
   * @param margins of A for each vote, which are known without the network
   * @param voteShare share of the vote in a soft label
   */
  Pairs pairs(List<EncodedVote> votes, double[] margins, double voteShare) {
    return new Pairs(
        train.stream().map(i -> votes.get(i).tieFreePair(margins[i], voteShare)).toList(),
        heldOut.stream().map(i -> votes.get(i).withoutLabel().tieFreePair(margins[i], 1)).toList());
  }
}
