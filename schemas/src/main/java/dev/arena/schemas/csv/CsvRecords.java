package dev.arena.schemas.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, in constant memory. Empty lines are skipped; a file that is not CSV
 * causes a {@link UserException} that says where. Not thread-safe.
 */
final class CsvRecords implements AutoCloseable {
  static final String FORMAT = "CSV";

  private final String file;
  private final CsvReader<CsvRecord> csv;
  private final CloseableIterator<CsvRecord> records;

  CsvRecords(InputFile input) throws IOException {
    this.file = input.name();
    this.csv =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.NONE)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(CsvText.of(input.in(), file));
    this.records = csv.iterator();
  }

  /** The next record; null at the end. */
  @Nullable CsvRecord next() {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException e) {
      throw broken(e);
    } catch (UncheckedIOException e) {
      throw InputFile.unreadable(file, FORMAT, e);
    }
  }

  /**
   * Makes sure that a row has as many cells as the header.
   *
   * @param width the number of columns
   */
  static void requireWidth(CsvRecord row, int width) throws Fault {
    if (row.getFieldCount() != width) {
      throw new Fault(
          "the row has "
              + row.getFieldCount()
              + (row.getFieldCount() == 1 ? " field; expected " : " fields; expected ")
              + width
              + ", as many as the header (a cell that holds a comma, quote or line break needs"
              + " quotes around it)");
    }
  }

  /** Describes what is wrong with the file; the parser wraps exceptions of {@link CsvText}. */
  private UserException broken(CsvParseException e) {
    if (e.getCause() instanceof UserException found) {
      return found;
    }
    String place = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
    return new UserException(
        file
            + " is not valid CSV: "
            + e.getMessage()
            + place
            + ". Expected quotes around cells that hold commas, quotes or line breaks, with each"
            + " quote inside them doubled; fix that place.",
        e);
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
