package dev.arena.trainer.check;

/**
 * What one file holds.
 *
 * @param file its name, or its path if another has the same name
 * @param use what its votes are for
 * @param rows that can be read
 * @param badRows that were skipped
 * @param votesForA rows in which A won
 * @param votesForB rows in which B won
 * @param ties rows in which neither won
 * @param severalTurns rows with more than one turn
 * @param withoutAnswer rows in which an answer is null or blank
 * @param equalAnswers rows in which A and B say the same
 * @param answerCharacters of all answers of both sides, turns added up
 * @param promptCharacters of all prompts, turns added up
 */
record FileFigures(
    String file,
    Use use,
    long rows,
    long badRows,
    long votesForA,
    long votesForB,
    long ties,
    long severalTurns,
    long withoutAnswer,
    long equalAnswers,
    Lengths answerCharacters,
    Lengths promptCharacters) {

  /** What the votes of a file are for. */
  public enum Use {
    /** They train all three outcomes. */
    WITH_TIES,
    /** They train A against B. */
    TIE_FREE,
    /** They are for the report. */
    VALIDATION
  }

  /**
   * How long texts are.
   *
   * @param median half of them are no longer
   * @param p95 95% of them are no longer
   * @param longest none is longer
   */
  public record Lengths(int median, int p95, int longest) {}
}
