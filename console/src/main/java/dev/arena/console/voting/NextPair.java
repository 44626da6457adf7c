package dev.arena.console.voting;

import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.votes.join.VoteRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws a pair for a voter: each of the recent pairs that the voter has not handled with the same
 * probability, and each side with the same. Safe for use by many threads.
 */
final class NextPair {
  private final TopicContents contents;
  private final HandledPairs handled;
  private final RandomGenerator random;

  /**
   * A drawn pair.
   *
   * @param swapped whether B is shown on the left
   * @param probability with which this pair was drawn
   */
  record Drawn(ConversationPair pair, boolean swapped, double probability) {}

  NextPair(TopicContents contents, HandledPairs handled, RandomGenerator random) {
    this.contents = contents;
    this.handled = handled;
    this.random = random;
  }

  /** A pair; empty if the voter has handled all of them. */
  Optional<Drawn> draw(String voter) {
    List<ConversationPair> eligible = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ConversationPair pair : contents.recentPairs(Integer.MAX_VALUE)) {
      String id = pair.getId();
      if (isComparable(pair)
          && ids.add(id)
          && !handled.include(voter, id)
          && !contents.hasVoted(voter, id)) {
        eligible.add(pair);
      }
    }
    if (eligible.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Drawn(
            eligible.get(random.nextInt(eligible.size())),
            random.nextBoolean(),
            1.0 / eligible.size()));
  }

  /** Whether a vote on the pair tells something about two models. */
  private static boolean isComparable(ConversationPair pair) {
    return VoteRules.isPairId(pair.getId())
        && isName(pair.getModelA())
        && isName(pair.getModelB())
        && !pair.getModelA().equals(pair.getModelB())
        && hasAnswer(pair, Turn::getResponseA)
        && hasAnswer(pair, Turn::getResponseB);
  }

  private static boolean isName(@Nullable String model) {
    return model != null && !model.isBlank() && model.length() <= VoteRules.MAX_TEXT;
  }

  private static boolean hasAnswer(ConversationPair pair, Function<Turn, @Nullable String> side) {
    return pair.getTurns().stream()
        .anyMatch(
            turn -> {
              String answer = side.apply(turn);
              return answer != null && !answer.isBlank();
            });
  }
}
