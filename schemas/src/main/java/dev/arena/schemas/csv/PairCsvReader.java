package dev.arena.schemas.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the conversation pairs in one CSV file, row by row and in constant memory.
 *
 * <pre>{@code
 * try (PairReader pairs = PairCsvReader.open(Path.of("votes.csv"), BadRows.STOP)) {
 *   for (CsvPair row : pairs) {
 *     System.out.println(row.pair().getId() + " " + row.outcome());
 *   }
 * }
 * }</pre>
 *
 * <p>The header must contain {@code prompt, response_a, response_b}, or {@code chosen, rejected}
 * and, unless these are whole dialogues, {@code prompt}. The columns {@code id, model_a, model_b}
 * and the three {@code winner_} columns of {@link Outcome} are optional. Text is UTF-8; lines end
 * with LF, CRLF or CR; empty lines are skipped; a cell may contain up to 16,777,216 characters. A
 * file that is not CSV of this form causes a {@link UserException} under every policy for bad rows.
 */
public final class PairCsvReader implements PairReader.Rows {
  /** The name that means standard input on the command line. */
  public static final String STANDARD_INPUT = InputFile.STANDARD_INPUT;

  private final String file;
  private final CsvRecords records;
  private final CsvHeader header;

  private PairCsvReader(InputFile input, ColumnNames columns) throws IOException {
    this.file = input.name();
    this.records = new CsvRecords(input);
    CsvRecord first = records.next();
    if (first == null) {
      throw new UserException(
          file
              + " is empty; expected a header line with prompt, response_a, response_b (or chosen,"
              + " rejected) and one row per pair.");
    }
    this.header = CsvHeader.of(first.getFields(), file, columns);
  }

  /**
   * Opens a file.
   *
   * @throws UserException when the file is missing, unreadable, or does not begin with the header
   */
  public static PairReader open(Path file, BadRows policy) {
    return open(file.toString(), policy);
  }

  /** Like {@link #open(Path, BadRows)}; {@code -} is standard input. */
  public static PairReader open(String file, BadRows policy) {
    return read(
        InputFile.open(file, CsvRecords.FORMAT, UnaryOperator.identity()), policy, ColumnNames.OWN);
  }

  /**
   * Reads an opened file, which is closed with the reader (and when this method throws). After the
   * last row, all bytes have been read.
   *
   * @param columns which of the file's columns map to Arena's
   */
  public static PairReader read(InputFile input, BadRows policy, ColumnNames columns) {
    return PairReader.of(input, CsvRecords.FORMAT, policy, () -> new PairCsvReader(input, columns));
  }

  @Override
  public boolean hasVotes() {
    return header.hasVotes();
  }

  @Override
  public @Nullable CsvPair next(long number) {
    CsvRecord record = records.next();
    return record == null ? null : new PairRow(header, record, file).pair(number);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
