package dev.arena.lab.load;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same pairs again, but for two letters before the first prompt. Equal texts that meet in a
 * batch are read once, so a sample that is sent again and again would look quicker than real pairs,
 * of which no two are equal; and two letters are as long as two others.
 */
public final class PairVariants {
  private static final int LETTERS = 26;

  private PairVariants() {}

  /**
   * @param number which repetition, from 0; the 676th equals the first again
   */
  public static List<ConversationPair> of(List<ConversationPair> pairs, long number) {
    return pairs.stream().map(pair -> of(pair, number)).toList();
  }

  /** One pair. Its turns must be there. */
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
