package dev.arena.trainer.check;

/**
 * The figures of one file.
 *
 * @param file its name, or its path if another has the same name
 * @param use what its votes are for
 * @param rows number of readable rows
 * @param badRows number of skipped rows
 * @param votesForA rows in which A won
 * @param votesForB rows in which B won
 * @param ties rows in which neither won
 * @param severalTurns rows with more than one turn
 * @param withoutAnswer rows in which an answer is null or blank
 * @param equalAnswers rows in which the answers of A and B are equal
 * @param answerCharacters lengths of the answers of both sides, with turns added up
 * @param promptCharacters lengths of the prompts, with turns added up
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
   * Statistics of text lengths.
   *
   * @param median half of them are no longer
   * @param p95 95% of them are no longer
   * @param longest none is longer
   */
  public record Lengths(int median, int p95, int longest) {}
}
