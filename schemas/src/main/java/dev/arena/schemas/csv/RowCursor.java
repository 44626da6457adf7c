package dev.arena.schemas.csv;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An iterator over the rows of a file that reads each row on demand, once. Not thread-safe. */
public final class RowCursor implements Iterator<CsvPair> {
  private final String file;
  private final Source source;
  private boolean begun;
  private @Nullable CsvPair next;

  /** A source of rows. */
  @FunctionalInterface
  public interface Source {
    /** The next row; null at the end. */
    @Nullable CsvPair next();
  }

  /**
   * @param file the file's name in messages
   */
  public RowCursor(String file, Source source) {
    this.file = file;
    this.source = source;
  }

  /**
   * This cursor, for iteration over the file.
   *
   * @throws IllegalStateException when called a second time: a stream is read once
   */
  public Iterator<CsvPair> begin() {
    if (begun) {
      throw new IllegalStateException(file + " is already being read; open it again instead");
    }
    begun = true;
    return this;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = source.next();
    }
    return next != null;
  }

  @Override
  public CsvPair next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException(file + " has no more rows");
    }
    CsvPair row = next;
    next = null;
    return row;
  }
}
