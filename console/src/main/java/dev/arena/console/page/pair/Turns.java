package dev.arena.console.page.pair;

import dev.arena.console.page.PageTemplate;
import dev.arena.models.SentenceEffect;
import dev.arena.models.SentenceEffect.Side;
import dev.arena.schemas.Turn;
import java.util.ArrayList;
import java.util.List;

/** Renders the turns of a pair as texts, with the effects of sentences if there are any. */
final class Turns {
  private static final PageTemplate TEMPLATE = PageTemplate.of(Turns.class, "turns");

  /** Further turns are folded up. */
  private static final int SHOWN = 10;

  private Turns() {}

  /** What the template shows. */
  private record View(
      boolean several,
      String titleA,
      String titleB,
      List<TurnView> turns,
      List<TurnView> more,
      boolean folded,
      int moreCount) {}

  /** A turn with its number, from 1. */
  private record TurnView(int number, FoldedText prompt, FoldedText a, FoldedText b) {}

  /**
   * The turns as markup.
   *
   * @param effects of sentences; empty to show none
   */
  static String render(List<Turn> turns, List<SentenceEffect> effects) {
    return render(turns, effects, "A", "B");
  }

  /** The turns of a pair whose answers have other names than A and B. */
  static String render(
      List<Turn> turns, List<SentenceEffect> effects, String titleA, String titleB) {
    List<TurnView> all = new ArrayList<>(turns.size());
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      all.add(
          new TurnView(
              i + 1,
              FoldedText.of(turn.getPrompt()),
              FoldedText.of(turn.getResponseA(), of(effects, i, Side.A)),
              FoldedText.of(turn.getResponseB(), of(effects, i, Side.B))));
    }
    int shown = Math.min(SHOWN, all.size());
    return TEMPLATE.render(
        new View(
            all.size() > 1,
            titleA,
            titleB,
            all.subList(0, shown),
            all.subList(shown, all.size()),
            all.size() > shown,
            all.size() - shown));
  }

  private static List<SentenceEffect> of(List<SentenceEffect> effects, int turn, Side side) {
    return effects.stream()
        .filter(effect -> effect.turn() == turn && effect.side() == side)
        .sorted((one, other) -> Integer.compare(one.begin(), other.begin()))
        .toList();
  }
}
