package dev.arena.schemas.csv;

/**
 * What a person voted for a pair. The ordinal is the index of the class wherever the three
 * probabilities stand in an array.
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

  /** Name of the column that holds 1 for this outcome in Kaggle's files, else 0. */
  public String columnName() {
    return columnName;
  }

  /** What tables for people call this outcome: A, B or tie. */
  public String label() {
    return label;
  }
}
