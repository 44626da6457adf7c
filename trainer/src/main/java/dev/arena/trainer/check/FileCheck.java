package dev.arena.trainer.check;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.check.DataCheck.FileFigures;
import dev.arena.trainer.check.DataCheck.FileFigures.Use;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.rows.TieFreeVotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks one file row by row as it is read. It keeps only lengths and fingerprints of the texts.
 * Not thread-safe.
 */
public final class FileCheck implements Consumer<CsvPair> {
  /** Longer texts are not model names. */
  private static final int LONGEST_NAME = 100;

  private final String path;
  private final boolean validation;
  private final boolean skipsTies;
  private String name;
  private final List<RowKey> keys = new ArrayList<>();
  private final long[] votes = new long[Outcome.values().length];
  private final Column prompt = new Column("prompt");
  private final Column answerA = new Column("response_a");
  private final Column answerB = new Column("response_b");
  private long severalTurns;
  private long withoutAnswer;
  private long equalAnswers;
  private long promptAsA;
  private long promptAsB;
  private long textAsName;
  private long skippedTies;
  private long badRows;
  private List<PairRows.BadRow> firstBad = List.of();

  FileCheck(String path, boolean validation, boolean skipsTies) {
    this.path = path;
    this.name = String.valueOf(Path.of(path).getFileName());
    this.validation = validation;
    this.skipsTies = skipsTies;
  }

  @Override
  public void accept(CsvPair row) {
    ConversationPair pair = row.pair();
    keys.add(RowKey.of(row));
    if (row.outcome() != null) {
      votes[row.outcome().ordinal()]++;
    }
    String asked = RowKey.joined(pair, Turn::getPrompt);
    String a = RowKey.joined(pair, Turn::getResponseA);
    String b = RowKey.joined(pair, Turn::getResponseB);
    prompt.add(asked);
    answerA.add(a);
    answerB.add(b);
    severalTurns += count(pair.getTurns().size() > 1);
    withoutAnswer += count(pair.getTurns().stream().anyMatch(FileCheck::lacksAnswer));
    equalAnswers += count(a.equals(b));
    promptAsA += count(!a.isEmpty() && a.equals(asked));
    promptAsB += count(!b.isEmpty() && b.equals(asked));
    textAsName += count(isText(pair.getModelA()) || isText(pair.getModelB()));
  }

  private static long count(boolean holds) {
    return holds ? 1 : 0;
  }

  private static boolean lacksAnswer(Turn turn) {
    return isBlank(turn.getResponseA()) || isBlank(turn.getResponseB());
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static boolean isText(@Nullable String name) {
    return name != null && (name.length() > LONGEST_NAME || name.indexOf('\n') >= 0);
  }

  /** Records the skipped rows. Call this after the last row. */
  public void end(PairRows rows) {
    badRows = rows.skipped();
    firstBad = rows.firstSkipped();
  }

  FileFigures figures() {
    return new FileFigures(
        name,
        use(),
        keys.size(),
        badRows,
        votes(Outcome.WINNER_MODEL_A),
        votes(Outcome.WINNER_MODEL_B),
        votes(Outcome.WINNER_TIE),
        severalTurns,
        withoutAnswer,
        equalAnswers,
        Column.lengths(answerA, answerB),
        Column.lengths(prompt));
  }

  /** Whether a row is a tie in a file whose ties are skipped; such a row is counted. */
  public boolean skips(CsvPair row) {
    boolean skipped = skipsTies && row.outcome() == Outcome.WINNER_TIE;
    skippedTies += count(skipped);
    return skipped;
  }

  /** Whether the rows so far teach only which of two answers wins. */
  public boolean isTieFree() {
    return skipsTies || TieFreeVotes.are(keys.size(), votes(Outcome.WINNER_TIE));
  }

  FileFigures.Use use() {
    if (validation) {
      return Use.VALIDATION;
    }
    return isTieFree() ? Use.TIE_FREE : Use.WITH_TIES;
  }

  long votes(Outcome outcome) {
    return votes[outcome.ordinal()];
  }

  /**
   * The file's name in messages: the last part of its path or, if that is not unique, the whole
   * path.
   */
  String name() {
    return name;
  }

  /** Call this if another file has the same name. */
  void useFullPath() {
    name = path;
  }

  List<RowKey> keys() {
    return keys;
  }

  List<PairRows.BadRow> firstBad() {
    return firstBad;
  }

  /** The number of ties that were skipped. */
  public long skippedTies() {
    return skippedTies;
  }

  long badRows() {
    return badRows;
  }

  /** The columns prompt, answer A and answer B. */
  List<Column> columns() {
    return List.of(prompt, answerA, answerB);
  }

  long promptAsA() {
    return promptAsA;
  }

  long promptAsB() {
    return promptAsB;
  }

  long textAsName() {
    return textAsName;
  }
}
