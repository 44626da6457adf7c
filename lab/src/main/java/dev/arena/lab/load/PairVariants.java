package dev.arena.lab.load;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Variants of pairs that differ only in two letters before the first prompt. The scorer encodes
 * equal texts of a batch once, so repeated pairs would look faster than real pairs, which are all
 * different. All variants have the same length.
 */
public final class PairVariants {
  private static final int LETTERS = 26;

  private PairVariants() {}

  /**
   * Returns a variant of each pair.
   *
   * @param number number of the repetition, from 0; number 676 equals number 0
   */
  public static List<ConversationPair> of(List<ConversationPair> pairs, long number) {
    return pairs.stream().map(pair -> of(pair, number)).toList();
  }

  /** Returns a variant of a pair; a pair without turns is returned unchanged. */
  public static ConversationPair of(ConversationPair pair, long number) {
    if (pair.getTurns().isEmpty()) {
      return pair;
    }
    List<Turn> turns = new ArrayList<>(pair.getTurns());
    Turn first = turns.get(0);
    turns.set(
        0, Turn.newBuilder(first).setPrompt(prefix(number) + text(first.getPrompt())).build());
    return ConversationPair.newBuilder(pair).setTurns(turns).build();
  }

  private static String prefix(long number) {
    return "%c %c ".formatted(letter(number / LETTERS), letter(number));
  }

  private static char letter(long number) {
    return (char) ('a' + number % LETTERS);
  }

  private static String text(@Nullable String prompt) {
    return prompt == null ? "" : prompt;
  }
}
