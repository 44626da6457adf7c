package dev.arena.models;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;

/**
 * What a sentence of an answer adds to a score: the logits of the pair, less those of the pair
 * without the sentence. Unlike the parts of an {@link Explanation}, effects do not add up.
 *
 * @param side the answer that holds the sentence
 * @param turn index of the turn, from 0
 * @param begin UTF-16 index in the answer's text of this turn
 * @param end UTF-16 index after the sentence and the blanks that follow it
 * @param logit difference in {@code ln(P(A) / P(B))}, in nats; a positive one speaks for A
 * @param tieLogit difference in {@code ln(P(tie) / sqrt(P(A) P(B)))}, in nats
 */
public record SentenceEffect(
    Side side, int turn, int begin, int end, double logit, double tieLogit) {

  /** One of the two answers of a pair. */
  public enum Side {
    A,
    B;

    /** This answer in a turn; an empty text if it is null. */
    String text(Turn turn) {
      String text = this == A ? turn.getResponseA() : turn.getResponseB();
      return text == null ? "" : text;
    }
  }

  /**
   * The sentence, without blanks around it.
   *
   * @param pair the pair that was explained
   */
  public String text(ConversationPair pair) {
    return side.text(pair.getTurns().get(turn)).substring(begin, end).strip();
  }
}
