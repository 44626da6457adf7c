package dev.arena.trainer.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Figures on the files of a training run, and warnings about them.
 *
 * @param files in the order in which they were read
 * @param findings warnings first
 */
public record DataCheck(List<FileFigures> files, List<Finding> findings) {
  public DataCheck {
    files = List.copyOf(files);
    findings = List.copyOf(findings);
  }

  /** A row for each figure and a column for each file. */
  public Table table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("used for", DataCheck::use));
    rows.add(row("rows", file -> number(file.rows())));
    rows.add(row("bad rows skipped", file -> number(file.badRows())));
    rows.add(row("A won", file -> share(file.votesForA(), file.rows())));
    rows.add(row("B won", file -> share(file.votesForB(), file.rows())));
    rows.add(row("tie", file -> share(file.ties(), file.rows())));
    rows.add(row("several turns", file -> share(file.severalTurns(), file.rows())));
    rows.add(row("an answer is missing", file -> number(file.withoutAnswer())));
    rows.add(row("answers are equal", file -> number(file.equalAnswers())));
    rows.add(row("answer, characters", file -> number(file.answerCharacters().median())));
    rows.add(row("  95% have at most", file -> number(file.answerCharacters().p95())));
    rows.add(row("  the longest", file -> number(file.answerCharacters().longest())));
    rows.add(row("prompt, characters", file -> number(file.promptCharacters().median())));
    rows.add(row("  95% have at most", file -> number(file.promptCharacters().p95())));
    List<String> header = new ArrayList<>(List.of("data"));
    files.forEach(file -> header.add(file.file()));
    return new Table("Data", header, rows, "");
  }

  /** The table and the findings for a terminal with this many columns. */
  public List<String> lines(int columns) {
    List<String> lines = new ArrayList<>(table().lines(columns));
    for (Finding finding : findings) {
      String kind = finding.warning() ? "warning: " : "note: ";
      lines.addAll(Table.wrapped(kind + finding.sentence(), columns));
    }
    return lines;
  }

  private List<String> row(String name, Function<FileFigures, String> figure) {
    List<String> cells = new ArrayList<>(List.of(name));
    files.forEach(file -> cells.add(figure.apply(file)));
    return cells;
  }

  private static String use(FileFigures file) {
    return switch (file.use()) {
      case WITH_TIES -> "A, B and tie";
      case TIE_FREE -> "A against B";
      case VALIDATION -> "the report";
    };
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f%%", whole == 0 ? 0.0 : 100.0 * part / whole);
  }

  /**
   * Something a user should know before training starts.
   *
   * @param name identifier for programs, such as {@code validation_prompts}
   * @param warning whether figures or the model may be unreliable because of it
   * @param count number of affected rows
   * @param rows the first of them, each as {@code FILE:LINE} and what was found
   * @param sentence what was found and what it means
   */
  public record Finding(
      String name, boolean warning, long count, List<String> rows, String sentence) {
    public Finding {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The figures on one file.
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

    /** What the votes in a file are for. */
    enum Use {
      /** They train all three outcomes. */
      WITH_TIES,
      /** They train A against B. */
      TIE_FREE,
      /** They are for the report. */
      VALIDATION
    }

    /**
     * Statistics on text lengths.
     *
     * @param median the length that half of the texts do not exceed
     * @param p95 the length that 95% of the texts do not exceed
     * @param longest the length of the longest text
     */
    record Lengths(int median, int p95, int longest) {}
  }
}
