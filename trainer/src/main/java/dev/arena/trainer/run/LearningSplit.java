package dev.arena.trainer.run;

import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.recipe.Selection;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which votes the encoder learns from, which tell it when to stop, and which are kept from it, so
 * that the head is fitted and judged on votes that the encoder has not seen.
 *
 * <p>Where decisive votes outnumber the natural ones with a winner, or the recipe says so, the
 * encoder learns from those alone, and every natural vote can judge the head. Otherwise it learns
 * from three quarters of the natural votes that have a winner, and from the decisive ones with
 * them. A vote on the same prompt as one that judges is not learned from: the encoder would know
 * half of what it is judged on. Where such votes are many, prompts are too common to tell anything,
 * and all are learned from.
 *
 * @param decisiveOnly whether the encoder learns from decisive votes alone
 * @param learned indices of votes that the encoder learns from
 * @param heldOut indices of votes with a winner that only stop the training; may be empty
 * @param judged indices of natural votes that the encoder does not learn from
 */
record LearningSplit(
    boolean decisiveOnly, List<Integer> learned, List<Integer> heldOut, List<Integer> judged) {
  static final double NATURAL_SHARE = 0.75;
  private static final double LEAST_UNJUDGED = 0.9;
  static final int HELD_OUT_FROM = 500;

  /**
   * Splits.
   *
   * @param reserved votes outside of {@code votes} that will judge the encoder, too
   */
  static LearningSplit of(
      List<EncodedVote> votes, List<EncodedVote> reserved, Selection selection, long seed) {
    List<Integer> natural = new ArrayList<>();
    List<Integer> decisive = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      (votes.get(i).decisive() ? decisive : natural).add(i);
    }
    long naturalWinners = natural.stream().filter(i -> votes.get(i).hasWinner()).count();
    boolean decisiveOnly =
        switch (selection.learnFrom()) {
          case AUTO -> decisive.size() > naturalWinners;
          case DECISIVE -> true;
          case ALL -> false;
        };
    Random random = new Random(seed);
    List<Integer> source = new ArrayList<>(decisive);
    List<Integer> judged = natural;
    if (!decisiveOnly) {
      List<Integer> shuffled = new ArrayList<>(natural);
      Collections.shuffle(shuffled, random);
      int learned = (int) Math.round(NATURAL_SHARE * shuffled.size());
      source.addAll(shuffled.subList(0, learned));
      judged = shuffled.subList(learned, shuffled.size()).stream().sorted().toList();
    }
    Collections.shuffle(source, random);
    requireWinner(votes, source);
    Set<IntBuffer> prompts = new HashSet<>();
    judged.forEach(i -> prompts.add(votes.get(i).prompt()));
    reserved.forEach(vote -> prompts.add(vote.prompt()));
    List<Integer> unjudged =
        source.stream().filter(i -> !prompts.contains(votes.get(i).prompt())).toList();
    List<Integer> known =
        unjudged.size() < LEAST_UNJUDGED * source.size() ? List.copyOf(source) : unjudged;
    List<Integer> winners = known.stream().filter(i -> votes.get(i).hasWinner()).toList();
    int heldOut =
        winners.size() < HELD_OUT_FROM ? 0 : Math.min(selection.heldOut(), winners.size() / 10);
    return new LearningSplit(
        decisiveOnly,
        List.copyOf(winners.subList(heldOut, winners.size())),
        List.copyOf(winners.subList(0, heldOut)),
        List.copyOf(judged));
  }

  private static void requireWinner(List<EncodedVote> votes, List<Integer> source) {
    if (source.stream().noneMatch(i -> votes.get(i).hasWinner())) {
      throw new UserException(
          ("none of the %,d training votes from which the encoder may learn has a winner; expected"
                  + " some. Add rows to --train, raise --limit, or change --learn-from.")
              .formatted(source.size()));
    }
  }

  /** What was chosen, for a person at the screen. */
  String sentence() {
    return "the encoder learns from %,d votes of %s; %,d natural votes are kept from it"
        .formatted(
            learned.size(), decisiveOnly ? "files without ties" : "all files", judged.size());
  }
}
