package dev.arena.schemas.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.Fault;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file with a header, whose columns are found by name. It reads row by row and in
 * constant memory. Not thread-safe.
 */
public final class CsvTable implements AutoCloseable {
  /** The position of a column that the file does not have. */
  public static final int NONE = -1;

  private final String file;
  private final CsvRecords records;
  private final List<String> names;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Set<String> repeated = new HashSet<>();
  private @Nullable CsvRecord row;

  private CsvTable(InputFile input, ColumnNames columns) throws IOException {
    this.file = input.name();
    this.records = new CsvRecords(input);
    CsvRecord header = records.next();
    if (header == null) {
      throw new UserException(
          file + " is empty; expected a header line with the names of the columns, and rows.");
    }
    for (Map.Entry<String, String> missing : columns.missingFrom(header.getFields())) {
      throw CsvHeader.unmapped(file, missing, header.getFields());
    }
    this.names = columns.renamed(header.getFields());
    for (int i = 0; i < names.size(); i++) {
      if (positions.putIfAbsent(names.get(i), i) != null) {
        repeated.add(names.get(i));
      }
    }
  }

  /**
   * Reads the header of an opened file, which is closed with the table (and when this method
   * throws).
   *
   * @param columns which of the file's columns map to Arena's
   * @throws UserException when the file cannot be read, is empty, or lacks a mapped column
   */
  public static CsvTable read(InputFile input, ColumnNames columns) {
    try {
      return new CsvTable(input, columns);
    } catch (IOException e) {
      InputFile.closeAfter(e, input.in());
      throw InputFile.unreadable(input.name(), CsvRecords.FORMAT, e);
    } catch (RuntimeException e) {
      InputFile.closeAfter(e, input.in());
      throw e;
    }
  }

  /**
   * Where a column is, counted from 0; {@link #NONE} if the file does not have it.
   *
   * @throws UserException if the header names it twice
   */
  public int column(String name) {
    if (repeated.contains(name)) {
      throw new UserException(
          file
              + ":1: the header names column "
              + name
              + " twice; expected each column once. Remove or rename one of them.");
    }
    return positions.getOrDefault(name, NONE);
  }

  /** The names of all columns for a message, shortened if there are many. */
  public String shownNames() {
    return CsvHeader.shown(names);
  }

  /**
   * Goes to the next row; false at the end.
   *
   * @throws BadRowException when the row has more or fewer cells than the header; the next call
   *     continues after it
   */
  public boolean next() {
    CsvRecord next = records.next();
    row = next;
    if (next == null) {
      return false;
    }
    try {
      CsvRecords.requireWidth(next, names.size());
    } catch (Fault fault) {
      throw new BadRowException(
          file, next.getStartingLineNumber(), String.valueOf(fault.getMessage()));
    }
    return true;
  }

  /**
   * A cell of the current row.
   *
   * @param column from {@link #column}; {@link #NONE} gives an empty text
   */
  public String cell(int column) {
    return column == NONE ? "" : current().getField(column);
  }

  /** The line on which the current row begins, counted from 1. */
  public long line() {
    return current().getStartingLineNumber();
  }

  private CsvRecord current() {
    if (row == null) {
      throw new IllegalStateException("there is no current row; expected a call of next() first");
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
