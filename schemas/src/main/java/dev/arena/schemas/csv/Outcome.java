package dev.arena.schemas.csv;

import dev.arena.schemas.turns.Fault;
import java.util.function.Function;

/**
 * A vote on a pair. The ordinal is the index of the outcome in every array of the three
 * probabilities.
 */
public enum Outcome {
  /** Chatbot A's answers were preferred. */
  WINNER_MODEL_A("winner_model_a", "A"),
  /** Chatbot B's answers were preferred. */
  WINNER_MODEL_B("winner_model_b", "B"),
  /** Neither was preferred. */
  WINNER_TIE("winner_tie", "tie");

  private final String columnName;
  private final String label;

  Outcome(String columnName, String label) {
    this.columnName = columnName;
    this.label = label;
  }

  /** The vote for a chosen answer. */
  public static Outcome ofChoice(boolean chosenIsA) {
    return chosenIsA ? WINNER_MODEL_A : WINNER_MODEL_B;
  }

  /**
   * The outcome whose vote is 1.
   *
   * @param place what holds one vote, {@code column} or {@code field}
   * @param vote the vote for an outcome: {@code 0}, {@code 1}, or whatever else was found, for a
   *     message
   * @throws Fault unless exactly one vote is 1 and the others are 0
   */
  public static Outcome ofVotes(String place, Function<Outcome, String> vote) throws Fault {
    Outcome winner = null;
    for (Outcome outcome : values()) {
      String found = vote.apply(outcome);
      if (found.equals("1") && winner != null) {
        throw new Fault(
            "%ss %s and %s are both 1; expected exactly one 1 among the winner %ss"
                .formatted(place, winner.columnName, outcome.columnName, place));
      }
      switch (found) {
        case "0" -> {}
        case "1" -> winner = outcome;
        default ->
            throw new Fault(
                "%s %s is %s; expected 0 or 1".formatted(place, outcome.columnName, found));
      }
    }
    if (winner == null) {
      throw new Fault(
          "the three winner %ss are all 0; expected exactly one 1 among them".formatted(place));
    }
    return winner;
  }

  /** The column that is 1 for this outcome in Kaggle's files, otherwise 0. */
  public String columnName() {
    return columnName;
  }

  /** The name of this outcome in tables: A, B or tie. */
  public String label() {
    return label;
  }
}
