package dev.arena.trainer.check;

import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.check.DataCheck.FileFigures.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Finds signs that a file's columns are not what its header says, mainly that they are swapped.
 * When votes are collected, A and B are assigned at random, so both columns look alike.
 */
final class DataWarnings {
  /** Fewer rows than this are not conclusive. */
  private static final int FEWEST_ROWS = 50;

  private static final double MOST_TIMES_LONGER = 3;

  /** The number added to the median lengths so that very short answers may differ freely. */
  private static final int SHORT = 20;

  /**
   * A larger share of wins for one side is suspicious if it exceeds an even split by {@link
   * #MOST_DEVIATIONS} standard deviations.
   */
  private static final double LARGEST_SHARE = 0.6;

  private static final double MOST_DEVIATIONS = 6;

  private final FileCheck file;
  private final long rows;
  private final List<DataCheck.Finding> findings = new ArrayList<>();

  private DataWarnings(FileCheck file) {
    this.file = file;
    this.rows = file.keys().size();
  }

  static List<DataCheck.Finding> of(FileCheck file) {
    DataWarnings warnings = new DataWarnings(file);
    warnings.badRows();
    warnings.skippedTies();
    warnings.missingOutcomes();
    if (warnings.rows >= FEWEST_ROWS) {
      warnings.texts();
      warnings.lengths();
      warnings.winners();
    }
    return warnings.findings;
  }

  private void badRows() {
    if (file.badRows() > 0) {
      List<String> first =
          file.firstBad().stream()
              .map(bad -> "%s:%d: %s".formatted(file.name(), bad.line(), bad.fault()))
              .toList();
      findings.add(
          new DataCheck.Finding(
              "bad_rows",
              false,
              file.badRows(),
              first,
              text("%s: %,d bad rows are skipped: %s.", file.name(), file.badRows(), faults())));
    }
  }

  private void skippedTies() {
    if (file.skippedTies() > 0) {
      findings.add(
          new DataCheck.Finding(
              "skipped_ties",
              false,
              file.skippedTies(),
              List.of(),
              text(
                  "%s: %,d rows with a tie are skipped (--drop-ties).",
                  file.name(), file.skippedTies())));
    }
  }

  private String faults() {
    return file.firstBad().stream()
        .map(bad -> "line " + bad.line() + " (" + bad.fault() + ")")
        .collect(Collectors.joining(", "));
  }

  private void missingOutcomes() {
    for (Outcome outcome : Outcome.values()) {
      boolean expected = outcome != Outcome.WINNER_TIE || file.use() != Use.TIE_FREE;
      if (expected && file.votes(outcome) == 0) {
        warn(
            "missing_outcome",
            rows,
            "no row has the vote %s; expected all three outcomes. Is the column right?",
            outcome.columnName());
      }
    }
  }

  private void texts() {
    for (Column column : file.columns()) {
      if (column.looksLikeNames()) {
        warn(
            "names_as_texts",
            rows,
            "%s holds single words, %,d different ones in %,d rows; expected texts. Do they belong"
                + " to model_a or model_b?",
            column.name(),
            column.distinct(),
            rows);
      }
    }
    promptAsAnswer("response_a", file.promptAsA());
    promptAsAnswer("response_b", file.promptAsB());
    if (file.textAsName() > rows / 2) {
      warn(
          "texts_as_names",
          file.textAsName(),
          "model_a or model_b holds long texts in %,d of %,d rows; expected names. Are two columns"
              + " swapped?",
          file.textAsName(),
          rows);
    }
  }

  private void promptAsAnswer(String column, long count) {
    if (count > rows / 2) {
      warn(
          "prompts_as_answers",
          count,
          "%s repeats the prompt in %,d of %,d rows; expected answers. Is the column right?",
          column,
          count,
          rows);
    }
  }

  private void lengths() {
    int a = Column.lengths(file.columns().get(1)).median();
    int b = Column.lengths(file.columns().get(2)).median();
    double ratio = (double) (Math.max(a, b) + SHORT) / (Math.min(a, b) + SHORT);
    if (ratio > MOST_TIMES_LONGER) {
      warn(
          "unlike_answers",
          rows,
          "half the texts in response_a have more than %,d characters, and half of those in"
              + " response_b have more than %,d; expected similar lengths, since A and B are assigned"
              + " at random. Is one of the columns really another, such as prompt?",
          a,
          b);
    }
  }

  private void winners() {
    long a = file.votes(Outcome.WINNER_MODEL_A);
    long b = file.votes(Outcome.WINNER_MODEL_B);
    boolean uneven =
        Math.max(a, b) > LARGEST_SHARE * (a + b)
            && Math.abs(a - b) > MOST_DEVIATIONS * Math.sqrt(a + b);
    if (a > 0 && b > 0 && uneven) {
      warn(
          "uneven_winners",
          a + b,
          "A won %,d times and B %,d times; expected similar numbers, since A and B are assigned at"
              + " random. Are the winner columns swapped?",
          a,
          b);
    }
  }

  private void warn(String name, long count, String format, Object... values) {
    findings.add(
        new DataCheck.Finding(
            name, true, count, List.of(), file.name() + ": " + text(format, values)));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
