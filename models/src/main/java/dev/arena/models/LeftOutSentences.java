package dev.arena.models;

import dev.arena.models.SentenceEffect.Side;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.ArrayList;
import java.util.List;

/** A pair and its copies. Each copy lacks one sentence of an answer. */
final class LeftOutSentences {
  /** The most sentences of both answers that are left out. */
  static final int MOST = 40;

  private final ConversationPair pair;
  private final List<Place> places;

  /** A sentence of an answer in a turn. */
  private record Place(Side side, int turn, SentenceSplitter.Range range) {}

  /**
   * The first sentences of each answer: {@value #MOST} in all, half of them from each answer unless
   * one has fewer.
   */
  LeftOutSentences(ConversationPair pair) {
    this.pair = pair;
    List<Place> a = sentences(Side.A);
    List<Place> b = sentences(Side.B);
    int ofA = Math.min(a.size(), Math.max(MOST / 2, MOST - b.size()));
    this.places = new ArrayList<>(a.subList(0, ofA));
    places.addAll(b.subList(0, Math.min(b.size(), MOST - ofA)));
  }

  private List<Place> sentences(Side side) {
    List<Place> found = new ArrayList<>();
    List<Turn> turns = pair.getTurns();
    for (int i = 0; i < turns.size(); i++) {
      int turn = i;
      SentenceSplitter.split(side.text(turns.get(i)), MOST - found.size())
          .forEach(range -> found.add(new Place(side, turn, range)));
    }
    return found;
  }

  /** The pair, and then one copy for each sentence. */
  List<ConversationPair> pairs() {
    List<ConversationPair> pairs = new ArrayList<>(List.of(pair));
    places.forEach(place -> pairs.add(without(place)));
    return pairs;
  }

  private ConversationPair without(Place place) {
    List<Turn> turns = new ArrayList<>(pair.getTurns());
    Turn turn = turns.get(place.turn());
    StringBuilder text = new StringBuilder(place.side().text(turn));
    text.delete(place.range().begin(), place.range().end());
    turns.set(
        place.turn(),
        place.side() == Side.A
            ? new Turn(turn.getPrompt(), text.toString(), turn.getResponseB())
            : new Turn(turn.getPrompt(), turn.getResponseA(), text.toString()));
    return ConversationPair.newBuilder().setId(pair.getId()).setTurns(turns).build();
  }

  /**
   * The effect of each sentence.
   *
   * @param explanations of {@link #pairs}, in their order
   */
  List<SentenceEffect> effects(List<Explanation> explanations) {
    double logit = explanations.get(0).logit();
    double tieLogit = explanations.get(0).tieLogit();
    List<SentenceEffect> effects = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      Explanation without = explanations.get(i + 1);
      effects.add(
          new SentenceEffect(
              place.side(),
              place.turn(),
              place.range().begin(),
              place.range().end(),
              logit - without.logit(),
              tieLogit - without.tieLogit()));
    }
    return effects;
  }
}
