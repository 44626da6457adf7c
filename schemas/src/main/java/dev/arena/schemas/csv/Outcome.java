package dev.arena.schemas.csv;

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

  /** The column that is 1 for this outcome in Kaggle's files, otherwise 0. */
  public String columnName() {
    return columnName;
  }

  /** The name of this outcome in tables: A, B or tie. */
  public String label() {
    return label;
  }
}
